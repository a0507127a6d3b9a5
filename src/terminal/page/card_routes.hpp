#pragma once

#include "edge/control_messages.hpp"
#include "terminal/page/parts.hpp"

namespace madoguchi::terminal {

// The card reader at the counter's page: GET /api/card/state (long poll), POST /api/card/read,
// POST /api/card/recheck.
void add_card_routes(edge::PageRoutes& routes, PageParts& parts);

// What the page tells of a card question that was refused here or by the center.
edge::Problem problem_of_card(const edge::ControlProblem& problem);

}  // namespace madoguchi::terminal
