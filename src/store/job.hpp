#pragma once

#include <optional>
#include <string_view>

#include "store/registry.hpp"

namespace madoguchi::store {

// The state that `name_of` names so; nothing for any other text.
std::optional<JobState> job_state_named(std::string_view name);

}  // namespace madoguchi::store
