#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

#include "edge/center_client.hpp"

namespace madoguchi::app {

// One act of the operator at the center: tried several times with one key, so that a repeated one
// does nothing twice. `wait_ms`: for one try.
util::Result<nlohmann::json, edge::CenterProblem> ask_as_operator(edge::CenterClient& center,
                                                                  net::Request request,
                                                                  std::int64_t wait_ms = 60000);
// Prints it on standard error; the exit status.
int tell_problem(const edge::CenterProblem& problem);

}  // namespace madoguchi::app
