#pragma once

namespace madoguchi::center {

// Histories (domain.md 6.1, 6.4, Q13; docs/decisions.md).
struct HistorySettings {
  static constexpr int months_min = 36;
  int months = 60;                // kept and shown
  bool when_unregistered = true;  // historiesWhenUnregistered: state 6 shows them
  bool two_factors_required = true;
  int overlap_grace_days = 0;  // a drug counts as taken so long behind its last day
};
}  // namespace madoguchi::center
