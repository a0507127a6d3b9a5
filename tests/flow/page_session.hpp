#pragma once

#include <cstdint>
#include <string>

#include "browser_session.hpp"

namespace madoguchi::flow {

// One browser's session with a party's page on loopback, of an account made by command.
class PageSession : public madoguchi::PageSession {
 public:
  explicit PageSession(std::uint16_t port) : madoguchi::PageSession(port), port_(port) {}
  std::uint16_t port() const { return port_; }

  // Makes the account by command and takes it through its first sign-in.
  void sign_in(const std::string& config, const std::string& account, const std::string& role);

 private:
  std::uint16_t port_ = 0;
};

}  // namespace madoguchi::flow
