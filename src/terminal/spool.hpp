#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "util/file.hpp"
#include "util/result.hpp"

namespace madoguchi::terminal {

// One file of an entry. `name` is the name it had or will have in a share, byte for byte.
struct SpoolFile {
  std::string name;
  std::filesystem::path path;
};

struct SpoolEntry {
  std::string key;  // 32 hex digits
  std::vector<SpoolFile> files;
};

// Bytes to be written under a name.
struct NamedBytes {
  std::string name;
  std::string bytes;
};

// A folder of entries that survives a kill: the inbox (requests taken) and the outboxes (results to
// deliver). An entry of one file is "KEY__NAME": names of requests and results are at most 218
// bytes (file_names.hpp), so that this fits the 255 of a file system whatever bytes they hold.
// Several files that must appear together are a folder "KEY__" that holds them under their names.
class Spool {
 public:
  explicit Spool(std::filesystem::path folder) : folder_(std::move(folder)) {}
  const std::filesystem::path& folder() const { return folder_; }

  // Makes the folder (0700) and removes what a kill left half made.
  util::Result<void, util::FileProblem> open() const;
  // All entries, oldest change first, then by name. Files of one entry: ".err" last, else by name.
  util::Result<std::vector<SpoolEntry>, util::FileProblem> list() const;

  // Moves a file in, by rename. Durable after `sync`.
  util::Result<SpoolFile, util::FileProblem> take(const std::filesystem::path& from,
                                                  const std::string& key,
                                                  const std::string& name) const;
  // Adds a file to an existing folder entry "KEY__", by rename, durably.
  util::Result<void, util::FileProblem> add(const std::filesystem::path& from,
                                            const std::string& key, const std::string& name) const;
  // Writes a new entry: all of its files or none, durably. `as_folder` leaves room for `add`.
  enum class Form { shortest, folder };
  util::Result<SpoolEntry, util::FileProblem> write(const std::string& key,
                                                    const std::vector<NamedBytes>& files,
                                                    Form form) const;
  // Removes one file (and the entry's folder when that was the last). Missing is fine.
  util::Result<void, util::FileProblem> remove(const SpoolFile& file) const;
  // After the files of a folder entry were moved away.
  void remove_empty_folder(const std::string& key) const;
  util::Result<void, util::FileProblem> sync() const;

 private:
  std::filesystem::path folder_of(const std::string& key) const;
  std::optional<SpoolEntry> entry_at(const std::filesystem::path& path) const;
  std::filesystem::path folder_;
};

// What `errno` says, in the words of util.
util::FileProblem system_problem(int system_errno);

}  // namespace madoguchi::terminal
