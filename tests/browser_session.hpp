#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "net/http.hpp"

namespace madoguchi {

// One browser's session with a party's page server on loopback: what a page sends, and nothing of
// what it shows. For tests and the bench.
class PageSession {
 public:
  explicit PageSession(std::uint16_t port) : port_(port) {}

  struct Said {
    int status = 0;  // 0: no answer
    net::Headers headers;
    std::string bytes;
    nlohmann::json json;
  };
  Said get(const std::string& path_and_query, net::Headers headers = {});
  Said post(const std::string& path, const nlohmann::json& body);
  Said upload(const std::string& path_and_query, const std::string& csv);

  // The first sign-in of an account that `madoguchi account add` just made: `printed` is what that
  // command said. What the server said when it was not let in; empty when it was.
  std::string sign_in_first(const std::string& account, const std::string& printed);

 private:
  Said send(const std::string& method, const std::string& path, const std::string& body,
            net::Headers headers);
  std::string cookie_, csrf_;
  std::uint16_t port_ = 0;
};

}  // namespace madoguchi
