#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace madoguchi::edge {

// One request of a party's own page, as its server hands it on: path without query, both decoded.
struct PageRequest {
  std::string method;  // "GET", "POST", …
  std::string path;    // "/api/people"
  std::vector<std::pair<std::string, std::string>> query;
  std::string content_type;
  std::string body;
  std::string_view query_value(std::string_view name) const {  // "" when absent
    for (const auto& [key, value] : query) {
      if (key == name) return value;
    }
    return {};
  }
};

struct PageAnswer {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

// Who asks: an account with a complete sign-in.
struct SignedIn {
  std::string account;  // account id
  std::string name;     // as shown
  std::string role;     // name of a domain::Role
  std::string factors;  // OQSCD041-042 pairs: "1-01,3-02"
};

// May block; runs on the server's worker threads; called only for a complete sign-in and a right
// CSRF token.
using PageHandler = std::function<PageAnswer(const PageRequest&, const SignedIn&)>;

}  // namespace madoguchi::edge
