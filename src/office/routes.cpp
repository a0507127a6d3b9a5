#include "office/routes.hpp"

namespace madoguchi::office {

namespace {

bool is_csv_body(std::string_view path) {
  return path == "/api/imports" || path == "/api/imports/institutions";
}

}  // namespace

const std::vector<Route>& routes() {
  static const std::vector<Route> all = [] {
    auto routes = registering_routes();
    for (const auto& route : daily_routes()) routes.push_back(route);
    return routes;
  }();
  return all;
}

edge::PageRoutes page_routes(Parts& parts) {
  using Body = edge::PageRoutes::Body;
  edge::PageRoutes page;
  for (const auto& route : routes()) {
    const bool csv = route.method == "POST" && is_csv_body(route.path);
    page.add(
        std::string(route.method), std::string(route.path), route.act,
        [&parts, handler = route.handler](const edge::PageCall& call) {
          return handler(parts, Call{call});
        },
        csv ? Body::raw : Body::json);
  }
  return page;
}

}  // namespace madoguchi::office
