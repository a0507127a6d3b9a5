#pragma once

#include <atomic>
#include <filesystem>
#include <string>

#include "terminal/spool.hpp"

namespace madoguchi::terminal {

// Results on their way into one share: staged durably, then moved in by a rename that never
// replaces. A staged file that is gone was delivered.
class Outbox {
 public:
  Outbox(std::filesystem::path staging, std::filesystem::path share)
      : spool_(std::move(staging)), share_(std::move(share)) {}
  const Spool& spool() const { return spool_; }
  const std::filesystem::path& share() const { return share_; }

  enum class Delivery {
    done,
    name_taken,   // a file of that name stands in the share: waits until it is gone
    share_fails,  // not writable, not there: other entries will not fare better
  };
  // Moves the files in, in their order, up to the first that cannot be moved.
  Delivery deliver(const SpoolEntry& entry) const;

 private:
  Delivery move_in(const SpoolFile& file) const;
  void told(const util::FileProblem& problem) const;
  Spool spool_;
  std::filesystem::path share_;
  mutable std::atomic<bool> failing_ = false;  // said in the log once, until it works again
};

}  // namespace madoguchi::terminal
