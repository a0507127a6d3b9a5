#pragma once

#include <atomic>
#include <cassert>
#include <condition_variable>
#include <coroutine>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace madoguchi::util {

// Where a suspended coroutine continues: an event loop, or the thread that waits in `sync_wait`.
class Executor {
 public:
  virtual ~Executor() = default;
  virtual void post(std::function<void()> work) = 0;  // from any thread

  static Executor* current();  // of this thread; nullptr when it has none
  class Scope {                // makes `executor` this thread's current one while it lives
   public:
    explicit Scope(Executor& executor);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Executor* before_;
  };
};

// A lazy coroutine: starts when awaited, resumes its awaiter when it returns. Await it once. One
// that ends without waiting for anything leaves its awaiter running where it is, so that a loop of
// any length needs no deeper stack, in every build.
template <class T>
class [[nodiscard]] Task {
 public:
  struct promise_type {
    std::optional<T> value;
    std::exception_ptr error;
    std::coroutine_handle<> awaiter;
    // Set by the first of two: the task that ended, and its awaiter that went to sleep meanwhile.
    // The second one goes on with the awaiter.
    std::atomic<bool> met{false};

    Task get_return_object() {
      return Task(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept {
      struct Final {
        bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<promise_type> self) noexcept {
          auto& promise = self.promise();
          const auto next = promise.awaiter;
          // Without an awaiter asleep the frame may be gone behind this line.
          if (promise.met.exchange(true, std::memory_order_acq_rel)) next.resume();
        }
        void await_resume() noexcept {}
      };
      return Final{};
    }
    template <class U>
    void return_value(U&& returned) {
      value.emplace(std::forward<U>(returned));
    }
    void unhandled_exception() { error = std::current_exception(); }
  };

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> awaiter) noexcept {
    auto& promise = handle_.promise();
    promise.awaiter = awaiter;
    handle_.resume();
    return !promise.met.exchange(true, std::memory_order_acq_rel);
  }
  T await_resume() {
    if (handle_.promise().error) std::rethrow_exception(handle_.promise().error);
    return std::move(*handle_.promise().value);
  }

 private:
  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

// One value handed from any thread to one awaiting coroutine, which continues on the executor that
// was current when it began to wait (or on the setting thread when there was none).
template <class T>
class Completion {
 public:
  Completion() : state_(std::make_shared<State>()) {}

  void set(T value) const {
    std::unique_lock lock(state_->mutex);
    assert(!state_->value);
    state_->value.emplace(std::move(value));
    if (!state_->waiting) return;
    auto handle = state_->waiting;
    auto* executor = state_->executor;
    lock.unlock();
    if (executor != nullptr) {
      executor->post([handle] { handle.resume(); });
    } else {
      handle.resume();
    }
  }

  bool await_ready() const {
    std::scoped_lock lock(state_->mutex);
    return state_->value.has_value();
  }
  bool await_suspend(std::coroutine_handle<> handle) const {
    std::scoped_lock lock(state_->mutex);
    if (state_->value) return false;
    state_->waiting = handle;
    state_->executor = Executor::current();
    return true;
  }
  T await_resume() const { return std::move(*state_->value); }

 private:
  struct State {
    std::mutex mutex;
    std::optional<T> value;
    std::coroutine_handle<> waiting;
    Executor* executor = nullptr;
  };
  std::shared_ptr<State> state_;
};

namespace detail {
struct Detached {
  struct promise_type {
    Detached get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};
}  // namespace detail

// Runs `task` now; `done(value)` or `failed(exception)` is called once, wherever the task ends.
template <class T, class Done, class Failed>
void start(Task<T> task, Done done, Failed failed) {
  [](Task<T> running, Done on_done, Failed on_failed) -> detail::Detached {
    std::optional<T> value;
    std::exception_ptr error;
    try {
      value.emplace(co_await running);
    } catch (...) {
      error = std::current_exception();
    }
    if (error) {
      on_failed(error);
    } else {
      on_done(std::move(*value));
    }
  }(std::move(task), std::move(done), std::move(failed));
}

// An executor that runs what is posted to it on the thread that calls `run_until`.
class LocalExecutor : public Executor {
 public:
  void post(std::function<void()> work) override {
    std::scoped_lock lock(mutex_);
    queue_.push_back(std::move(work));
    changed_.notify_one();
  }
  void run_until(const std::function<bool()>& done) {
    Scope scope(*this);
    while (!done()) {
      std::vector<std::function<void()>> batch;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !queue_.empty(); });
        batch.swap(queue_);
      }
      for (auto& work : batch) work();
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::function<void()>> queue_;
};

// Runs `task` to its end on this thread and returns its value (tools and tests; never in a server
// loop).
template <class T>
T sync_wait(Task<T> task) {
  LocalExecutor executor;
  std::optional<T> value;
  std::exception_ptr error;
  bool done = false;
  {
    Executor::Scope scope(executor);
    start(
        std::move(task),
        [&](T returned) {
          value.emplace(std::move(returned));
          done = true;
        },
        [&](std::exception_ptr failed) {
          error = failed;
          done = true;
        });
  }
  executor.run_until([&] { return done; });
  if (error) std::rethrow_exception(error);
  return std::move(*value);
}

}  // namespace madoguchi::util
