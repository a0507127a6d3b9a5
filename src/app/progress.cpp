#include "app/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace madoguchi::app {

Progress::Progress(std::string what) : what_(std::move(what)) {
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    const bool terminal = isatty(STDERR_FILENO) == 1;  // a log wants one line, not a clock
    int seconds = 0;
    while (!changed_.wait_for(lock, std::chrono::seconds(1), [this] { return ended_; })) {
      ++seconds;
      if (terminal && seconds >= 2) {
        fmt::print(stderr, "\r{} … {} s {} ", what_, seconds, how_far_);
      }
      if (!terminal && seconds == 2) fmt::print(stderr, "{} …\n", what_);
    }
    if (terminal && seconds >= 2) fmt::print(stderr, "\n");
  });
}

Progress::~Progress() {
  end();
}

void Progress::now(std::string how_far) {
  const std::scoped_lock lock(mutex_);
  how_far_ = std::move(how_far);
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
