#pragma once

#include <functional>

#include "edge/page_routes.hpp"
#include "terminal/page/chosen_settings.hpp"
#include "terminal/page/parts.hpp"

namespace madoguchi::terminal {

// 環境設定: GET and POST /api/settings (at the center: 医療扶助 利用する/しない, the kinds of
// history and how they open).
void add_setting_routes(edge::PageRoutes& routes, PageParts& parts);

// Asks the center whether assistance is used here and remembers it for the status.
void renew_use(PageParts& parts);

// GET and POST /api/settings/own: this terminal's own settings and what was chosen in their place;
// POST /api/settings/own/restart: ends the terminal in order and starts it anew. `chosen` outlives
// the routes.
void add_own_setting_routes(edge::PageRoutes& routes, ChosenSettings& chosen,
                            std::function<void()> restart);

}  // namespace madoguchi::terminal
