#include "center/quotas.hpp"

#include <algorithm>
#include <cmath>

namespace madoguchi::center {

int Quotas::enter(const std::string& party, util::Instant now) {
  std::scoped_lock lock(mutex_);
  auto& bucket = buckets_[party];
  const double full = limits_.requests_per_minute_max;
  if (bucket.fresh) {
    bucket.tokens = full;
    bucket.fresh = false;
  } else {
    const double minutes =
        static_cast<double>(std::max<std::int64_t>(0, now.ms - bucket.at_ms)) / 60000.0;
    bucket.tokens = std::min(full, bucket.tokens + minutes * full);
  }
  bucket.at_ms = now.ms;
  if (bucket.in_flight >= limits_.requests_in_flight_max) return 1;
  if (bucket.tokens < 1.0) {
    const double wait_s = (1.0 - bucket.tokens) * 60.0 / full;
    return std::max(1, static_cast<int>(std::ceil(wait_s)));
  }
  bucket.tokens -= 1.0;
  ++bucket.in_flight;
  return 0;
}

void Quotas::leave(const std::string& party) {
  std::scoped_lock lock(mutex_);
  --buckets_[party].in_flight;
}

// Tries of a clock that was set back since count from now on: neither never nor for ever.
void WrongTries::forget_old(std::map<std::string, std::int64_t>& tries, util::Instant now) const {
  const auto oldest = now.ms - limits_.wrong_tries_window_s * 1000;
  for (auto& [question, at] : tries) at = std::min(at, now.ms);
  std::erase_if(tries, [oldest](const auto& one) { return one.second < oldest; });
}

WrongTries::Hold::Hold(WrongTries& tries, std::string party, std::string question_hash,
                       util::Instant now)
    : tries_(tries), party_(std::move(party)), question_hash_(std::move(question_hash)), at_(now) {
  if (question_hash_.empty()) return;
  std::scoped_lock lock(tries_.mutex_);
  auto& counted = tries_.tries_[party_];
  tries_.forget_old(counted, now);
  if (counted.contains(question_hash_)) return;  // counted already: nothing new can be learnt
  const auto used = counted.size() + static_cast<std::size_t>(tries_.held_[party_]);
  allowed_ = used < static_cast<std::size_t>(tries_.limits_.wrong_tries_max);
  if (!allowed_) return;
  holds_ = true;
  ++tries_.held_[party_];
}

WrongTries::Hold::~Hold() {
  if (!holds_) return;
  std::scoped_lock lock(tries_.mutex_);
  --tries_.held_[party_];
}

void WrongTries::Hold::count() {
  if (!question_hash_.empty()) tries_.count(party_, question_hash_, at_);
}

void WrongTries::count(const std::string& party, const std::string& question_hash,
                       util::Instant at) {
  std::scoped_lock lock(mutex_);
  tries_[party].try_emplace(question_hash, at.ms);
}

}  // namespace madoguchi::center
