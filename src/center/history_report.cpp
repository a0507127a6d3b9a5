#include "center/history_report.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace madoguchi::center {

namespace {

using nlohmann::ordered_json;

ordered_json note_json(const history::FileNote& note) {
  const bool warning = note.weight == history::FileNote::Weight::warning;
  return {{"line", note.line},
          {"field", note.field},
          {"severity", warning ? "warning" : "error"},
          {"code", note.code},
          {"text", note.text}};
}

}  // namespace

std::string history_report_json(const HistoryReport& report, const store::HistoryOutcome& outcome,
                                std::size_t notes_max) {
  auto notes = report.notes;
  for (const auto line : outcome.older_lines) {
    notes.push_back({line, 0, "older",
                     "請求年月のより新しいレセプトが取り込み済みのため、置き換えません。",
                     history::FileNote::Weight::warning});
  }
  std::stable_sort(notes.begin(), notes.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  const auto total = report.notes_total + outcome.unmatched + outcome.older;
  if (notes.size() > notes_max) notes.resize(notes_max);
  ordered_json made;
  made["kind"] = report.kind;
  made["import"] = outcome.import;
  if (outcome.earlier != 0) made["earlier"] = outcome.earlier;
  if (report.refusal) made["file_refused"] = note_json(*report.refusal);
  if (!report.encoding.empty()) made["encoding"] = report.encoding;
  made["lines"] = report.lines;
  made["items"] = report.items;
  made["added"] = outcome.added;
  made["changed"] = outcome.changed;
  made["unchanged"] = outcome.unchanged;
  made["older"] = outcome.older;
  made["unmatched"] = outcome.unmatched;
  made["refused"] = report.refused;
  made["unknown_records"] = report.unknown_records;
  made["problems_total"] = total;
  made["problems"] = ordered_json::array();
  for (const auto& note : notes) made["problems"].push_back(note_json(note));
  return made.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace madoguchi::center
