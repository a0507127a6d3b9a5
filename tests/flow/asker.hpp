#pragma once

#include <atomic>
#include <thread>

#include "flow/system.hpp"

namespace madoguchi::flow {

// Asks again and again on a thread of its own; everything must be answered with 有効.
class Asker {
 public:
  Asker(Clinic& clinic, std::string question)
      : thread_([this, &clinic, question = std::move(question)] {
          while (!stop_) {
            const auto validity = clinic.send(question).xml().first("QualificationValidity");
            EXPECT_EQ(validity, "1") << clinic.code() << " after " << answered_;
            ++answered_;
          }
        }) {}
  ~Asker() { end(); }
  Asker(const Asker&) = delete;
  Asker& operator=(const Asker&) = delete;
  void end() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }
  // Waits until it was answered some more times.
  bool goes_on() const {
    const int before = answered_;
    return eventually([&] { return answered_ > before + 2; });
  }

 private:
  std::atomic<bool> stop_ = false;
  std::atomic<int> answered_ = 0;
  std::thread thread_;
};

}  // namespace madoguchi::flow
