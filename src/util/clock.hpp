#pragma once

#include <atomic>

#include "util/calendar.hpp"

namespace madoguchi::util {

// Where time comes from. Nothing in `domain` asks a clock; everything else asks this one.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock : public Clock {
 public:
  Instant now() const override;
};

// Runs like the system clock but started at a given instant (test beds: "it is 2024-07-10").
class StartingClock : public Clock {
 public:
  explicit StartingClock(Instant start);
  Instant now() const override;

 private:
  std::int64_t offset_ms_;
};

// Stands still until told (unit tests).
class SetClock : public Clock {
 public:
  explicit SetClock(Instant at) : ms_(at.ms) {}
  Instant now() const override { return Instant{ms_.load()}; }
  void set(Instant at) { ms_ = at.ms; }

 private:
  std::atomic<std::int64_t> ms_;
};

}  // namespace madoguchi::util
