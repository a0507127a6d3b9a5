#include "util/clock.hpp"

#include <chrono>

namespace madoguchi::util {

Instant SystemClock::now() const {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count()};
}

StartingClock::StartingClock(Instant start) : offset_ms_(start.ms - SystemClock().now().ms) {}

Instant StartingClock::now() const {
  return SystemClock().now().plus_ms(offset_ms_);
}

}  // namespace madoguchi::util
