#pragma once

#include <memory>
#include <string>

#include "app/party_settings.hpp"
#include "edge/open_page.hpp"
#include "edge/page_server.hpp"
#include "local/accounts.hpp"
#include "terminal/page/page.hpp"
#include "terminal/patient/patient_desk.hpp"
#include "terminal/terminal.hpp"
#include "util/clock.hpp"
#include "util/result.hpp"

namespace madoguchi::app {

// The counter's page of a terminal's process: accounts, operations, server. Made before the
// terminal, so that it hears of every answer; serves as soon as there is one to ask.
class TerminalPage {
 public:
  static util::Result<std::unique_ptr<TerminalPage>, std::string> open(
      const TerminalFile& file, const std::string& config,
      const std::vector<terminal::OwnSetting>& own, const util::Clock& clock);
  void hear(const terminal::Heard& heard) { page_->hear(heard); }
  util::Result<void, std::string> serve(terminal::Terminal& terminal);
  void end();  // before the terminal goes

 private:
  TerminalPage(const TerminalFile& file, const util::Clock& clock) : file_(file), clock_(clock) {}
  util::Result<void, std::string> serve_patient();
  std::string session_members(const edge::SignedIn& who) const;

  const TerminalFile& file_;
  const util::Clock& clock_;
  std::unique_ptr<local::Accounts> accounts_;
  std::unique_ptr<terminal::CounterPage> page_;
  terminal::Terminal* terminal_ = nullptr;
  std::unique_ptr<terminal::PatientDesk> patient_;
  std::unique_ptr<edge::OpenPageServer> patient_server_;
  std::unique_ptr<edge::PageServer> server_;
};

}  // namespace madoguchi::app
