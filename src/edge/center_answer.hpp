#pragma once

#include "edge/center_client.hpp"

namespace madoguchi::edge {

inline constexpr std::string_view message_type = "application/xml; charset=UTF-8";

// What an answer to a message of the family tells: its body, and beside it the validities and the
// record. An empty body is none.
util::Result<CenterAnswer, CenterProblem> center_answer(
    util::Result<net::Response, CenterProblem> response);

}  // namespace madoguchi::edge
