#pragma once

#include <nlohmann/json.hpp>

#include "edge/center_client.hpp"

namespace madoguchi::app {

// One act of the operator at the center: tried several times with one key, so that a repeated one
// does nothing twice.
util::Result<nlohmann::json, edge::CenterProblem> ask_as_operator(edge::CenterClient& center,
                                                                  net::Request request);

}  // namespace madoguchi::app
