#pragma once

#include <string>
#include <vector>

#include "edge/acting_center.hpp"

namespace madoguchi::terminal {

// One answer about one person's eligibility that came through this terminal, for the day's list.
struct Heard {
  // later: by the program, of a name that was taken down while the center was away (`staff` did)
  enum class Way { folder, reader, page, disaster, later } way = Way::folder;
  edge::SignedIn who;            // empty account: the receipt computer, nobody known
  std::string staff;             // who confirmed at the reader without a signature
  std::string request;           // OQSsiquc01req, UTF-8; empty for a card
  std::string result;            // OQSsiquc01res, UTF-8
  std::string record;            // number of the center's record
  std::string confirmation_key;  // of a card: asks again today without it; empty when none
  std::string registered;  // 照会番号 that was registered after the answer; empty when none
  std::vector<std::string> validities = {};  // CenterAnswer::validities
};

}  // namespace madoguchi::terminal
