#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>

#include "util/calendar.hpp"

namespace madoguchi::center {

struct QuotaLimits {
  int requests_per_minute_max = 1200;  // of one party; a burst of as many is let through at once
  int requests_in_flight_max = 64;     // of one party
  int wrong_tries_max = 50;            // different wrong questions by number within the window
  std::int64_t wrong_tries_window_s = 86400;
};

// Requests a minute and in flight, per party. In memory: a restart gives everybody a fresh minute.
class Quotas {
 public:
  explicit Quotas(QuotaLimits limits) : limits_(limits) {}
  // 0 when the request may go on (then call `leave` at its end), else seconds to wait.
  int enter(const std::string& party, util::Instant now);
  void leave(const std::string& party);

 private:
  struct Bucket {
    double tokens = 0;
    std::int64_t at_ms = 0;
    int in_flight = 0;
    bool fresh = true;
  };
  QuotaLimits limits_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

// The one budget of wrong tries of a party over all interfaces: how many different questions by
// number got "no such qualification" within the window. The same wrong question again costs nothing
// more.
class WrongTries {
 public:
  explicit WrongTries(QuotaLimits limits) : limits_(limits) {}
  // One question's place in the budget while it is being answered: given back at the end unless the
  // answer was "no such qualification". An empty hash (asked by card) takes no place.
  class Hold {
   public:
    Hold(WrongTries& tries, std::string party, std::string question_hash, util::Instant now);
    ~Hold();
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    bool allowed() const { return allowed_; }
    void count();  // the answer was wrong: the place is used up

   private:
    WrongTries& tries_;
    std::string party_, question_hash_;
    util::Instant at_;
    bool allowed_ = true;
    bool holds_ = false;
  };
  void count(const std::string& party, const std::string& question_hash, util::Instant at);

 private:
  void forget_old(std::map<std::string, std::int64_t>& tries, util::Instant now) const;
  QuotaLimits limits_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::map<std::string, std::int64_t>> tries_;
  std::unordered_map<std::string, int> held_;  // of each party, not yet known
};

}  // namespace madoguchi::center
