#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "history/uke_reader.hpp"
#include "store/history.hpp"

namespace madoguchi::center {

// What an import of histories tells, to its operator and (shortened) to the record.
struct HistoryReport {
  std::string kind;
  std::string encoding;  // "cp932", "utf8"; empty where there is one only
  std::size_t lines = 0, items = 0, refused = 0;
  std::map<std::string, std::size_t> unknown_records;
  std::vector<history::FileNote> notes;
  std::size_t notes_total = 0;
  std::optional<history::FileNote> refusal;  // the file was refused whole
};

// As JSON, with up to `notes_max` of what was found, in the order of the lines. No personal data.
std::string history_report_json(const HistoryReport& report, const store::HistoryOutcome& outcome,
                                std::size_t notes_max);

}  // namespace madoguchi::center
