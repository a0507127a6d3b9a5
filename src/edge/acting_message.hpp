#pragma once

#include "edge/acting_center.hpp"

namespace madoguchi::edge {

// POST /oqs/{interface} in somebody's name, else as CenterClient::ask.
util::Result<CenterAnswer, CenterProblem> ask_on_behalf(CenterClient& center,
                                                        const OnBehalf& on_behalf,
                                                        std::string_view interface,
                                                        std::string_view xml, std::string_view key,
                                                        std::int64_t timeout_ms);

}  // namespace madoguchi::edge
