#pragma once

#include <string_view>

#include "center/reply.hpp"

namespace madoguchi::center {

// Packages of the program (update/package.hpp), as they lie in CenterConfig::packages_dir.
// GET /updates/latest: the head of the newest package that is offered. GET /updates/{version}?at=N:
// a piece of its program. Terminals verify; the center only hands out.
util::Task<net::Response> tell_latest_update(Context& context, Asked asked);
util::Task<net::Response> tell_update_piece(Context& context, Asked asked);
inline constexpr std::string_view updates_path = "/updates/";

}  // namespace madoguchi::center
