#pragma once

#include <functional>
#include <vector>

namespace madoguchi::util {

// While one lives on a thread, an executor that is posted to from there may put off waking its own
// thread until it goes: many pieces of work, one wake-up. For short stretches only.
class Gather {
 public:
  Gather();
  ~Gather();
  Gather(const Gather&) = delete;
  Gather& operator=(const Gather&) = delete;

  static Gather* current();  // of this thread; nullptr when there is none
  void at_end(std::function<void()> wake) { wakes_.push_back(std::move(wake)); }

 private:
  Gather* before_;
  std::vector<std::function<void()>> wakes_;
};

}  // namespace madoguchi::util
