#include "office/routes.hpp"

#include "util/encoding.hpp"
#include "util/log.hpp"

namespace madoguchi::office {

namespace {

using domain::Act;

bool is_csv_body(const edge::PageRequest& request) {
  return request.path == "/api/imports" || request.path == "/api/imports/institutions";
}

// The route that fits; its handler's `id` is what the path names.
const Route* route_of(const edge::PageRequest& request, std::string& id) {
  for (const auto& route : routes()) {
    if (route.method != request.method) continue;
    const std::string_view path = request.path;
    if (route.after == no_name) {
      if (path == route.before) return &route;
      continue;
    }
    if (path.size() <= route.before.size() + route.after.size()) continue;
    if (!path.starts_with(route.before) || !path.ends_with(route.after)) continue;
    id = path.substr(route.before.size(), path.size() - route.before.size() - route.after.size());
    return &route;
  }
  return nullptr;
}

Answer handled(Parts& parts, const edge::PageRequest& request, const edge::SignedIn& who) {
  std::string id;
  const auto* route = route_of(request, id);
  if (route == nullptr) return util::failure(not_found());
  const auto role = domain::role_named(who.role);
  if (!role || !domain::may(*role, route->act)) {
    return util::failure(not_permitted(domain::name_of(route->act)));
  }
  if (!util::check_utf8(request.path)) return util::failure(malformed("path"));
  for (const auto& [name, value] : request.query) {
    if (!util::check_utf8(value)) return util::failure(malformed(name));
  }
  Call call{request, who, *role, std::move(id), Json::object()};
  if (request.method != "GET" && !is_csv_body(request) && !request.body.empty()) {
    call.body = Json::parse(request.body, nullptr, false);
    if (!call.body.is_object()) return util::failure(malformed("body"));
  }
  return route->handler(parts, call);
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

edge::PageAnswer answer(Parts& parts, const edge::PageRequest& request, const edge::SignedIn& who) {
  try {
    auto answered = handled(parts, request, who);
    return answered ? std::move(*answered) : problem_answer(answered.error());
  } catch (const sql::Failure& failure) {
    util::log(util::LogLevel::error, "office", "database: " + failure.text);
    return problem_answer(disk_failed());
  } catch (const Json::exception&) {  // a member of another type than documented
    return problem_answer(malformed("body"));
  }
}

}  // namespace madoguchi::office
