#include "center/challenges.hpp"

#include "util/hash.hpp"

namespace madoguchi::center {

Challenges::Made Challenges::make(const std::string& institution, util::Instant now) {
  std::scoped_lock lock(mutex_);
  if (now.ms >= next_sweep_ms_ || waiting_.size() >= max_) {
    std::erase_if(waiting_, [now](const auto& one) { return one.second.expires_ms <= now.ms; });
    next_sweep_ms_ = now.ms + life_ms_;
  }
  const util::Instant expires = now.plus_ms(life_ms_);
  if (waiting_.size() >= max_) return {std::string(), expires};
  auto challenge = util::base64(util::random_bytes(32));
  waiting_.emplace(challenge, Waiting{institution, expires.ms});
  return {std::move(challenge), expires};
}

bool Challenges::use(const std::string& challenge, const std::string& institution,
                     util::Instant now) {
  std::scoped_lock lock(mutex_);
  const auto found = waiting_.find(challenge);
  // Another institution's attempt must not burn the challenge of the one it belongs to.
  if (found == waiting_.end() || found->second.institution != institution) return false;
  const bool alive = now.ms < found->second.expires_ms;
  waiting_.erase(found);
  return alive;
}

}  // namespace madoguchi::center
