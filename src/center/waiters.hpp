#pragma once

#include <chrono>
#include <mutex>
#include <vector>

#include "util/task.hpp"

namespace madoguchi::center {

// Long polls of the feed: woken by a published batch or when their time is up. They wait by the
// steady clock: when the other one is set back, nobody waits longer.
class Waiters {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  // Completes with true when something was published, false when `until` passed.
  util::Completion<bool> wait(Moment until);
  void wake_all();
  void wake_due(Moment now);
  void stop();  // wakes all; nobody waits any more
  bool stopped() const;

 private:
  struct Waiter {
    Moment until;
    util::Completion<bool> completion;
  };
  mutable std::mutex mutex_;
  bool stopped_ = false;
  std::vector<Waiter> waiters_;
};

}  // namespace madoguchi::center
