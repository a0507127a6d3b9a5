#pragma once

#include <coroutine>
#include <memory>

#include "util/task.hpp"

namespace madoguchi::util {

// Threads for work that would hold up an event loop (rendering thousands of units).
class Workers : public Executor {
 public:
  explicit Workers(unsigned threads);
  ~Workers() override;  // runs what was posted, then ends
  void post(std::function<void()> work) override;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

// `co_await ResumeOn{executor}` continues the coroutine there.
struct ResumeOn {
  Executor& executor;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) const {
    executor.post([handle] { handle.resume(); });
  }
  void await_resume() const noexcept {}
};

}  // namespace madoguchi::util
