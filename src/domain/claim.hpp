#pragma once

#include <string>
#include <vector>

#include "domain/project.hpp"

namespace madoguchi::domain {

// Comparing two answers to one question by what a claim (請求) depends on: validity of each side,
// numbers, who the person is, dates, own tickets. Address, office's name, consents, 照会番号,
// remarks and the names of officials may differ.

// Equal exactly when nothing that matters differs.
std::string claim_state(const Answer& answer);

struct ClaimDifference {
  std::string place;    // "A1", "A1/00000001" (a ticket), "I1", or "" for the whole
  std::string element;  // official element name
  std::string then;     // empty: was not told
  std::string now;      // empty: is not told
  bool operator==(const ClaimDifference&) const = default;
};
// In the order of places and elements.
std::vector<ClaimDifference> claim_differences(const Answer& then, const Answer& now);

enum class ClaimChange {
  none,
  lost,        // a side that was valid is not
  registered,  // assistance that was not valid (or not for this institution) is
  changed,     // anything else that matters
};
ClaimChange claim_change(const Answer& then, const Answer& now);

}  // namespace madoguchi::domain
