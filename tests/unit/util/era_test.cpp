#include <gtest/gtest.h>

#include <string>

#include "util/calendar.hpp"

namespace madoguchi::util {
namespace {

Day day(std::string_view text) {
  return Day::parse(text).value();
}
Month month(std::string_view text) {
  return Month::parse(text).value();
}

TEST(Era, of_a_day_at_every_boundary) {
  struct Row {
    const char* day;
    const char* text;
    const char* code;
  };
  for (const auto& row : {Row{"18730101", "明治6年1月1日", "1060101"},
                          {"19120729", "明治45年7月29日", "1450729"},
                          {"19120730", "大正元年7月30日", "2010730"},
                          {"19261224", "大正15年12月24日", "2151224"},
                          {"19261225", "昭和元年12月25日", "3011225"},
                          {"19261231", "昭和元年12月31日", "3011231"},
                          {"19270101", "昭和2年1月1日", "3020101"},
                          {"19890107", "昭和64年1月7日", "3640107"},
                          {"19890108", "平成元年1月8日", "4010108"},
                          {"19900115", "平成2年1月15日", "4020115"},
                          {"20190430", "平成31年4月30日", "4310430"},
                          {"20190501", "令和元年5月1日", "5010501"},
                          {"20191231", "令和元年12月31日", "5011231"},
                          {"20200101", "令和2年1月1日", "5020101"},
                          {"20240701", "令和6年7月1日", "5060701"}}) {
    EXPECT_EQ(era_text(day(row.day)), row.text);
    EXPECT_EQ(era_code(day(row.day)), row.code);
    EXPECT_EQ(parse_claims_day(row.code), day(row.day)) << row.code;
    EXPECT_EQ(parse_claims_day(row.day), day(row.day));
  }
}

TEST(Era, of_a_month_is_that_of_its_last_day) {
  struct Row {
    const char* month;
    const char* text;
    const char* code;
  };
  for (const auto& row : {Row{"187301", "明治6年1月", "10601"},
                          {"191206", "明治45年6月", "14506"},
                          {"191207", "大正元年7月", "20107"},
                          {"192612", "昭和元年12月", "30112"},
                          {"198812", "昭和63年12月", "36312"},
                          {"198901", "平成元年1月", "40101"},
                          {"201904", "平成31年4月", "43104"},
                          {"201905", "令和元年5月", "50105"},
                          {"202407", "令和6年7月", "50607"}}) {
    EXPECT_EQ(era_text(month(row.month)), row.text);
    EXPECT_EQ(era_code(month(row.month)), row.code);
    EXPECT_EQ(parse_claims_month(row.code), month(row.month)) << row.code;
    EXPECT_EQ(parse_claims_month(row.month), month(row.month));
  }
}

TEST(Era, days_before_1873_have_none) {
  for (const char* text : {"18680101", "18680908", "18721231"}) {
    EXPECT_EQ(era_text(day(text)), "");
    EXPECT_EQ(era_code(day(text)), "");
  }
  EXPECT_EQ(era_text(month("187212")), "");
  EXPECT_EQ(era_code(month("187212")), "");
  EXPECT_FALSE(parse_claims_day("1051231"));
  EXPECT_FALSE(parse_claims_month("10512"));
}

TEST(Era, the_hundredth_year_has_no_claims_form) {
  EXPECT_EQ(era_code(day("21171231")), "5991231");
  EXPECT_EQ(era_code(day("21180101")), "");
  EXPECT_EQ(era_code(month("211801")), "");
  EXPECT_EQ(era_text(day("21180101")), "令和100年1月1日");
}

TEST(Era, every_day_from_1873_to_2117_comes_back_from_its_claims_form) {
  for (Day at = day("18730101"); at <= day("21171231"); at = at.plus_days(1)) {
    ASSERT_EQ(parse_claims_day(era_code(at)), at) << at.text();
    ASSERT_EQ(parse_claims_month(era_code(Month::of(at))), Month::of(at)) << at.text();
  }
}

TEST(Era, a_claims_day_outside_its_era_is_refused) {
  for (const char* text :
       {"1450730",  "2010729", "2151225", "3011224",        "3640108", "4010107",
        "4310501",  "5010430", "5000101", "0060701",        "6060701", "9060701",
        "5061301",  "5060001", "5060700", "5060732",        "5060230", "506070",
        "50607011", "",        "506070a", "５０６０７０１", " 506070", "-060701"}) {
    EXPECT_FALSE(parse_claims_day(text)) << text;
  }
}

TEST(Era, a_claims_month_is_refused_only_when_no_day_of_it_is_in_the_era) {
  EXPECT_EQ(parse_claims_month("14507"), month("191207"));
  EXPECT_EQ(parse_claims_month("20107"), month("191207"));
  EXPECT_EQ(parse_claims_month("21512"), month("192612"));
  EXPECT_EQ(parse_claims_month("36401"), month("198901"));
  EXPECT_EQ(parse_claims_month("40101"), month("198901"));
  for (const char* text : {"14508", "20106", "30111", "36402", "43105", "50104", "50006", "00607",
                           "60607", "50600", "50613", "5060", "", "5060a", "506 7"}) {
    EXPECT_FALSE(parse_claims_month(text)) << text;
  }
}

}  // namespace
}  // namespace madoguchi::util
