#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "flow/system.hpp"
#include "net/client.hpp"

namespace madoguchi::flow {

// A welfare office's process on loopback, and one browser's session with it: what a page sends.
class OfficePage {
 public:
  OfficePage(System& system, std::string code);
  std::string config() const { return (home_ / "office.toml").string(); }
  std::string log() const { return bytes_of(home_ / "office.log"); }
  std::filesystem::path home(std::string_view file = "") const { return home_ / file; }
  void start();  // and waits until its page answers
  Process process;

  // Makes the account by command and takes it through its first sign-in.
  void sign_in(const std::string& account, const std::string& role);

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
  System& system_;
  std::filesystem::path home_;
  std::string code_, cookie_, csrf_;
  std::uint16_t port_ = 0;
};

}  // namespace madoguchi::flow
