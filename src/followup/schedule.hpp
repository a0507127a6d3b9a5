#pragma once

#include <optional>
#include <vector>

#include "util/calendar.hpp"

namespace madoguchi::followup {

// When tickets are acquired without anybody asking (domain.md 5.3).
struct Schedule {
  enum class Runs { off, on } runs = Runs::off;
  int hour = 6;         // of each day that has runs, Japan
  int claim_hour = 13;  // of a second run while claims are sent (5th to 10th)
  int first_day = 15;   // of the month, where no office concerned stated a day
  int last_day = 10;    // of the next month
};

// The moments of one month's runs: on the day on which an office concerned registers, then daily to
// `last_day` of the next month; without a stated day, from `first_day` on. Days are days in Japan.
// In order, each once.
std::vector<util::Instant> run_times(const Schedule& schedule, util::Month month,
                                     const std::vector<util::Day>& registration_days);

// Whether a run of the month is due: a moment has come since `last` (nothing: never run). Moments
// that were missed while the terminal was off are made up for by one run, as long as the month's
// runs are not over.
bool is_due(const Schedule& schedule, util::Month month,
            const std::vector<util::Day>& registration_days, std::optional<util::Instant> last,
            util::Instant now);

}  // namespace madoguchi::followup
