#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "util/result.hpp"

namespace madoguchi::tools {

// What the demo can do to itself, so that a vendor meets what otherwise comes on a bad day only.
enum class FaultKind {
  line_loss,
  flaky_line,
  slow_center,
  center_down,
  false_center,
  garbled_answer,
  expired_center,
  terminal_down,
  stale_office,
  revoked_certificate,
  foreign_certificate,
  full_disk,
  clock_jump,
  low_limits,
  unreadable_card,
};

struct Fault {
  FaultKind kind = FaultKind::line_loss;
  std::string value;         // what is behind '=': seconds, a clock and days, a limit, a seed
  std::string text() const;  // "clock-jump=center:-1", as it is given
};

struct FaultText {
  FaultKind kind;
  std::string_view name;
  std::string_view usual_value;   // "" when the fault takes none
  std::string_view other_values;  // for the list
  std::string_view codes;         // what a clinic meets: "E6001"
  std::string_view what, what_english;
  std::string_view end, end_english;
};
const std::vector<FaultText>& fault_texts();
const FaultText& text_of(FaultKind kind);

// "slow-center", "slow-center=30". The error is for the user.
util::Result<Fault, std::string> fault_named(std::string_view text);

// What `--fault list` prints.
std::string fault_list();

// A fault's value as the number of whole seconds, of a seed, or of days with its sign.
int number_in(const Fault& fault, std::string_view behind = "");

}  // namespace madoguchi::tools
