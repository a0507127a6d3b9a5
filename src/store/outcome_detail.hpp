#pragma once

#include <string>
#include <vector>

#include "store/registry.hpp"

namespace madoguchi::store {

// What the source of the rows told when they were read: not of stored rows, but of form.
struct FormFindings {
  std::size_t refused = 0;
  std::vector<RowProblem> problems;
};

inline constexpr std::size_t recorded_problems_max = 1000;

// The detail of the record of a registration: what the header gave, completed with the batch, the
// counts and the first problems by line, so that a repeated request is answered from its record.
std::string outcome_detail(const BatchHeader& header, const ApplyOutcome& outcome,
                           const FormFindings& form);

}  // namespace madoguchi::store
