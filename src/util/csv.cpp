#include "util/csv.hpp"

#include <algorithm>
#include <array>

#include "util/encoding.hpp"

namespace madoguchi::util {

namespace {

constexpr bool ends_line(char c) {
  return c == '\n' || c == '\r';
}

constexpr auto ends_field_table = [] {
  std::array<bool, 256> table{};
  table[','] = table['\n'] = table['\r'] = true;
  return table;
}();

bool ends_field(char c) {
  return ends_field_table[static_cast<unsigned char>(c)];
}

std::size_t line_ends(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool second_half = text[at] == '\n' && at > 0 && text[at - 1] == '\r';
    if (ends_line(text[at]) && !second_half) ++count;
  }
  return count;
}

}  // namespace

CsvReader::CsvReader(std::string_view text, CsvLimits limits) : text_(text), limits_(limits) {
  if (text_.substr(0, utf8_bom.size()) == utf8_bom) at_ = utf8_bom.size();
}

// `at` is on a line end; CRLF is one.
std::size_t CsvReader::after_line_end(std::size_t at) const {
  const bool pair = text_[at] == '\r' && at + 1 < text_.size() && text_[at + 1] == '\n';
  return at + (pair ? 2 : 1);
}

bool CsvReader::next(CsvRow& row) {
  row.fields.clear();
  row.error.reset();
  unquoted_count_ = 0;
  while (at_ < text_.size() && ends_line(text_[at_])) {
    at_ = after_line_end(at_);
    ++line_;
  }
  if (at_ >= text_.size()) return false;
  row.line = line_;
  const std::size_t begin = at_;
  const std::size_t end_max = begin + std::min(limits_.line_bytes_max, text_.size() - begin);
  row.error = read_fields(row, end_max);
  if (row.error) {
    row.fields.clear();
    at_ = begin;
    while (at_ < text_.size() && !ends_line(text_[at_])) ++at_;
  }
  if (at_ < text_.size()) {
    line_ += line_ends(text_.substr(begin, at_ - begin)) + 1;
    at_ = after_line_end(at_);
  }
  return true;
}

// Leaves `at_` on the line end behind the row, or at the end of the text.
std::optional<CsvError> CsvReader::read_fields(CsvRow& row, std::size_t end_max) {
  const char* const bytes = text_.data();
  for (;;) {
    if (row.fields.size() == limits_.fields_max) return CsvError::too_many_fields;
    if (at_ < end_max && bytes[at_] == '"') {
      if (const auto error = read_quoted(row, end_max)) return error;
    } else {
      const std::size_t begin = at_;
      std::size_t at = begin;
      while (at < end_max && !ends_field(bytes[at])) ++at;
      row.fields.emplace_back(bytes + begin, at - begin);
      at_ = at;
    }
    if (at_ == text_.size() || ends_line(bytes[at_])) return std::nullopt;
    if (at_ >= end_max) return CsvError::line_too_long;
    ++at_;  // the comma
  }
}

// `at_` is on the opening quote; leaves it behind the closing one.
std::optional<CsvError> CsvReader::read_quoted(CsvRow& row, std::size_t end_max) {
  const std::size_t begin = ++at_;
  std::string* rewritten = nullptr;
  std::size_t part = begin;
  for (;;) {
    const auto quote = text_.substr(0, end_max).find('"', at_);
    if (quote == std::string_view::npos) {
      const auto inside = text_.substr(begin, end_max - begin);
      const bool whole_text = end_max == text_.size();
      const bool crossed = std::any_of(inside.begin(), inside.end(), ends_line);
      return whole_text || crossed ? CsvError::quote_not_closed : CsvError::line_too_long;
    }
    at_ = quote + 1;
    if (at_ < text_.size() && text_[at_] == '"') {
      if (rewritten == nullptr) {
        if (unquoted_count_ == unquoted_.size()) unquoted_.emplace_back();
        rewritten = &unquoted_[unquoted_count_++];
        rewritten->clear();
      }
      rewritten->append(text_.substr(part, at_ - part));  // the first quote of the pair with it
      part = ++at_;
      continue;
    }
    if (at_ < text_.size() && !ends_field(text_[at_])) return CsvError::text_after_quote;
    if (rewritten != nullptr) rewritten->append(text_.substr(part, quote - part));
    row.fields.push_back(rewritten != nullptr ? std::string_view(*rewritten)
                                              : text_.substr(begin, quote - begin));
    return std::nullopt;
  }
}

namespace {

// Japanese spreadsheets take the full-width signs as well, and some skip blanks before a sign.
bool begins_formula(std::string_view text) {
  constexpr std::string_view wide_blank = "\u3000";
  constexpr std::string_view starts[] = {"=",  "+",  "-",  "@",  "\t", "\r",
                                         "\n", "＝", "＋", "－", "＠", "\u2212"};
  const auto begins = [&text](std::string_view with) { return text.starts_with(with); };
  while (text.starts_with(' ') || text.starts_with(wide_blank)) {
    text.remove_prefix(text.starts_with(' ') ? 1 : wide_blank.size());
  }
  return std::any_of(std::begin(starts), std::end(starts), begins);
}

}  // namespace

std::string csv_field(std::string_view text, FormulaGuard guard) {
  std::string guarded;
  if (guard == FormulaGuard::yes && begins_formula(text)) {
    guarded = '\'';
    guarded += text;
    text = guarded;
  }
  const bool edge_blank = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  if (text.find_first_of(",\"\r\n") == std::string_view::npos && !edge_blank) {
    return std::string(text);
  }
  std::string quoted = "\"";
  quoted.reserve(text.size() + 2);
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  quoted += '"';
  return quoted;
}

std::string csv_line(const std::vector<std::string>& fields, FormulaGuard guard) {
  // A lone empty field is quoted: without it the line would be blank, and blank lines are skipped.
  if (fields.size() == 1 && fields.front().empty()) return "\"\"\r\n";
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) line += ',';
    line += csv_field(fields[i], guard);
  }
  line += "\r\n";
  return line;
}

}  // namespace madoguchi::util
