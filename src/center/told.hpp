#pragma once

#include <vector>

#include "store/audit.hpp"
#include "store/told.hpp"

namespace madoguchi::center {

// Whom one record told its institution about, and what; nobody when it is no answer or told nothing
// of anybody.
std::vector<store::ToldRow> told_of(const store::AuditRecord& record);

}  // namespace madoguchi::center
