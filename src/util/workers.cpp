#include "util/workers.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace madoguchi::util {

struct Workers::Body {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<void()>> queue;
  bool stopping = false;
  std::vector<std::thread> threads;

  void run(Executor& self) {
    Executor::Scope scope(self);
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [this] { return stopping || !queue.empty(); });
      if (queue.empty()) return;
      auto work = std::move(queue.front());
      queue.pop_front();
      lock.unlock();
      work();
      lock.lock();
    }
  }
};

Workers::Workers(unsigned threads) : body_(std::make_unique<Body>()) {
  for (unsigned i = 0; i < threads; ++i) {
    body_->threads.emplace_back([this] { body_->run(*this); });
  }
}

Workers::~Workers() {
  {
    std::scoped_lock lock(body_->mutex);
    body_->stopping = true;
  }
  body_->changed.notify_all();
  for (auto& thread : body_->threads) thread.join();
}

void Workers::post(std::function<void()> work) {
  {
    std::scoped_lock lock(body_->mutex);
    body_->queue.push_back(std::move(work));
  }
  body_->changed.notify_one();
}

}  // namespace madoguchi::util
