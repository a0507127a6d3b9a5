#pragma once

#include "card/certificate.hpp"
#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::card {

// The same day of the month `months` later (or earlier), at most the last day of that month:
// 31 January and one month make 28 or 29 February.
util::Day months_from(util::Day day, int months);

// The last day on which a certificate valid to `valid_to` still opens the eligibility answer
// (domain.md 7.2). With `grace_months` 0 there is no grace: `valid_to` itself.
util::Day last_usable_day(util::Day valid_to, const TrustFiles& rules);

struct ValidityTimes {
  util::Instant not_before;  // first second
  util::Instant not_after;   // last second, part of the validity
};

// Good, to be renewed soon, or in grace as of `now`; certificate_not_yet_valid before,
// certificate_expired after the grace. Pure.
util::Result<LifeState, CardError> judge_life(const ValidityTimes& times, const TrustFiles& rules,
                                              util::Instant now);

}  // namespace madoguchi::card
