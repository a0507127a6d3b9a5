#pragma once

#include <chrono>
#include <ctime>
#include <string>

namespace madoguchi::terminal {

// Whether the machine's clock may decide that something is old: not while it stands more than an
// hour ahead of where it should be by the time that went by since the start. A clock that jumped
// forward would throw away results nobody has read yet.
class ClockWatch {
 public:
  using Steady = std::chrono::steady_clock::time_point;
  ClockWatch(std::time_t wall, Steady steady) : wall_(wall), steady_(steady) {}
  bool jumped_ahead(std::time_t wall, Steady steady) const;

 private:
  std::time_t wall_;
  Steady steady_;
};

// Removes what clients left lying for more than `days` (0: nothing): results of offered interfaces
// with their .err files and the refused requests beside those in `res_dir`, face files of this
// institution in `face_dir`. Any other name stays.
void expire_leftovers(const std::string& res_dir, const std::string& face_dir,
                      const std::string& institution_code, int days);

// Removes notices older than `days` (0: nothing), those marked as done as well.
void expire_notices(const std::string& notice_dir, const std::string& institution_code, int days);

}  // namespace madoguchi::terminal
