#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace madoguchi::util {

// A civil day, right by construction (1868-01-01 to 9999-12-31). All days are days in Japan
// (UTC+9).
class Day {
 public:
  Day() = default;  // 1970-01-01; only so that containers can hold one
  static std::optional<Day> from_ymd(int year, int month, int day);
  static std::optional<Day> parse(std::string_view yyyymmdd);  // exactly eight ASCII digits
  // Days since 1970-01-01; a number outside the calendar becomes its first or last day.
  static Day from_number(std::int32_t days_since_1970);

  int year() const;
  int month() const;
  int day() const;
  std::int32_t number() const { return number_; }  // days since 1970-01-01
  Day plus_days(int days) const;
  std::string text() const;      // "20240715"
  std::string iso_text() const;  // "2024-07-15"
  auto operator<=>(const Day&) const = default;

 private:
  std::int32_t number_ = 0;
};

// A calendar month (暦月).
class Month {
 public:
  Month() = default;
  static std::optional<Month> from_ym(int year, int month);
  static std::optional<Month> parse(std::string_view yyyymm);  // exactly six ASCII digits
  static Month of(Day day);

  int year() const { return index_ / 12; }
  int month() const { return index_ % 12 + 1; }
  std::int32_t index() const { return index_; }  // year * 12 + (month - 1)
  static Month from_index(std::int32_t index);   // cut off at the calendar's ends like a Day
  Month plus_months(int months) const;
  Day first_day() const;
  Day last_day() const;
  bool contains(Day day) const { return of(day) == *this; }
  std::string text() const;  // "202407"
  auto operator<=>(const Month&) const = default;

 private:
  std::int32_t index_ = 1970 * 12;
};

// Milliseconds since 1970-01-01T00:00:00Z.
struct Instant {
  std::int64_t ms = 0;
  Instant plus_ms(std::int64_t more) const { return Instant{ms + more}; }
  auto operator<=>(const Instant&) const = default;
};

Day day_in_japan(Instant at);
std::string date_time_in_japan(Instant at);      // "20240715093000" (YYYYMMDDHHmmss)
std::string iso_date_time_in_japan(Instant at);  // "2024-07-15T09:30:00.123+09:00"
// Reads "2024-07-15T09:30:00+09:00" (zone or Z required, fraction optional and cut to
// milliseconds); nothing on any other form.
std::optional<Instant> parse_iso_date_time(std::string_view text);
// Reads "20240715093000" as Japan Standard Time.
std::optional<Instant> parse_date_time_in_japan(std::string_view text);

// Japanese eras (和暦, domain.md 3.8). Days before 1873-01-01 have no era form: empty text. Nor has
// a claims form an era's 100th year.
std::string era_text(Day day);      // "令和6年7月1日", year 1 as 元年
std::string era_text(Month month);  // "令和6年7月": the era of the month's last day
std::string era_code(Day day);      // claims form GYYMMDD: "5060701"
std::string era_code(Month month);  // claims form GYYMM: "50607"
// Claims dates: GYYMMDD or YYYYMMDD, GYYMM or YYYYMM, told apart by length (7/8, 5/6); an era form
// outside its era's days is refused (a month in which eras change is taken in either).
std::optional<Day> parse_claims_day(std::string_view text);
std::optional<Month> parse_claims_month(std::string_view text);

// Age in full years on `on`; it counts up on the day before the birthday (年齢計算ニ関スル法律).
// 0 before birth.
int age_on(Day birth, Day on);

}  // namespace madoguchi::util
