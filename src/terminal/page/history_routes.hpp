#pragma once

#include "edge/page_routes.hpp"
#include "terminal/page/checks.hpp"
#include "terminal/page/parts.hpp"

namespace madoguchi::terminal {

// POST /api/history/{check}: what the patient of that card read agreed to show, as the center hands
// it out to this person. The terminal keeps nothing of it.
void add_history_routes(edge::PageRoutes& routes, PageParts& parts, Checks& checks);

}  // namespace madoguchi::terminal
