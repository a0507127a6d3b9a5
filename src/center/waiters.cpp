#include "center/waiters.hpp"

#include <algorithm>

namespace madoguchi::center {

util::Completion<bool> Waiters::wait(Moment until) {
  std::scoped_lock lock(mutex_);
  if (stopped_) {
    util::Completion<bool> at_once;
    at_once.set(false);
    return at_once;
  }
  waiters_.push_back({until, {}});
  return waiters_.back().completion;
}

void Waiters::wake_all() {
  std::vector<Waiter> woken;
  {
    std::scoped_lock lock(mutex_);
    woken.swap(waiters_);
  }
  for (const auto& waiter : woken) waiter.completion.set(true);
}

void Waiters::wake_due(Moment now) {
  std::vector<Waiter> due;
  {
    std::scoped_lock lock(mutex_);
    const auto middle = std::partition(waiters_.begin(), waiters_.end(),
                                       [now](const Waiter& one) { return now < one.until; });
    due.assign(middle, waiters_.end());
    waiters_.erase(middle, waiters_.end());
  }
  for (const auto& waiter : due) waiter.completion.set(false);
}

void Waiters::stop() {
  {
    std::scoped_lock lock(mutex_);
    stopped_ = true;
  }
  wake_all();
}

bool Waiters::stopped() const {
  std::scoped_lock lock(mutex_);
  return stopped_;
}

}  // namespace madoguchi::center
