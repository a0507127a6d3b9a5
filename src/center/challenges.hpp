#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "util/calendar.hpp"

namespace madoguchi::center {

// Challenges that wait for a card's signature: each of one institution, for a short time, used
// once. In memory: after a restart every challenge is unknown, so none can be used twice.
class Challenges {
 public:
  Challenges(std::int64_t life_s, std::size_t waiting_max)
      : life_ms_(life_s * 1000), max_(waiting_max) {}

  struct Made {
    std::string challenge;  // base64 of 32 random bytes; empty when too many wait
    util::Instant expires;
  };
  Made make(const std::string& institution, util::Instant now);
  // True once, for the institution it was made for, while it lives. Whatever comes after is a
  // replay.
  bool use(const std::string& challenge, const std::string& institution, util::Instant now);

 private:
  struct Waiting {
    std::string institution;
    std::int64_t expires_ms;
  };
  std::int64_t life_ms_;
  std::size_t max_;
  std::mutex mutex_;
  std::unordered_map<std::string, Waiting> waiting_;
  std::int64_t next_sweep_ms_ = 0;
};

}  // namespace madoguchi::center
