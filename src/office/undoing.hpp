#pragma once

#include "office/publish.hpp"

namespace madoguchi::office {

// The counter-change of one batch: what held before it, row by row. Fails when a row was changed
// again since (F4090), or when the caller may not see what it is about.
util::Result<RowChange, Problem> counter_change(Parts& parts, const std::string& batch,
                                                std::int64_t seen, bool sees_protected);

}  // namespace madoguchi::office
