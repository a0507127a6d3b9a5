#pragma once

#include <functional>
#include <string>
#include <vector>

#include "office/parts.hpp"

namespace madoguchi::office {

// A registration file as UTF-8, and how it was written.
struct DecodedFile {
  std::string text;
  bool cp932 = false;
  bool bom = false;
};
// UTF-8 with or without BOM, else CP932; "encoding" with the place when it is neither (both mixed).
util::Result<DecodedFile, Json> decoded_file(std::string_view bytes);

// A registered row that a file takes away: by its DeleteFlag ("cancelled"), or by the silence of a
// file declared full ("gone", line 0).
struct Removal {
  std::int64_t line = 0;
  std::string change, recipient, row;  // row: as it is registered, JSON
};

// What a file would change in the mirror. Problems: [{line, field, code, text, severity}].
struct Comparison {
  std::int64_t rows = 0, added = 0, changed = 0, unchanged = 0;
  std::int64_t protects = 0;         // rows that set or lift 不開示
  std::vector<std::string> months;   // of tickets, each once
  Json differences = Json::array();  // the first 200 new or changed: {line, change, before, after}
  std::vector<Removal> removals;  // all of them, in the file's order, then those it does not name
  Json refusal;                   // why the whole file cannot be taken; null when it can
};
// `progress(rows)` is told every some thousand rows; false ends the comparison.
Comparison compare(Parts& parts, const std::string& kind, bool full, std::string_view text,
                   const std::function<bool(std::int64_t)>& progress);

Json file_problem(std::int64_t line, std::string_view field, std::string_view code,
                  std::string text);

}  // namespace madoguchi::office
