#pragma once

#include "edge/page_routes.hpp"
#include "terminal/page/parts.hpp"

namespace madoguchi::terminal {

// GET /api/status: the line to the center, the folders, the certificate's end.
void add_status_routes(edge::PageRoutes& routes, PageParts& parts);

}  // namespace madoguchi::terminal
