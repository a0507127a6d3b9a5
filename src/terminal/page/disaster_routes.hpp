#pragma once

#include "edge/page_routes.hpp"
#include "terminal/page/checks.hpp"
#include "terminal/page/parts.hpp"

namespace madoguchi::terminal {

// GET /api/disaster: what the center declared for this institution, and whether it may view in an
// emergency. POST /api/disaster/search: somebody without a card; who is found stands in today's
// list.
void add_disaster_routes(edge::PageRoutes& routes, PageParts& parts, Checks& checks);

}  // namespace madoguchi::terminal
