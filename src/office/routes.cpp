#include "office/routes.hpp"

namespace madoguchi::office {

namespace {

bool is_csv_body(const std::string& path) {
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
    std::string path(route.before);
    if (route.after != no_name) path += "{}" + std::string(route.after);
    const bool csv = route.method == "POST" && is_csv_body(path);
    page.add(
        std::string(route.method), std::move(path), route.act,
        [&parts, handler = route.handler](const edge::PageCall& call) {
          return handler(parts, Call{call});
        },
        csv ? Body::raw : Body::json);
  }
  return page;
}

}  // namespace madoguchi::office
