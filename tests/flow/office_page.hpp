#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "flow/page_session.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {

// A welfare office's process on loopback, and one browser's session with it: what a page sends.
class OfficePage : public PageSession {
 public:
  OfficePage(System& system, std::string code);
  std::string config() const { return (home_ / "office.toml").string(); }
  std::string log() const { return bytes_of(home_ / "office.log"); }
  std::filesystem::path home(std::string_view file = "") const { return home_ / file; }
  void start();  // and waits until its page answers
  Process process;

  // Makes the account by command and takes it through its first sign-in.
  void sign_in(const std::string& account, const std::string& role);

  // Waits until the job has ended, or `enough` of it is so; the job, null when it never came so
  // far.
  nlohmann::json job(const std::string& id,
                     const std::function<bool(const nlohmann::json&)>& enough = {});

 private:
  std::filesystem::path home_;
  std::string code_;
};

}  // namespace madoguchi::flow
