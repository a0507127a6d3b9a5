#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "office/parts.hpp"

namespace madoguchi::office {

// A word to an institution that asked (POST /office/replies).
struct Reply {
  std::string key;  // the center's Idempotency-Key: the same word is recorded once
  std::int64_t work = 0;
  std::string ticket;  // to be sent when this ticket is registered; empty: at once
  Json body;
  OnBehalf author;
};

// Words to institutions: kept before they are sent, sent again until the center has taken them,
// each once. What the center refuses for good stays in sight at its work.
class Outgoing {
 public:
  explicit Outgoing(Parts& parts) : parts_(parts) {}

  void keep(const Reply& reply);          // a key that is kept already is not kept twice
  void withdraw(const std::string& key);  // nothing of it was sent
  void deliver();                         // one try of what may be sent now
  // Why the center refused it for good, once: it is told to whoever asks here, and kept no longer.
  std::optional<Problem> take_refusal(const std::string& key);

  // What became of the last word about that work: "sending", "refused", or "" (none is kept: it was
  // sent, or there was none).
  static std::string state_of(sql::Connection& db, std::int64_t work);

 private:
  struct Kept;
  std::vector<Kept> ready();
  bool send(const Kept& kept);  // false while the center is away
  void drop_vain();

  Parts& parts_;
  std::mutex mutex_;
  std::condition_variable turn_over_;
  bool delivering_ = false;  // one at a time: each word is sent once
};

}  // namespace madoguchi::office
