#include "util/clock.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace madoguchi::util {
namespace {

std::int64_t system_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

TEST(Clock, the_system_clock_tells_the_systems_time) {
  const auto before = system_ms();
  const auto now = SystemClock().now().ms;
  EXPECT_LE(before, now);
  EXPECT_LE(now, system_ms());
}

TEST(Clock, a_starting_clock_begins_where_told_and_runs) {
  const auto start = *parse_date_time_in_japan("20240710093000");
  const auto system_before = system_ms();
  const StartingClock clock(start);
  const auto first = clock.now();
  EXPECT_GE(first, start);
  EXPECT_LE(first.ms - start.ms, system_ms() - system_before);
  while (clock.now() == first) {
  }
  EXPECT_GT(clock.now(), first);
}

TEST(Clock, a_set_clock_stands_until_told) {
  SetClock clock(Instant{5});
  EXPECT_EQ(clock.now(), Instant{5});
  clock.set(Instant{7});
  EXPECT_EQ(clock.now(), Instant{7});
}

}  // namespace
}  // namespace madoguchi::util
