#pragma once

#include <optional>
#include <string>

#include "domain/registered.hpp"

namespace madoguchi::tools {

// What tells one invented insurance qualification from another.
struct InsuranceDraft {
  std::string insurer_number, insurer_name, symbol, number, branch;
  util::Day start;
  std::optional<util::Day> end;
  std::string reason_of_loss;
};

// The whole qualification of that person, as an insurer registers it.
domain::Insurance insurance_of(const domain::PersonDetails& person, const InsuranceDraft& draft);

}  // namespace madoguchi::tools
