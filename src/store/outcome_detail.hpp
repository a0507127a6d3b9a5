#pragma once

#include <string>

#include "store/registry.hpp"

namespace madoguchi::store {

// The detail of the record of a registration: what the header gave, completed with the batch and
// the counts.
std::string outcome_detail(const BatchHeader& header, const ApplyOutcome& outcome);

}  // namespace madoguchi::store
