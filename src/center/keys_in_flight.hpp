#pragma once

#include <mutex>
#include <set>
#include <string>

namespace madoguchi::center {

// Request keys that are being answered right now. A repeated request that overtakes its first try
// must not be answered beside it: it would find the challenge used, the budget held, no record yet.
class KeysInFlight {
 public:
  class Hold {
   public:
    Hold(KeysInFlight& keys, std::string key) : keys_(keys), key_(std::move(key)) {
      if (key_.empty()) return;
      std::scoped_lock lock(keys_.mutex_);
      free_ = keys_.running_.insert(key_).second;
    }
    ~Hold() {
      if (key_.empty() || !free_) return;
      std::scoped_lock lock(keys_.mutex_);
      keys_.running_.erase(key_);
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    bool free() const { return free_; }

   private:
    KeysInFlight& keys_;
    std::string key_;
    bool free_ = true;
  };

 private:
  std::mutex mutex_;
  std::set<std::string> running_;
};

}  // namespace madoguchi::center
