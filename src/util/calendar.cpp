#include "util/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "util/digits.hpp"

namespace madoguchi::util {

namespace {

namespace chrono = std::chrono;

constexpr int year_min = 1868;
constexpr int year_max = 9999;
constexpr std::int64_t second_ms = 1000;
constexpr std::int64_t minute_ms = 60 * second_ms;
constexpr std::int64_t day_ms = 24 * 60 * minute_ms;
constexpr std::int64_t japan_offset_ms = 9 * 60 * minute_ms;

constexpr std::int32_t days_of(int year, int month, int day) {
  const chrono::year_month_day date{chrono::year{year}, chrono::month{unsigned(month)},
                                    chrono::day{unsigned(day)}};
  return std::int32_t(chrono::sys_days{date}.time_since_epoch().count());
}

constexpr std::int32_t number_min = days_of(year_min, 1, 1);
constexpr std::int32_t number_max = days_of(year_max, 12, 31);

chrono::year_month_day civil(std::int32_t number) {
  return chrono::year_month_day{chrono::sys_days{chrono::days{number}}};
}

// Time on the wall in Japan, cut off at the ends of the calendar.
// `number` with leading zeros: dates are written often enough to do without a format string.
void append_digits(std::string& text, unsigned number, int digits) {
  unsigned place = 1;
  for (int i = 1; i < digits; ++i) place *= 10;
  for (; place != 0; place /= 10) text.push_back(static_cast<char>('0' + number / place % 10));
}

struct WallTime {
  Day day;
  int hour, minute, second, millisecond;
};

WallTime wall_time(Instant at) {
  const std::int64_t least = std::int64_t{number_min} * day_ms;
  const std::int64_t most = (std::int64_t{number_max} + 1) * day_ms - 1;
  const std::int64_t local =
      std::clamp(at.ms, least - japan_offset_ms, most - japan_offset_ms) + japan_offset_ms;
  std::int64_t day = local / day_ms;
  std::int64_t rest = local % day_ms;
  if (rest < 0) {
    rest += day_ms;
    --day;
  }
  return {Day::from_number(std::int32_t(day)), int(rest / (60 * minute_ms)),
          int(rest / minute_ms % 60), int(rest / second_ms % 60), int(rest % second_ms)};
}

// Milliseconds since midnight of "HHmmss"; nothing when no clock shows it (no leap seconds).
std::optional<std::int64_t> time_of_day_ms(std::string_view hours, std::string_view minutes,
                                           std::string_view seconds) {
  const auto hour = digits(hours);
  const auto minute = digits(minutes);
  const auto second = digits(seconds);
  if (!hour || !minute || !second) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return *hour * 60 * minute_ms + *minute * minute_ms + *second * second_ms;
}

Instant instant_of(Day day, std::int64_t time_ms, std::int64_t offset_ms) {
  return Instant{std::int64_t{day.number()} * day_ms + time_ms - offset_ms};
}

// The zone at the end of an ISO text, "Z" or "+09:00", in milliseconds east of Greenwich.
std::optional<std::int64_t> zone_offset_ms(std::string_view zone) {
  if (zone == "Z") return 0;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') {
    return std::nullopt;
  }
  const auto ms = time_of_day_ms(zone.substr(1, 2), zone.substr(4, 2), "00");
  if (!ms) return std::nullopt;
  return zone[0] == '-' ? -*ms : *ms;
}

}  // namespace

std::optional<Day> Day::from_ymd(int year, int month, int day) {
  if (year < year_min || year > year_max || month < 1 || month > 12 || day < 1 || day > 31) {
    return std::nullopt;
  }
  const chrono::year_month_day date{chrono::year{year}, chrono::month{unsigned(month)},
                                    chrono::day{unsigned(day)}};
  if (!date.ok()) return std::nullopt;
  return from_number(std::int32_t(chrono::sys_days{date}.time_since_epoch().count()));
}

std::optional<Day> Day::parse(std::string_view yyyymmdd) {
  if (yyyymmdd.size() != 8 || !digits(yyyymmdd)) return std::nullopt;
  return from_ymd(*digits(yyyymmdd.substr(0, 4)), *digits(yyyymmdd.substr(4, 2)),
                  *digits(yyyymmdd.substr(6, 2)));
}

Day Day::from_number(std::int32_t days_since_1970) {
  Day day;
  day.number_ = std::clamp(days_since_1970, number_min, number_max);
  return day;
}

Day Day::plus_days(int days) const {
  const std::int64_t sum = std::int64_t{number_} + days;
  return from_number(std::int32_t(std::clamp<std::int64_t>(sum, number_min, number_max)));
}

int Day::year() const {
  return int(civil(number_).year());
}
int Day::month() const {
  return int(unsigned(civil(number_).month()));
}
int Day::day() const {
  return int(unsigned(civil(number_).day()));
}

std::string Day::text() const {
  const auto date = civil(number_);
  std::string text;
  append_digits(text, static_cast<unsigned>(int(date.year())), 4);
  append_digits(text, unsigned(date.month()), 2);
  append_digits(text, unsigned(date.day()), 2);
  return text;
}

std::string Day::iso_text() const {
  const auto date = civil(number_);
  return fmt::format("{:04}-{:02}-{:02}", int(date.year()), unsigned(date.month()),
                     unsigned(date.day()));
}

std::optional<Month> Month::from_ym(int year, int month) {
  if (year < year_min || year > year_max || month < 1 || month > 12) return std::nullopt;
  return from_index(year * 12 + month - 1);
}

std::optional<Month> Month::parse(std::string_view yyyymm) {
  if (yyyymm.size() != 6 || !digits(yyyymm)) return std::nullopt;
  return from_ym(*digits(yyyymm.substr(0, 4)), *digits(yyyymm.substr(4, 2)));
}

Month Month::of(Day day) {
  const auto date = civil(day.number());
  return from_index(int(date.year()) * 12 + int(unsigned(date.month())) - 1);
}

Month Month::from_index(std::int32_t index) {
  Month month;
  month.index_ = std::clamp(index, year_min * 12, year_max * 12 + 11);
  return month;
}

Month Month::plus_months(int months) const {
  const std::int64_t sum = std::int64_t{index_} + months;
  return from_index(std::int32_t(std::clamp<std::int64_t>(sum, 0, year_max * 12 + 11)));
}

Day Month::first_day() const {
  return Day::from_number(days_of(year(), month(), 1));
}

Day Month::last_day() const {
  const chrono::year_month_day_last last{chrono::year{year()},
                                         chrono::month_day_last{chrono::month{unsigned(month())}}};
  return Day::from_number(std::int32_t(chrono::sys_days{last}.time_since_epoch().count()));
}

std::string Month::text() const {
  std::string text;
  append_digits(text, static_cast<unsigned>(year()), 4);
  append_digits(text, static_cast<unsigned>(month()), 2);
  return text;
}

Day day_in_japan(Instant at) {
  return wall_time(at).day;
}

std::string date_time_in_japan(Instant at) {
  const auto time = wall_time(at);
  auto text = time.day.text();
  for (const auto part : {time.hour, time.minute, time.second}) {
    append_digits(text, static_cast<unsigned>(part), 2);
  }
  return text;
}

std::string iso_date_time_in_japan(Instant at) {
  const auto time = wall_time(at);
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}+09:00", time.day.iso_text(), time.hour,
                     time.minute, time.second, time.millisecond);
}

std::optional<Instant> parse_iso_date_time(std::string_view text) {
  constexpr std::size_t fraction_at = 19;  // behind "2024-07-15T09:30:00"
  constexpr std::size_t fraction_digits_max = 9;
  if (text.size() <= fraction_at || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
      text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day_of_month = digits(text.substr(8, 2));
  if (!year || !month || !day_of_month) return std::nullopt;
  const auto day = Day::from_ymd(*year, *month, *day_of_month);
  const auto time = time_of_day_ms(text.substr(11, 2), text.substr(14, 2), text.substr(17, 2));
  if (!day || !time) return std::nullopt;

  std::int64_t fraction_ms = 0;
  std::string_view zone = text.substr(fraction_at);
  if (zone.front() == '.') {
    zone.remove_prefix(1);
    std::size_t count = 0;
    std::int64_t weight = 100;
    for (; count < zone.size() && is_digit(zone[count]); ++count, weight /= 10) {
      fraction_ms += (zone[count] - '0') * weight;
    }
    if (count == 0 || count > fraction_digits_max) return std::nullopt;
    zone.remove_prefix(count);
  }
  const auto offset_ms = zone_offset_ms(zone);
  if (!offset_ms) return std::nullopt;
  return instant_of(*day, *time + fraction_ms, *offset_ms);
}

std::optional<Instant> parse_date_time_in_japan(std::string_view text) {
  if (text.size() != 14) return std::nullopt;
  const auto day = Day::parse(text.substr(0, 8));
  const auto time = time_of_day_ms(text.substr(8, 2), text.substr(10, 2), text.substr(12, 2));
  if (!day || !time) return std::nullopt;
  return instant_of(*day, *time, japan_offset_ms);
}

int age_on(Day birth, Day on) {
  // A year is full at the end of the day before the birthday, so the birthday is looked for on the
  // next day. One born on 29 February thereby grows older on 28 February in every year.
  const auto born = civil(birth.number());
  const auto next = civil(on.number() + 1);
  const int years = int(next.year()) - int(born.year());
  const bool reached = std::pair(next.month(), next.day()) >= std::pair(born.month(), born.day());
  return std::max(0, reached ? years : years - 1);
}

}  // namespace madoguchi::util
