#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "net/client.hpp"

namespace madoguchi::flow {

// One browser's session with a party's page on loopback: what a page sends.
class PageSession {
 public:
  explicit PageSession(std::uint16_t port) : port_(port) {}
  std::uint16_t port() const { return port_; }

  // Makes the account by command and takes it through its first sign-in.
  void sign_in(const std::string& config, const std::string& account, const std::string& role);

  struct Said {
    int status = 0;
    std::string bytes;
    nlohmann::json json;
  };
  Said get(const std::string& path, net::Headers headers = {});
  Said post(const std::string& path, const nlohmann::json& body);

 private:
  Said send(const std::string& method, const std::string& path, const std::string& body,
            net::Headers headers);
  std::string cookie_, csrf_;
  std::uint16_t port_ = 0;
};

}  // namespace madoguchi::flow
