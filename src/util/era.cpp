#include <fmt/format.h>

#include <array>

#include "util/calendar.hpp"
#include "util/digits.hpp"

// Japanese eras: the table of domain.md 3.8 and the two written forms that stand on it.
namespace madoguchi::util {

namespace {

struct Era {
  std::string_view name;
  int code;       // in claims files
  int base_year;  // year 1 is base_year + 1
  int first[3];   // 明治 is converted only from the day the solar calendar came in
};

constexpr std::array eras = {
    Era{"明治", 1, 1867, {1873, 1, 1}},   Era{"大正", 2, 1911, {1912, 7, 30}},
    Era{"昭和", 3, 1925, {1926, 12, 25}}, Era{"平成", 4, 1988, {1989, 1, 8}},
    Era{"令和", 5, 2018, {2019, 5, 1}},
};

Day first_day(const Era& era) {
  return *Day::from_ymd(era.first[0], era.first[1], era.first[2]);
}

// The day before the next era, or the end of the calendar.
Day last_day(const Era& era) {
  const auto next = std::size_t(&era - eras.data()) + 1;
  return next < eras.size() ? first_day(eras[next]).plus_days(-1) : *Day::from_ymd(9999, 12, 31);
}

const Era* era_of(Day day) {
  const Era* found = nullptr;
  for (const auto& era : eras) {
    if (first_day(era) <= day) found = &era;
  }
  return found;
}

const Era* era_with_code(char code) {
  for (const auto& era : eras) {
    if (code - '0' == era.code) return &era;
  }
  return nullptr;
}

std::string year_text(const Era& era, int year) {
  const int count = year - era.base_year;
  return count == 1 ? fmt::format("{}元年", era.name) : fmt::format("{}{}年", era.name, count);
}

// Claims forms have two digits for the year: an era's 100th year cannot be written.
bool writable(const Era* era, int year) {
  return era != nullptr && year - era->base_year <= 99;
}

}  // namespace

std::string era_text(Day day) {
  const auto* era = era_of(day);
  if (era == nullptr) return {};
  return fmt::format("{}{}月{}日", year_text(*era, day.year()), day.month(), day.day());
}

std::string era_text(Month month) {
  const auto* era = era_of(month.last_day());
  if (era == nullptr) return {};
  return fmt::format("{}{}月", year_text(*era, month.year()), month.month());
}

std::string era_code(Day day) {
  const auto* era = era_of(day);
  if (!writable(era, day.year())) return {};
  return fmt::format("{}{:02}{:02}{:02}", era->code, day.year() - era->base_year, day.month(),
                     day.day());
}

std::string era_code(Month month) {
  const auto* era = era_of(month.last_day());
  if (!writable(era, month.year())) return {};
  return fmt::format("{}{:02}{:02}", era->code, month.year() - era->base_year, month.month());
}

std::optional<Day> parse_claims_day(std::string_view text) {
  if (text.size() == 8) return Day::parse(text);
  if (text.size() != 7 || !digits(text)) return std::nullopt;
  const auto* era = era_with_code(text[0]);
  const int year = *digits(text.substr(1, 2));
  if (era == nullptr || year == 0) return std::nullopt;
  const auto day =
      Day::from_ymd(era->base_year + year, *digits(text.substr(3, 2)), *digits(text.substr(5, 2)));
  if (!day || *day < first_day(*era) || *day > last_day(*era)) return std::nullopt;
  return day;
}

std::optional<Month> parse_claims_month(std::string_view text) {
  if (text.size() == 6) return Month::parse(text);
  if (text.size() != 5 || !digits(text)) return std::nullopt;
  const auto* era = era_with_code(text[0]);
  const int year = *digits(text.substr(1, 2));
  if (era == nullptr || year == 0) return std::nullopt;
  const auto month = Month::from_ym(era->base_year + year, *digits(text.substr(3, 2)));
  // A month in which eras change may be written in either: one of its days is enough.
  if (!month || month->last_day() < first_day(*era) || month->first_day() > last_day(*era)) {
    return std::nullopt;
  }
  return month;
}

}  // namespace madoguchi::util
