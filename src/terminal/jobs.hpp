#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "terminal/outbox.hpp"
#include "terminal/session.hpp"

namespace madoguchi::terminal {

// One question on its way, with what was already done of it. Each step is taken once and is
// durable before the next: staged, inbox cleared, delivered.
struct Job {
  std::string key;
  std::optional<Taken> taken;  // nothing for a card: it has no request file
  const Outbox* outbox = nullptr;
  std::optional<Outcome> outcome;  // known as soon as there is an answer
  std::optional<SpoolEntry> staged;
  enum class Inbox { holds, cleared } inbox = Inbox::holds;
};

// A staged entry that could not be moved into its share yet.
struct Undelivered {
  SpoolEntry entry;
  const Outbox* outbox = nullptr;
  std::string reserved;  // result name, without extension, that no other request may lead to
};

// What is under way, shared by the folder thread, the sessions and the control socket.
class Jobs {
 public:
  // Names of results that are coming: a second request of that name waits in req/ for its turn.
  void reserve(const std::string& base);
  void release(const std::string& base);
  bool reserved(const std::string& base) const;

  void push(std::vector<Job> jobs);
  // The next job; nothing when the terminal stops. None starts while answers are held back.
  std::optional<Job> pop();
  void stop();
  std::size_t waiting() const;  // pushed, not finished yet
  void finished();              // one that was popped is staged, or gone

  // Answers that could not be staged (disk full): kept in memory until they can.
  void hold(Job job);  // takes the place of one with the same key
  std::vector<Job> held() const;
  bool holding() const;
  void no_longer_held(const std::string& key);
  void keep(Undelivered entry);
  std::vector<Undelivered> undelivered() const;
  void delivered(const std::string& key);

  void count(Outcome::Kind kind);
  struct Counts {
    std::size_t waiting = 0;
    std::size_t undelivered = 0;
    std::uint64_t answered = 0;
    std::uint64_t refused = 0;
  };
  Counts counts() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, int> reserved_;
  std::deque<Job> queue_;
  std::vector<Job> held_;
  std::vector<Undelivered> undelivered_;
  std::size_t running_ = 0;
  std::uint64_t answered_ = 0;
  std::uint64_t refused_ = 0;
  bool stopping_ = false;
};

}  // namespace madoguchi::terminal
