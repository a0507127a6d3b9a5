#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "util/result.hpp"

namespace madoguchi::util {

enum class FileError {
  not_found,
  not_regular,
  too_large,
  denied,
  disk_full,
  exists,
  locked,  // another process holds the FileLock
  other
};

struct FileProblem {
  FileError error = FileError::other;
  int system_errno = 0;
  std::string text() const;  // for a log: cause in English
};

// The whole file. Refuses links, folders, devices (O_NOFOLLOW, regular files only) and more than
// `bytes_max`.
Result<std::string, FileProblem> read_file(const std::filesystem::path& path,
                                           std::size_t bytes_max);

// Writes a new file beside `path`, syncs it, renames it over `path`, syncs the folder: afterwards
// the old content or the new one is there, never a part.
Result<void, FileProblem> replace_file(const std::filesystem::path& path, std::string_view bytes,
                                       unsigned mode = 0600);

// Moves `from` to `to` on one file system, never replacing (FileError::exists). Falls back to
// link + unlink where the file system lacks RENAME_NOREPLACE; a move that was cut between the two
// is finished by the next call. Does not sync: `sync_folder` does.
Result<void, FileProblem> move_new(const std::filesystem::path& from,
                                   const std::filesystem::path& to);

// All of `bytes` to an open file, where it stands. False: errno says why.
bool write_all(int fd, std::string_view bytes);

// Appends one line and syncs it (0600 when new): afterwards it is there whole or not at all. A last
// line without its end, of a try that a crash or full disk cut off, is taken away first.
Result<void, FileProblem> append_line(const std::filesystem::path& path, std::string_view line);

// Makes names made or removed in `folder` durable. A file system that cannot sync folders is taken
// as is.
Result<void, FileProblem> sync_folder(const std::filesystem::path& folder);

// Holds an exclusive lock on `path` (created) while it lives; fails at once (FileError::locked)
// when another holds it.
class FileLock {
 public:
  static Result<FileLock, FileProblem> take(const std::filesystem::path& path);
  // The folder itself, without a file in it. A share that cannot lock folders is taken as is.
  static Result<FileLock, FileProblem> take_folder(const std::filesystem::path& folder);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace madoguchi::util
