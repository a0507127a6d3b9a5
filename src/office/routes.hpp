#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "edge/page_routes.hpp"
#include "office/parts.hpp"

namespace madoguchi::office {

// One operation of the page: what it is called, what right it needs, and who does it.
struct Route {
  std::string_view method, path;  // as edge::PageRoutes takes them
  domain::Act act;
  Answer (*handler)(Parts&, const Call&);
};
// More particular paths before those that would take them, too.
const std::vector<Route>& routes();
// Its parts: people, tickets, months and approvals; files, lists and all that goes with them.
std::vector<Route> registering_routes();
std::vector<Route> daily_routes();

// All of them, for a page that works with `parts`.
edge::PageRoutes page_routes(Parts& parts);

}  // namespace madoguchi::office
