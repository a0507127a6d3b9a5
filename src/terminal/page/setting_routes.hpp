#pragma once

#include "edge/page_routes.hpp"
#include "terminal/page/parts.hpp"

namespace madoguchi::terminal {

// 環境設定: GET and POST /api/settings (at the center: 医療扶助 利用する/しない, the kinds of
// history and how they open; and what this terminal's own file says).
void add_setting_routes(edge::PageRoutes& routes, PageParts& parts);

// Asks the center whether assistance is used here and remembers it for the status.
void renew_use(PageParts& parts);

}  // namespace madoguchi::terminal
