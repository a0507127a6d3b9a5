#include "edge/page_routes.hpp"

#include <utility>

#include "sql/connection.hpp"
#include "util/encoding.hpp"
#include "util/log.hpp"

namespace madoguchi::edge {

namespace {

constexpr std::string_view thing = "{}";

// Whether `path` is the pattern with something in the place of its `{}`, which goes to `id`.
bool fits(std::string_view pattern, std::string_view path, std::string& id) {
  const auto at = pattern.find(thing);
  if (at == std::string_view::npos) return path == pattern;
  const auto before = pattern.substr(0, at);
  const auto after = pattern.substr(at + thing.size());
  if (path.size() <= before.size() + after.size()) return false;
  if (!path.starts_with(before) || !path.ends_with(after)) return false;
  id = path.substr(before.size(), path.size() - before.size() - after.size());
  return true;
}

}  // namespace

void PageRoutes::add(std::string method, std::string path, domain::Act act, Handler handler,
                     Body body) {
  routes_.push_back({std::move(method), std::move(path), act, std::move(handler), body});
}

const PageRoutes::Route* PageRoutes::route_of(const PageRequest& request, std::string& id) const {
  for (const auto& route : routes_) {
    if (route.method == request.method && fits(route.path, request.path, id)) return &route;
  }
  return nullptr;
}

Answer PageRoutes::handled(const PageRequest& request, const SignedIn& who) const {
  if (!util::check_utf8(request.path)) return util::failure(malformed("path"));
  for (const auto& [name, value] : request.query) {
    if (!util::check_utf8(value)) return util::failure(malformed(name));
  }
  std::string id;
  const auto* route = route_of(request, id);
  if (route == nullptr) return util::failure(not_found());
  const auto role = domain::role_named(who.role);
  if (!role || !domain::may(*role, route->act)) {
    return util::failure(not_permitted(domain::name_of(route->act)));
  }
  PageCall call{request, who, *role, std::move(id), Json::object()};
  if (request.method != "GET" && route->body == Body::json && !request.body.empty()) {
    call.body = Json::parse(request.body, nullptr, false);
    if (!call.body.is_object()) return util::failure(malformed("body"));
  }
  return route->handler(call);
}

PageAnswer PageRoutes::answer(const PageRequest& request, const SignedIn& who) const {
  try {
    auto answered = handled(request, who);
    return answered ? std::move(*answered) : problem_answer(answered.error());
  } catch (const sql::Failure& failure) {
    util::log(util::LogLevel::error, "page", "database: " + failure.text);
    return problem_answer(disk_failed());
  } catch (const Json::exception&) {  // a member of another type than documented
    return problem_answer(malformed("body"));
  }
}

}  // namespace madoguchi::edge
