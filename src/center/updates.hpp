#pragma once

#include <string>

#include "center/reply.hpp"

namespace madoguchi::center {

// The folder of the packages that this process offers (update/package.hpp); empty: none. Before the
// center starts.
void offer_updates(std::string packages_dir);

// GET /updates/latest: the head of the newest package that is offered. GET /updates/{version}?at=N:
// a piece of its program. Terminals verify; the center only hands out.
util::Task<net::Response> tell_latest_update(Context& context, Asked asked);
util::Task<net::Response> tell_update_piece(Context& context, Asked asked);
inline constexpr std::string_view updates_path = "/updates/";

}  // namespace madoguchi::center
