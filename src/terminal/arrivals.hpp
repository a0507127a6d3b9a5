#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "terminal/folder_watch.hpp"

namespace madoguchi::terminal {

using Steady = std::chrono::steady_clock::time_point;

// The requests that lie in req/ and were not taken yet. Decides when one may be taken: at once when
// it is whole and its writer has closed it or moved it in; when it is whole and did not change
// between two looks; or, whole or not, when it did not change for `settle_ms` (§5 quirk 9).
// Names that are no requests, folders, links and pipes are passed over.
class Arrivals {
 public:
  struct Limits {
    std::int64_t settle_ms;
    std::size_t request_bytes_max;
  };
  Arrivals(std::string folder, Limits limits);

  void scan(Steady now);  // all names that are there
  void note(const FolderEvent& event, Steady now);
  // Looks at every request again; those that may be taken now, oldest first, then by name.
  std::vector<std::string> ready(Steady now);
  void forget(const std::string& name);  // taken, or gone
  bool empty() const { return waiting_.empty(); }

 private:
  struct State {  // what a growing file changes
    std::int64_t size = 0;
    std::int64_t changed_ns = 0;
    std::uint64_t inode = 0;
    bool operator==(const State&) const = default;
  };
  struct Waiting {
    std::optional<State> seen;
    Steady since;                                              // last growth
    enum class Closed { no, yes } closed = Closed::no;         // since the last look
    enum class Read { no, not_whole, whole } read = Read::no;  // of the state `seen`
  };
  enum class Look { gone, wait, take };
  Look look(const std::string& name, Waiting& waiting, Steady now);
  std::optional<State> state_of(const std::string& name);
  bool may_be_taken(const std::string& name, Waiting& waiting, Steady now);

  std::string folder_;
  Limits limits_;
  std::map<std::string, Waiting> waiting_;
  std::set<std::string> passed_over_;  // folders, links, pipes with a request's name: logged once
};

}  // namespace madoguchi::terminal
