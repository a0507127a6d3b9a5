#include "util/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "util/calendar.hpp"
#include "util/clock.hpp"
#include "util/hash.hpp"

namespace madoguchi::util {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string logged(LogLevel level, std::string_view part, std::string_view text) {
  testing::internal::CaptureStderr();
  log(level, part, text);
  return testing::internal::GetCapturedStderr();
}

TEST(Log, writes_time_level_part_and_text_in_one_line) {
  const auto before = SystemClock().now();
  const auto line = logged(LogLevel::warning, "center", "text with {} and %v");
  const auto after = SystemClock().now();
  const auto blank = line.find(' ');
  ASSERT_NE(blank, std::string::npos);
  const auto at = parse_iso_date_time(line.substr(0, blank));
  ASSERT_TRUE(at) << line;
  EXPECT_LE(before, *at);
  EXPECT_LE(*at, after);
  EXPECT_EQ(line.substr(10, 1), "T");
  EXPECT_EQ(line.substr(23, 6), "+09:00");
  EXPECT_EQ(line.substr(blank), " warning center text with {} and %v\n");
}

TEST(Log, keeps_text_from_outside_on_its_line) {
  const auto line = logged(LogLevel::error, "edge\n",
                           "a\nb\rc\x1B[31md\x7F"
                           "e\u0085f\u2028g\u2029h\0i");
  EXPECT_THAT(line, HasSubstr(" error edge  a b c [31md e f g h"));
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_THAT(logged(LogLevel::error, "edge", "生保\xFFz"), HasSubstr(" ???????z\n"));
  EXPECT_THAT(logged(LogLevel::error, "edge", "窓口é"), HasSubstr(" 窓口é\n"));
  EXPECT_THAT(logged(LogLevel::error, "edge", "a\xC2"), HasSubstr(" a?\n"));
}

TEST(Log, cuts_a_text_without_end_between_characters) {
  std::string text = "a";
  for (int i = 0; i < 100000; ++i) text += "あ";
  const auto line = logged(LogLevel::error, "edge", text);
  EXPECT_LT(line.size(), 4200u);
  EXPECT_THAT(line, HasSubstr("あ…\n"));
  EXPECT_THAT(line, Not(HasSubstr("?")));
}

TEST(Log, says_nothing_below_its_level) {
  set_log_level(LogLevel::warning);
  EXPECT_EQ(logged(LogLevel::debug, "edge", "x"), "");
  EXPECT_EQ(logged(LogLevel::info, "edge", "x"), "");
  EXPECT_NE(logged(LogLevel::warning, "edge", "x"), "");
  set_log_level(LogLevel::debug);
  EXPECT_THAT(logged(LogLevel::debug, "edge", "x"), HasSubstr(" debug edge x\n"));
  set_log_level(LogLevel::info);
  EXPECT_EQ(logged(LogLevel::debug, "edge", "x"), "");
  EXPECT_THAT(logged(LogLevel::info, "edge", "x"), HasSubstr(" info edge x\n"));
}

TEST(LogName, keeps_the_interface_and_hides_the_rest) {
  const auto name = log_name("OQSsiquc01req_0000001.xml");
  EXPECT_THAT(name, testing::MatchesRegex("OQSsiquc01req_…\\([0-9a-f]{8}\\)"));
  EXPECT_EQ(name, log_name("OQSsiquc01req_0000001.xml"));
  EXPECT_NE(name, log_name("OQSsiquc01req_0000002.xml"));
}

TEST(LogName, shows_nothing_of_a_name_that_is_no_interfaces) {
  for (const char* text : {"", "1010001", "生保 一郎", "1010001_x.xml", "OQS1010001_x.xml",
                           "OQS生保_x.xml", "OQSaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_1", "OQSname.xml",
                           "OQS 1_x", "../OQSsiquc01req_1.xml"}) {
    EXPECT_THAT(log_name(text), testing::MatchesRegex("…\\([0-9a-f]{8}\\)")) << text;
  }
}

TEST(LogName, no_table_of_hashes_turns_it_back) {
  EXPECT_THAT(log_name("1010001"), Not(HasSubstr(hex(sha256("1010001")).substr(0, 8))));
}

}  // namespace
}  // namespace madoguchi::util
