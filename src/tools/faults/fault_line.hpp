#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "util/result.hpp"

namespace madoguchi::tools {

// What a line does to the answers that pass through it.
struct LineRule {
  enum class Kind {
    pass,
    cut,            // every answer is cut in its middle
    sometimes_cut,  // about every second one
    late,           // each comes `delay_ms` late
  } kind = Kind::pass;
  std::uint16_t to_port = 0;  // where the center is
  std::int64_t delay_ms = 0;
  std::uint64_t seed = 1;  // of the points where it cuts
};

// A loopback port whose connections are passed on to another one, byte by byte: a line that may
// fail. It sees nothing of what is said, for it has no keys; an answer is what the center sends
// after the client spoke for the second time (the first time is the TLS greeting).
class FaultLine {
 public:
  static util::Result<std::unique_ptr<FaultLine>, std::string> start(std::uint16_t port,
                                                                     const LineRule& rule);
  ~FaultLine();
  // Holds for all that comes from now on: connections of the former rule are closed.
  void set(const LineRule& rule);

 private:
  struct Connection {
    std::thread thread;
    std::atomic<bool> ended{false};
  };
  explicit FaultLine(int listener) : listener_(listener) {}
  void accept_all();
  void carry(int client, LineRule rule, std::uint64_t rules_set, std::uint64_t seed);
  void forget_ended();

  int listener_;
  std::mutex mutex_;
  LineRule rule_;
  std::uint64_t accepted_ = 0;
  std::atomic<std::uint64_t> rules_set_{0};
  std::atomic<bool> stopping_{false};
  std::list<Connection> connections_;  // of the accepting thread only
  std::thread accepting_;
};

}  // namespace madoguchi::tools
