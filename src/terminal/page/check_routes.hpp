#pragma once

#include "edge/page_routes.hpp"
#include "terminal/page/checks.hpp"
#include "terminal/page/parts.hpp"

namespace madoguchi::terminal {

// The day's checks: GET /api/checks[?after=&wait_s=], GET /api/checks/{id}, POST /api/checks (by
// number), POST /api/checks/{id}/again, POST /api/checks/{id}/reference-number.
void add_check_routes(edge::PageRoutes& routes, PageParts& parts, Checks& checks);

}  // namespace madoguchi::terminal
