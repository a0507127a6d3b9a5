#include "util/task.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <thread>

#include "util/workers.hpp"

namespace madoguchi::util {
namespace {

constexpr int many = 200000;

Task<std::intptr_t> here() {
  co_return reinterpret_cast<std::intptr_t>(__builtin_frame_address(0));
}

// How far the stack went apart over a loop of tasks that end at once.
Task<std::intptr_t> depth_of_loop() {
  const auto first = co_await here();
  std::intptr_t most = 0;
  for (int i = 0; i < many; ++i) {
    const auto place = co_await here();
    most = std::max(most, first > place ? first - place : place - first);
  }
  co_return most;
}

TEST(Task, a_loop_of_any_length_needs_no_deeper_stack) {
  EXPECT_LT(sync_wait(depth_of_loop()), 64 * 1024);
}

// There and back: who waits in `sync_wait` is woken by what is posted to it.
Task<int> on(Executor& executor, int value) {
  auto* home = Executor::current();
  co_await ResumeOn{executor};
  co_await ResumeOn{*home};
  co_return value;
}

// Some end at once and some on another thread, in turns.
Task<std::int64_t> sum_of_both(Executor& executor) {
  std::int64_t sum = 0;
  for (int i = 0; i < 5000; ++i) {
    if (i % 3 == 0) {
      const int one = co_await on(executor, i);
      sum += one;
    } else {
      static_cast<void>(co_await here());
      sum += i;
    }
  }
  co_return sum;
}

TEST(Task, goes_on_wherever_its_parts_end) {
  Workers workers(3);
  for (int round = 0; round < 20; ++round) {
    EXPECT_EQ(sync_wait(sum_of_both(workers)), 4999LL * 5000 / 2);
  }
}

// The task may end on another thread at the very moment its awaiter goes to sleep.
TEST(Task, ends_and_sleeps_at_one_moment) {
  for (int round = 0; round < 2000; ++round) {
    Completion<int> done;
    std::thread other([done, round] { done.set(round); });
    auto waits = [](Completion<int> on_it) -> Task<int> { co_return co_await on_it; };
    EXPECT_EQ(sync_wait(waits(done)), round);
    other.join();
  }
}

Task<int> fails() {
  throw std::runtime_error("on purpose");
  co_return 1;
}
Task<int> passes_on() {
  const int never = co_await fails();
  co_return never;
}

TEST(Task, a_thrown_error_reaches_who_waits) {
  EXPECT_THROW(sync_wait(passes_on()), std::runtime_error);
}

TEST(Task, one_that_nobody_awaits_does_nothing) {
  bool ran = false;
  {
    const auto task = [](bool& flag) -> Task<int> {
      flag = true;
      co_return 1;
    }(ran);
    static_cast<void>(task);
  }
  EXPECT_FALSE(ran);
}

}  // namespace
}  // namespace madoguchi::util
