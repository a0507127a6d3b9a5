#pragma once

#include <string>

namespace madoguchi::terminal {

// Removes what clients left lying for more than `days` (0: nothing): results of offered interfaces
// with their .err files and the refused requests beside those in `res_dir`, face files of this
// institution in `face_dir`. Any other name stays.
void expire_leftovers(const std::string& res_dir, const std::string& face_dir,
                      const std::string& institution_code, int days);

// Removes notices older than `days` (0: nothing), those marked as done as well.
void expire_notices(const std::string& notice_dir, const std::string& institution_code, int days);

}  // namespace madoguchi::terminal
