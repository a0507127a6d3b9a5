#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "util/calendar.hpp"

namespace madoguchi::followup {

// A time of day in Japan, in minutes since midnight.
struct TimeOfDay {
  int minutes = 0;
  auto operator<=>(const TimeOfDay&) const = default;
};
std::optional<TimeOfDay> time_of_day(std::string_view hh_mm);  // "06:30"

// When tickets are acquired without anybody asking (domain.md 5.3).
struct Schedule {
  enum class Runs { off, on } runs = Runs::off;
  std::vector<TimeOfDay> times{{390}};               // each day that has runs: 06:30
  std::vector<TimeOfDay> claim_times{{390}, {780}};  // 5th to 10th: 06:30 and 13:00
  int first_day = 15;  // of the month, where no office concerned stated a day
  int last_day = 10;   // of the next month
};

// The moments of one month's runs: at the times of the day on which an office concerned registers,
// then daily to `last_day` of the next month; without a stated day, from `first_day` on. Days are
// days in Japan. In order, each once.
std::vector<util::Instant> run_times(const Schedule& schedule, util::Month month,
                                     const std::vector<util::Day>& registration_days);

// Whether a run of the month is due: a moment has come since `last` (nothing: never run). Moments
// that were missed while the terminal was off are made up for by one run, as long as the month's
// runs are not over.
bool is_due(const Schedule& schedule, util::Month month,
            const std::vector<util::Day>& registration_days, std::optional<util::Instant> last,
            util::Instant now);

}  // namespace madoguchi::followup
