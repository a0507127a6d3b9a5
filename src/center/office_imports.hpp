#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace madoguchi::center {

// Does the record of a file (its detail) say that it was withdrawn?
bool is_withdrawal(const nlohmann::json& detail);

// Lines of a file, its header not counted: what the progress counts towards.
std::size_t lines_of(std::string_view text);

}  // namespace madoguchi::center
