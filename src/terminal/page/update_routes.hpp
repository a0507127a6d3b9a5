#pragma once

#include "edge/page_routes.hpp"
#include "terminal/page/parts.hpp"
#include "terminal/updates.hpp"

namespace madoguchi::terminal {

// GET /api/updates, POST /api/updates/install, POST /api/updates/rollback, POST
// /api/updates/restart. `updates` is nothing
// where none are configured.
void add_update_routes(edge::PageRoutes& routes, Updates* updates);

}  // namespace madoguchi::terminal
