#include "card/lifetime.hpp"

#include <algorithm>

namespace madoguchi::card {

util::Day months_from(util::Day day, int months) {
  const util::Month month = util::Month::of(day).plus_months(months);
  return std::min(month.first_day().plus_days(day.day() - 1), month.last_day());
}

util::Day last_usable_day(util::Day valid_to, const TrustFiles& rules) {
  if (rules.grace_months == 0) return valid_to;
  if (!rules.grace_from_month_end) return months_from(valid_to, rules.grace_months);
  return util::Month::of(valid_to).plus_months(rules.grace_months).last_day();
}

util::Result<LifeState, CardError> judge_life(const ValidityTimes& times, const TrustFiles& rules,
                                              util::Instant now) {
  if (now < times.not_before) return util::failure(CardError::certificate_not_yet_valid);
  const util::Day today = util::day_in_japan(now);
  const util::Day valid_to = util::day_in_japan(times.not_after);
  // notAfter names a second, and the whole of it is still valid (RFC 5280, 4.1.2.5).
  if (now >= times.not_after.plus_ms(1000)) {
    const bool within_grace = rules.grace_months > 0 && today <= last_usable_day(valid_to, rules);
    if (!within_grace) return util::failure(CardError::certificate_expired);
    return LifeState::grace;
  }
  if (today >= months_from(valid_to, -rules.notice_months_before)) return LifeState::expires_soon;
  return LifeState::good;
}

}  // namespace madoguchi::card
