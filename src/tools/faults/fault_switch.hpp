#pragma once

#include <optional>
#include <string>

#include "tools/faults/fault_catalogue.hpp"
#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::tools {

// How another process tells the running demo which fault it wants: fault.json in the demo's folder;
// the demo answers in fault-state.json, which also remembers the fault that is on.
struct FaultWish {
  std::string id;     // of the one who asks, for the answer
  std::string fault;  // "none" ends it
};
struct FaultState {
  std::string answered;              // id of the last wish that was carried out
  std::string fault;                 // that is on; "none"
  std::string problem;               // why the wish was not carried out; "" when it was
  util::Instant registered_at = {};  // UpdatedAt of the rows that a fault registered last
};

util::Result<void, std::string> write_fault_wish(const std::string& demo, const FaultWish& wish);
std::optional<FaultWish> read_fault_wish(const std::string& demo);
util::Result<void, std::string> write_fault_state(const std::string& demo, const FaultState& state);
FaultState read_fault_state(const std::string& demo);  // "none" when there is no file

inline constexpr std::string_view no_fault = "none";

}  // namespace madoguchi::tools
