#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "store/sqlite/readers.hpp"

namespace madoguchi::store::sqlite {

// Copies the write-ahead log into the database file beside the writer, on a thread and a connection
// of its own. The log can start again at its beginning only when the writer itself moved the short
// rest that came meanwhile: `take_turn` tells it when.
class LogMover {
 public:
  LogMover(const std::string& path, std::shared_ptr<Readers> answering);  // throws Failure
  ~LogMover();

  void ask();        // to begin, unless it is at it
  bool take_turn();  // true once after each finished run

 private:
  void loop();
  void move();

  Connection db_;
  std::shared_ptr<Readers> answering_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool asked_ = false;
  bool stopping_ = false;
  std::atomic<bool> writers_turn_{false};
  std::thread thread_;
};

}  // namespace madoguchi::store::sqlite
