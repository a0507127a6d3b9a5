#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "history/records.hpp"
#include "history/uke_reader.hpp"

namespace madoguchi::history {

struct CheckupFile {
  std::vector<Checkup> checkups;
  std::size_t refused = 0;
  std::vector<FileNote> notes;
  std::optional<FileNote> refusal;
};

// 特定健診 as HL7 CDA R2 in the ministry's layout, as far as it is public (docs/history.md tells
// what is read). One document is one check-up. No document type is taken in (no entities).
CheckupFile read_checkup_cda(std::string_view xml);

// The same as CSV: one line an item; lines of one person, day and organisation that stand together
// are one check-up (docs/history.md). UTF-8 text.
CheckupFile read_checkup_csv(std::string_view text);

struct DispensingFile {
  std::vector<Dispensing> dispensings;
  std::size_t refused = 0;
  std::vector<FileNote> notes;
  std::optional<FileNote> refusal;
};
// 調剤情報 of the e-prescription service as JSON, one object a line (docs/history.md).
DispensingFile read_dispensing_json_lines(std::string_view text);

}  // namespace madoguchi::history
