#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace madoguchi::app {

// Says on standard error what is being done and for how long, once it takes more than two seconds.
class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress();
  void now(std::string how_far);  // said behind it
  void end();

 private:
  std::string what_, how_far_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace madoguchi::app
