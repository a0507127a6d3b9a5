#include "util/csv.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <tuple>
#include <vector>

namespace madoguchi::util {
namespace {

struct Row {
  std::size_t line;
  std::vector<std::string> fields;
  std::optional<CsvError> error = std::nullopt;
  bool operator==(const Row&) const = default;
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.line << ':';
  for (const auto& field : row.fields) *out << '[' << field << ']';
  if (row.error) *out << " error " << int(*row.error);
}

std::vector<Row> read(std::string_view text, CsvLimits limits = {}) {
  std::vector<Row> rows;
  CsvReader reader(text, limits);
  CsvRow row;
  while (reader.next(row)) {
    rows.push_back({row.line, {row.fields.begin(), row.fields.end()}, row.error});
  }
  EXPECT_FALSE(reader.next(row));  // the end stays the end
  return rows;
}

using Rows = std::vector<Row>;

TEST(Csv, reads_fields_of_any_line_end) {
  const Rows expected = {{1, {"a", "b"}}, {2, {"c", ""}}, {3, {"", "d"}}, {4, {"", ""}}};
  EXPECT_EQ(read("a,b\nc,\n,d\n,"), expected);
  EXPECT_EQ(read("a,b\r\nc,\r\n,d\r\n,\r\n"), expected);
  EXPECT_EQ(read("a,b\rc,\r,d\r,\r"), expected);
  EXPECT_EQ(read("a,b\r\nc,\r,d\n,\r"), expected);
}

TEST(Csv, the_end_of_the_text_ends_a_row_with_or_without_line_end) {
  EXPECT_EQ(read(""), Rows{});
  EXPECT_EQ(read("a"), (Rows{{1, {"a"}}}));
  EXPECT_EQ(read("a\n"), (Rows{{1, {"a"}}}));
  EXPECT_EQ(read("\"a\""), (Rows{{1, {"a"}}}));
  EXPECT_EQ(read("a,\"\""), (Rows{{1, {"a", ""}}}));
  EXPECT_EQ(read(","), (Rows{{1, {"", ""}}}));
}

TEST(Csv, blank_lines_and_the_byte_order_mark_are_skipped_but_counted) {
  EXPECT_EQ(read("\xEF\xBB\xBF\n\r\n\r\ra\n\n\nb\n\n"), (Rows{{5, {"a"}}, {8, {"b"}}}));
  EXPECT_EQ(read("\xEF\xBB\xBF"), Rows{});
  EXPECT_EQ(read("\n\r\n\r"), Rows{});
  EXPECT_EQ(read("\"\"\n \n"), (Rows{{1, {""}}, {2, {" "}}}));
  EXPECT_EQ(read("\xEF\xBB\xBF\"a,b\",c"), (Rows{{1, {"a,b", "c"}}}));
}

TEST(Csv, quotes_hold_commas_line_ends_and_doubled_quotes) {
  EXPECT_EQ(read("\"a,b\",\"c\"\"d\",\"\"\"\",\"\"\"\"\"\"\nx"),
            (Rows{{1, {"a,b", "c\"d", "\"", "\"\""}}, {2, {"x"}}}));
  EXPECT_EQ(read("\"a\nb\r\nc\rd\",e\nf"), (Rows{{1, {"a\nb\r\nc\rd", "e"}}, {5, {"f"}}}));
  EXPECT_EQ(read("\"\n\n\n\"\r\nf"), (Rows{{1, {"\n\n\n"}}, {5, {"f"}}}));
}

TEST(Csv, many_rewritten_fields_of_one_row_keep_their_places) {
  std::string text;
  std::vector<std::string> fields;
  for (int i = 0; i < 200; ++i) {
    const auto number = std::to_string(i);
    text += (i > 0 ? ",\"" : "\"") + number + "\"\"\"";
    fields.push_back(number + "\"");
  }
  EXPECT_EQ(read(text + "\n" + text), (Rows{{1, fields}, {2, fields}}));
}

TEST(Csv, a_quote_inside_a_field_that_has_none_first_is_text) {
  EXPECT_EQ(read("a\"b\"\"c, \"d\"\ne"), (Rows{{1, {"a\"b\"\"c", " \"d\""}}, {2, {"e"}}}));
}

TEST(Csv, a_broken_row_does_not_stop_the_rows_behind_it) {
  EXPECT_EQ(read("a\n\"b\"c,d\ne,f\n"),
            (Rows{{1, {"a"}}, {2, {}, CsvError::text_after_quote}, {3, {"e", "f"}}}));
  EXPECT_EQ(read("a\r\nb,\"c\r\nd,e\r\nf\r\n"),
            (Rows{{1, {"a"}}, {2, {}, CsvError::quote_not_closed}, {3, {"d", "e"}}, {4, {"f"}}}));
  EXPECT_EQ(read("\""), (Rows{{1, {}, CsvError::quote_not_closed}}));
  EXPECT_EQ(read("a,\"b\"\""), (Rows{{1, {}, CsvError::quote_not_closed}}));
}

TEST(Csv, a_forgotten_quote_costs_its_own_line_only) {
  EXPECT_EQ(read("1,\"abc\n2,\"def\"\n3,ghi\n"),
            (Rows{{1, {}, CsvError::text_after_quote}, {2, {"2", "def"}}, {3, {"3", "ghi"}}}));
}

TEST(Csv, a_row_of_exactly_the_limits_is_read_and_one_more_is_not) {
  const CsvLimits limits{10, 3};
  EXPECT_EQ(read("0123456789\nab\n", limits), (Rows{{1, {"0123456789"}}, {2, {"ab"}}}));
  EXPECT_EQ(read("0123456789", limits), (Rows{{1, {"0123456789"}}}));
  EXPECT_EQ(read("\"01234567\"\nab\n", limits), (Rows{{1, {"01234567"}}, {2, {"ab"}}}));
  EXPECT_EQ(read("01234567,9\r\nab", limits), (Rows{{1, {"01234567", "9"}}, {2, {"ab"}}}));
  const Rows too_long = {{1, {}, CsvError::line_too_long}, {2, {"ab"}}};
  EXPECT_EQ(read("01234567890\nab\n", limits), too_long);
  EXPECT_EQ(read("\"012345678\"\nab\n", limits), too_long);
  EXPECT_EQ(read("0123,56789,\nab\n", limits), too_long);
  EXPECT_EQ(read("\"0123456789,1234567\r\nab\n", CsvLimits{12, 3}), too_long);
  EXPECT_EQ(read("a,b,c\nab", limits), (Rows{{1, {"a", "b", "c"}}, {2, {"ab"}}}));
  EXPECT_EQ(read("a,b,c,\nab", limits), (Rows{{1, {}, CsvError::too_many_fields}, {2, {"ab"}}}));
}

TEST(Csv, quotes_that_cross_lines_up_to_the_limit_are_called_not_closed) {
  const std::string lines = "x,\"y\n0123456789\n0123456789\n0123456789\n";
  EXPECT_EQ(read(lines, CsvLimits{20, 3}), (Rows{{1, {}, CsvError::quote_not_closed},
                                                 {2, {"0123456789"}},
                                                 {3, {"0123456789"}},
                                                 {4, {"0123456789"}}}));
}

TEST(Csv, bytes_of_zero_and_of_no_utf8_are_passed_on) {
  EXPECT_EQ(read(std::string_view("a\0b,\xFF\n", 6)),
            (Rows{{1, {std::string("a\0b", 3), "\xFF"}}}));
}

TEST(CsvField, is_quoted_when_needed) {
  EXPECT_EQ(csv_field("abc"), "abc");
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(csv_field("a\r\nb"), "\"a\r\nb\"");
  EXPECT_EQ(csv_field(" a"), "\" a\"");
}

TEST(CsvField, no_spreadsheet_takes_it_for_a_formula) {
  EXPECT_EQ(csv_field("=1+1"), "'=1+1");
  EXPECT_EQ(csv_field("+81"), "'+81");
  EXPECT_EQ(csv_field("-1"), "'-1");
  EXPECT_EQ(csv_field("@a"), "'@a");
  EXPECT_EQ(csv_field("\ta"), "'\ta");
  EXPECT_EQ(csv_field("\ra"), "\"'\ra\"");
  EXPECT_EQ(csv_field("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
  EXPECT_EQ(csv_field("=1+1", FormulaGuard::no), "=1+1");
  EXPECT_EQ(csv_field("a=1"), "a=1");
  EXPECT_EQ(csv_field("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
  EXPECT_EQ(csv_field("＝1+1"), "'＝1+1");
  EXPECT_EQ(csv_field("＋1"), "'＋1");
  EXPECT_EQ(csv_field("－1"), "'－1");
  EXPECT_EQ(csv_field("＠SUM(A1)"), "'＠SUM(A1)");
  EXPECT_EQ(csv_field("\u22121"), "'\u22121");
  EXPECT_EQ(csv_field("  =1"), "'  =1");
  EXPECT_EQ(csv_field("\u3000 =1"), "'\u3000 =1");
  EXPECT_EQ(csv_field("\n=1"), "\"'\n=1\"");
  EXPECT_EQ(csv_field("山田　＝"), "山田　＝");
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field(" "), "\" \"");
}

TEST(CsvLine, ends_with_crlf) {
  EXPECT_EQ(csv_line({"a", "b,c", ""}), "a,\"b,c\",\r\n");
  EXPECT_EQ(csv_line({""}), "\"\"\r\n");
}

TEST(Csv, random_rows_come_back_from_their_lines) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::vector<std::string> parts = {"a", "\"", ",",  "\n",   "\r", "\r\n", " ",
                                          "=", "'",  "生", "\"\"", "0",  "\t",   "\xEF\xBB\xBF"};
  const auto below = [&](std::size_t count) { return random() % count; };
  for (int round = 0; round < 2000; ++round) {
    Rows written;
    std::string text;
    std::size_t line = 1;
    for (std::size_t rows = below(6); rows > 0; --rows) {
      std::vector<std::string> fields(1 + below(6));
      for (auto& field : fields) {
        for (std::size_t count = below(8); count > 0; --count) field += parts[below(parts.size())];
      }
      // A byte order mark that begins the text is no part of the first field.
      if (text.empty()) fields.front().insert(0, "x");
      const auto one = csv_line(fields, FormulaGuard::no);
      written.push_back({line, fields});
      for (std::size_t at = 0; at < one.size(); ++at) {
        if (one[at] == '\n' || (one[at] == '\r' && one[at + 1] != '\n')) ++line;
      }
      text += one;
    }
    ASSERT_EQ(read(text), written) << text;
  }
}

TEST(Csv, random_bytes_never_stop_the_reader_or_lose_a_line) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  constexpr std::string_view alphabet = "\"\",,\n\rab";
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (auto count = random() % 40; count > 0; --count)
      text += alphabet[random() % alphabet.size()];
    std::size_t before = 0;
    for (const auto& row : read(text, CsvLimits{12, 4})) {
      ASSERT_GT(row.line, before) << text;
      ASSERT_TRUE(row.error.has_value() == row.fields.empty()) << text;
      before = row.line;
    }
    // Behind whatever came before, a line on its own is found.
    const auto rows = read(text + "\r\nlast,row\r\n", CsvLimits{12, 4});
    ASSERT_FALSE(rows.empty());
    ASSERT_EQ(rows.back().fields, (std::vector<std::string>{"last", "row"})) << text;
  }
}

}  // namespace
}  // namespace madoguchi::util
