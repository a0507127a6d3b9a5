#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "util/result.hpp"

namespace madoguchi::util {

enum class CsvError { quote_not_closed, text_after_quote, line_too_long, too_many_fields };

struct CsvRow {
  std::size_t line = 0;                  // 1-based line on which the row begins
  std::vector<std::string_view> fields;  // valid until the next call of `next`
  std::optional<CsvError> error;         // the row is broken; reading goes on at the next line
};

struct CsvLimits {
  std::size_t line_bytes_max = 65536;
  std::size_t fields_max = 256;
};

// Reads RFC 4180 records from UTF-8 text in memory: CRLF, LF and CR line ends in any mixture,
// quotes, quotes doubled inside quotes, line ends inside quotes. Blank lines and a leading byte
// order mark are skipped; a quote inside a field that does not begin with one is text. A broken row
// is reported with its line and does not stop the rows behind it: reading goes on at the line
// behind the one on which it began. A row ends at `line_bytes_max`, quoted line ends included:
// quote_not_closed when it is still inside quotes that crossed a line end (most likely a forgotten
// quote), else line_too_long.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text, CsvLimits limits = {});
  bool next(CsvRow& row);  // false at the end

 private:
  std::optional<CsvError> read_fields(CsvRow& row, std::size_t end_max);
  std::optional<CsvError> read_quoted(CsvRow& row, std::size_t end_max);
  std::size_t after_line_end(std::size_t at) const;

  std::string_view text_;
  CsvLimits limits_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::deque<std::string> unquoted_;  // fields with doubled quotes, rewritten; keep their places
  std::size_t unquoted_count_ = 0;
};

// One field as CSV text: quoted when needed. With FormulaGuard::yes, a field that a spreadsheet
// would take for a formula (= + - @, also full-width, tab or line end first) is written with a
// leading apostrophe.
enum class FormulaGuard { no, yes };
std::string csv_field(std::string_view text, FormulaGuard guard = FormulaGuard::yes);
// Fields with commas between them and CRLF behind; read back by CsvReader as they were (unguarded).
std::string csv_line(const std::vector<std::string>& fields,
                     FormulaGuard guard = FormulaGuard::yes);

}  // namespace madoguchi::util
