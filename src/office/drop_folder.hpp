#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "office/jobs.hpp"
#include "office/parts.hpp"

namespace madoguchi::office {

// Where the municipality's own system puts its files: qualification….csv, ticket….csv, and with
// ".full.csv" the whole of the office. A file is taken when it is whole: renamed into its name, or
// not grown for `settle_ms`. It then lies as NAME.taken, and beside it NAME.report.json and, when
// lines had faults, NAME.errors.csv. Good lines of a sound file are registered without a person's
// word; a file that is unsound, of another time, or the whole of the office and takes more away
// than `full_removals_max` or has a refused line, is not.
class DropFolder {
 public:
  DropFolder(Parts& parts, std::filesystem::path folder, std::int64_t settle_ms)
      : parts_(parts), folder_(std::move(folder)), settle_ms_(settle_ms) {}

  void look();  // one look at the folder, now

 private:
  struct Seen {
    std::uintmax_t size = 0;
    std::int64_t since_ms = 0;
  };
  void take(const std::filesystem::path& file);

  Parts& parts_;
  std::filesystem::path folder_;
  std::int64_t settle_ms_;
  std::map<std::string, Seen> growing_;
};

// Writes what became of the file beside it (`taken` empty: it was no file of the folder).
void report_beside(Parts& parts, const std::string& taken, const std::string& id,
                   const std::string& note);

// The job "folder": preview, and when it is sound publication; writes the reports.
Jobs::Outcome run_folder_file(Parts& parts, JobView& view, const Json& input,
                              const OnBehalf& author);

}  // namespace madoguchi::office
