#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "util/calendar.hpp"
#include "util/task.hpp"

namespace madoguchi::center {

// Long polls of the feed: woken by a published batch or when their time is up.
class Waiters {
 public:
  // Completes with true when something was published, false when `until` passed.
  util::Completion<bool> wait(util::Instant until);
  void wake_all();
  void wake_due(util::Instant now);
  void stop();  // wakes all; nobody waits any more
  bool stopped() const;

 private:
  struct Waiter {
    util::Instant until;
    util::Completion<bool> completion;
  };
  mutable std::mutex mutex_;
  bool stopped_ = false;
  std::vector<Waiter> waiters_;
};

}  // namespace madoguchi::center
