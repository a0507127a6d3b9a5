#include "util/calendar.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <string>

namespace madoguchi::util {
namespace {

namespace chrono = std::chrono;

Day day(std::string_view text) {
  const auto parsed = Day::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(Day());
}

TEST(Day, equals_the_civil_calendar_on_every_day_from_1868_to_2100) {
  const auto first = chrono::sys_days{chrono::year{1868} / 1 / 1};
  const auto last = chrono::sys_days{chrono::year{2100} / 12 / 31};
  for (auto at = first; at <= last; at += chrono::days{1}) {
    const chrono::year_month_day date{at};
    const auto made =
        Day::from_ymd(int(date.year()), int(unsigned(date.month())), int(unsigned(date.day())));
    ASSERT_TRUE(made);
    ASSERT_EQ(made->number(), at.time_since_epoch().count());
    ASSERT_EQ(made->year(), int(date.year()));
    ASSERT_EQ(unsigned(made->month()), unsigned(date.month()));
    ASSERT_EQ(unsigned(made->day()), unsigned(date.day()));
    ASSERT_EQ(Day::parse(made->text()), made);
    ASSERT_EQ(Day::from_number(made->number()), *made);
  }
}

TEST(Day, exists_exactly_where_the_civil_calendar_has_one) {
  for (int year = 1868; year <= 2100; ++year) {
    for (int month = 0; month <= 13; ++month) {
      for (int number = 0; number <= 32; ++number) {
        const chrono::year_month_day date{chrono::year{year}, chrono::month(unsigned(month)),
                                          chrono::day(unsigned(number))};
        ASSERT_EQ(Day::from_ymd(year, month, number).has_value(), date.ok())
            << year << ' ' << month << ' ' << number;
      }
    }
  }
}

TEST(Day, refuses_what_is_no_day_in_eight_digits) {
  for (const char* text :
       {"", "2024071", "202407150", "2024-7-15", "20240230", "20230229", "20241301", "20240001",
        "20240100", "20240132", "18671231", "00000000", " 2024071", "2024071 ", "+2024071",
        "２０２４０７１５", "2024071a", "-0240715"}) {
    EXPECT_FALSE(Day::parse(text)) << text;
  }
  EXPECT_FALSE(Day::parse(std::string_view("2024071\0", 8)));
  EXPECT_TRUE(Day::parse("18680101"));
  EXPECT_TRUE(Day::parse("99991231"));
  EXPECT_FALSE(Day::from_ymd(10000, 1, 1));
  EXPECT_FALSE(Day::from_ymd(2024, 257, 1));  // 257 is 1 in a byte
  EXPECT_FALSE(Day::from_ymd(2024, 1, 257));
  EXPECT_FALSE(Day::from_ymd(-1, 1, 1));
}

TEST(Day, stays_inside_the_calendar_whatever_is_added) {
  constexpr auto most = std::numeric_limits<std::int32_t>::max();
  constexpr auto least = std::numeric_limits<std::int32_t>::min();
  EXPECT_EQ(day("99991231").plus_days(1).text(), "99991231");
  EXPECT_EQ(day("99991231").plus_days(most).text(), "99991231");
  EXPECT_EQ(day("18680101").plus_days(-1).text(), "18680101");
  EXPECT_EQ(day("18680101").plus_days(least).text(), "18680101");
  EXPECT_EQ(Day::from_number(most).text(), "99991231");
  EXPECT_EQ(Day::from_number(least).text(), "18680101");
  EXPECT_EQ(Month::from_index(most).text(), "999912");
  EXPECT_EQ(Month::from_index(least).text(), "186801");
  EXPECT_EQ(Month::from_index(most).plus_months(most).text(), "999912");
}

TEST(Day, writes_both_forms) {
  EXPECT_EQ(day("20240715").text(), "20240715");
  EXPECT_EQ(day("20240715").iso_text(), "2024-07-15");
  EXPECT_EQ(day("20240228").plus_days(1).text(), "20240229");
  EXPECT_LT(day("20240228"), day("20240301"));
}

TEST(Month, holds_its_days_from_the_first_to_the_last) {
  for (int index = 1868 * 12; index < 2101 * 12; ++index) {
    const auto month = Month::from_index(index);
    ASSERT_EQ(month.first_day().day(), 1);
    ASSERT_TRUE(month.contains(month.first_day()));
    ASSERT_TRUE(month.contains(month.last_day()));
    ASSERT_FALSE(month.contains(month.last_day().plus_days(1)));
    ASSERT_EQ(month.last_day().plus_days(1), month.plus_months(1).first_day());
    ASSERT_EQ(Month::parse(month.text()), month);
    ASSERT_EQ(Month::from_ym(month.year(), month.month()), month);
  }
  EXPECT_EQ(Month::parse("202402")->last_day().text(), "20240229");
  EXPECT_EQ(Month::parse("202312")->plus_months(1).text(), "202401");
  EXPECT_EQ(Month::parse("202401")->plus_months(-1).text(), "202312");
  EXPECT_EQ(Month::parse("999912")->last_day().text(), "99991231");
}

TEST(Month, refuses_what_is_no_month_in_six_digits) {
  for (const char* text : {"", "20240", "2024070", "202400", "202413", "186712", "2024-7", "20240x",
                           " 20240", "000000"}) {
    EXPECT_FALSE(Month::parse(text)) << text;
  }
}

TEST(Japan, the_day_begins_at_15_00_in_greenwich) {
  const auto last_second = parse_iso_date_time("2024-07-31T14:59:59Z");
  const auto midnight = parse_iso_date_time("2024-07-31T15:00:00Z");
  ASSERT_TRUE(last_second && midnight);
  EXPECT_EQ(day_in_japan(*last_second).text(), "20240731");
  EXPECT_EQ(day_in_japan(last_second->plus_ms(999)).text(), "20240731");
  EXPECT_EQ(day_in_japan(*midnight).text(), "20240801");
  EXPECT_EQ(date_time_in_japan(*last_second), "20240731235959");
  EXPECT_EQ(date_time_in_japan(*midnight), "20240801000000");
  EXPECT_EQ(iso_date_time_in_japan(midnight->plus_ms(7)), "2024-08-01T00:00:00.007+09:00");
}

TEST(Japan, instants_before_1970_and_beyond_the_calendar_have_a_day) {
  EXPECT_EQ(iso_date_time_in_japan(Instant{0}), "1970-01-01T09:00:00.000+09:00");
  EXPECT_EQ(iso_date_time_in_japan(Instant{-1}), "1970-01-01T08:59:59.999+09:00");
  EXPECT_EQ(iso_date_time_in_japan(Instant{-9 * 3600 * 1000 - 1}), "1969-12-31T23:59:59.999+09:00");
  EXPECT_EQ(iso_date_time_in_japan(Instant{std::numeric_limits<std::int64_t>::max()}),
            "9999-12-31T23:59:59.999+09:00");
  EXPECT_EQ(iso_date_time_in_japan(Instant{std::numeric_limits<std::int64_t>::min()}),
            "1868-01-01T00:00:00.000+09:00");
}

TEST(Japan, reads_iso_texts_with_a_zone) {
  const Instant expected{1721003400000};  // 2024-07-15T00:30:00Z
  for (const char* text :
       {"2024-07-15T09:30:00+09:00", "2024-07-15T00:30:00Z", "2024-07-15T00:30:00+00:00",
        "2024-07-14T19:30:00-05:00", "2024-07-15T06:00:00+05:30", "2024-07-15T00:30:00.000Z",
        "2024-07-15T00:30:00.0009Z", "2024-07-15T00:30:00.000999999Z"}) {
    EXPECT_EQ(parse_iso_date_time(text), expected) << text;
  }
  EXPECT_EQ(parse_iso_date_time("2024-07-15T00:30:00.5Z"), expected.plus_ms(500));
  EXPECT_EQ(parse_iso_date_time("2024-07-15T00:30:00.123456Z"), expected.plus_ms(123));
  EXPECT_EQ(parse_iso_date_time(iso_date_time_in_japan(expected.plus_ms(42))),
            expected.plus_ms(42));
}

TEST(Japan, refuses_any_other_iso_form) {
  const std::string whole = "2024-07-15T09:30:00.123+09:00";
  for (std::size_t count = 0; count < whole.size(); ++count) {
    EXPECT_FALSE(parse_iso_date_time(whole.substr(0, count))) << whole.substr(0, count);
  }
  for (const char* text : {"2024-07-15 09:30:00Z",
                           "2024-07-15t09:30:00Z",
                           "2024-07-15T09:30:00z",
                           "2024-07-15T09:30:00",
                           "2024-07-15T09:30Z",
                           "2024-07-15T24:00:00Z",
                           "2024-07-15T23:60:00Z",
                           "2024-07-15T23:59:60Z",
                           "2024-02-30T00:00:00Z",
                           "2024-07-15T09:30:00.Z",
                           "2024-07-15T09:30:00.1234567890Z",
                           "2024-07-15T09:30:00,5Z",
                           "2024-07-15T09:30:00+0900",
                           "2024-07-15T09:30:00+09",
                           "2024-07-15T09:30:00+24:00",
                           "2024-07-15T09:30:00+09:60",
                           "2024-07-15T09:30:00ZZ",
                           "2024-07-15T09:30:00Z ",
                           " 2024-07-15T09:30:00Z",
                           "20240715T093000Z",
                           "2024-07-15T0x:30:00Z",
                           "2024-07-15T-1:30:00Z"}) {
    EXPECT_FALSE(parse_iso_date_time(text)) << text;
  }
}

TEST(Japan, reads_fourteen_digits_as_japan_standard_time) {
  const auto at = parse_date_time_in_japan("20240715093000");
  ASSERT_TRUE(at);
  EXPECT_EQ(at->ms, 1721003400000);
  EXPECT_EQ(date_time_in_japan(*at), "20240715093000");
  for (const char* text :
       {"", "2024071509300", "202407150930000", "20240715240000", "20240715096000",
        "20240715093060", "20240230093000", "20240715 93000", "2024071509300x"}) {
    EXPECT_FALSE(parse_date_time_in_japan(text)) << text;
  }
}

TEST(Age, counts_up_on_the_day_before_the_birthday) {
  struct Row {
    const char* birth;
    const char* on;
    int age;
  };
  for (const auto& row : {Row{"19900115", "20240113", 33},
                          {"19900115", "20240114", 34},
                          {"19900115", "20240115", 34},
                          {"20200101", "20201230", 0},
                          {"20200101", "20201231", 1},
                          {"20200301", "20210227", 0},
                          {"20200301", "20210228", 1},
                          {"20200301", "20240228", 3},  // leap year: 29 February is the day before
                          {"20200301", "20240229", 4},
                          {"20200229", "20210227", 0},
                          {"20200229", "20210228", 1},
                          {"20200229", "20240227", 3},
                          {"20200229", "20240228", 4},
                          {"20200229", "20240229", 4},
                          {"20200715", "20200715", 0},
                          {"20200715", "20200714", 0},
                          {"20200715", "20190101", 0},
                          {"18680101", "99991231", 8132},
                          {"18680102", "99991231", 8131}}) {
    EXPECT_EQ(age_on(day(row.birth), day(row.on)), row.age) << row.birth << " on " << row.on;
  }
}

TEST(Age, never_falls_and_rises_once_a_year) {
  for (const char* birth : {"19960229", "20000228", "20000301", "19991231", "20000101"}) {
    const Day born = day(birth);
    int before = 0;
    int rises = 0;
    for (Day at = born; at < born.plus_days(365 * 30); at = at.plus_days(1)) {
      const int age = age_on(born, at);
      ASSERT_TRUE(age == before || age == before + 1) << birth << ' ' << at.text();
      rises += age - before;
      before = age;
    }
    EXPECT_EQ(rises, 29) << birth;
  }
}

}  // namespace
}  // namespace madoguchi::util
