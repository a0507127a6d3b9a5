#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "oqs/messages.hpp"

namespace madoguchi::center {

// A question by numbers as records and jobs keep it. Readers throw nlohmann::json::exception on any
// other form.
std::string search_json(const domain::NumberSearch& search);
domain::NumberSearch read_search(const nlohmann::json& from);
std::string echo_json(const oqs::SearchEcho& echo);
oqs::SearchEcho read_echo(const nlohmann::json& from);

}  // namespace madoguchi::center
