#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domain/rights.hpp"
#include "edge/page.hpp"
#include "edge/page_answer.hpp"

namespace madoguchi::edge {

// One request with its sender and the part of its path that names a thing.
struct PageCall {
  const PageRequest& request;
  const SignedIn& who;
  domain::Role role;
  std::string id;
  Json body;  // an object; empty for GET and for a raw body

  bool may(domain::Act act) const { return domain::may(role, act); }
};

// The operations of a party's page: how each is called, what right it needs, and who does it.
class PageRoutes {
 public:
  using Handler = std::function<Answer(const PageCall&)>;
  enum class Body { json, raw };  // raw: the handler reads it itself
  struct Route {
    std::string method, path;  // "/api/checks/{}/again": `{}` is what the call's id names
    domain::Act act;
    Handler handler;
    Body body;
  };

  // Of two that would take a path, the earlier one counts.
  void add(std::string method, std::string path, domain::Act act, Handler handler,
           Body body = Body::json);
  const std::vector<Route>& all() const { return routes_; }

  // Finds the operation, checks the right (default deny), reads the body and answers. A failing
  // database is F5000.
  PageAnswer answer(const PageRequest& request, const SignedIn& who) const;

 private:
  Answer handled(const PageRequest& request, const SignedIn& who) const;
  const Route* route_of(const PageRequest& request, std::string& id) const;

  std::vector<Route> routes_;
};

}  // namespace madoguchi::edge
