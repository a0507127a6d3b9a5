#include "followup/schedule.hpp"

#include <algorithm>

namespace madoguchi::followup {

namespace {

constexpr std::int64_t hour_ms = 60LL * 60 * 1000;
constexpr std::int64_t day_ms = 24 * hour_ms;
constexpr std::int64_t japan_ms = 9 * hour_ms;
constexpr int claims_begin = 5;
constexpr int claims_end = 10;

util::Instant at_hour(util::Day day, int hour) {
  return util::Instant{day.number() * day_ms + hour * hour_ms - japan_ms};
}

util::Day day_of(util::Month month, int day) {
  return month.first_day().plus_days(std::min(day, month.last_day().day()) - 1);
}

util::Day first_of(const Schedule& schedule, util::Month month,
                   const std::vector<util::Day>& registration_days) {
  auto first = day_of(month, schedule.first_day);
  bool stated = false;
  for (const auto day : registration_days) {
    if (!month.contains(day)) continue;
    first = stated ? std::min(first, day) : day;
    stated = true;
  }
  return first;
}

}  // namespace

std::vector<util::Instant> run_times(const Schedule& schedule, util::Month month,
                                     const std::vector<util::Day>& registration_days) {
  std::vector<util::Instant> moments;
  if (schedule.runs == Schedule::Runs::off) return moments;
  const auto next = month.plus_months(1);
  const auto last = day_of(next, schedule.last_day);
  for (auto day = first_of(schedule, month, registration_days); day <= last;
       day = day.plus_days(1)) {
    const bool claiming =
        next.contains(day) && day.day() >= claims_begin && day.day() <= claims_end;
    moments.push_back(at_hour(day, schedule.hour));
    if (claiming) moments.push_back(at_hour(day, schedule.claim_hour));
  }
  std::sort(moments.begin(), moments.end());
  moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
  return moments;
}

bool is_due(const Schedule& schedule, util::Month month,
            const std::vector<util::Day>& registration_days, std::optional<util::Instant> last,
            util::Instant now) {
  const auto moments = run_times(schedule, month, registration_days);
  if (moments.empty()) return false;
  const auto over = day_of(month.plus_months(1), schedule.last_day).plus_days(1);
  if (now >= at_hour(over, 0)) return false;
  const auto next = std::upper_bound(moments.begin(), moments.end(), now);
  if (next == moments.begin()) return false;
  return !last || *last < *std::prev(next);
}

}  // namespace madoguchi::followup
