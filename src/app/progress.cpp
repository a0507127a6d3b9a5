#include "app/progress.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

namespace madoguchi::app {

Progress::Progress(std::string what) : what_(std::move(what)) {
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    int seconds = 0;
    while (!changed_.wait_for(lock, std::chrono::seconds(1), [this] { return ended_; })) {
      if (++seconds >= 2) fmt::print(stderr, "\r{} … {} s ", what_, seconds);
    }
    if (seconds >= 2) fmt::print(stderr, "\n");
  });
}

Progress::~Progress() {
  end();
}

void Progress::end() {
  {
    std::scoped_lock lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

}  // namespace madoguchi::app
