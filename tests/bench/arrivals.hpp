#pragma once

#include <string>
#include <vector>

namespace madoguchi::bench {

// Files that come into a folder, from its making on.
class Arrivals {
 public:
  explicit Arrivals(const std::string& folder);
  ~Arrivals();
  Arrivals(const Arrivals&) = delete;
  Arrivals& operator=(const Arrivals&) = delete;

  // Names that came, at least one; waits for it.
  std::vector<std::string> come() const;

 private:
  std::string folder_;
  int inotify_ = -1;
};

}  // namespace madoguchi::bench
