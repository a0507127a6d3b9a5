#include "app/terminal_page.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/chosen.hpp"
#include "app/update.hpp"
#include "app/web_assets.hpp"
#include "terminal/patient/terminal_reader.hpp"
#include "util/log.hpp"

namespace madoguchi::app {

util::Result<std::unique_ptr<TerminalPage>, std::string> TerminalPage::open(
    const TerminalFile& file, const std::string& config,
    const std::vector<terminal::OwnSetting>& own, const util::Clock& clock) {
  std::unique_ptr<TerminalPage> page(new TerminalPage(file, clock));
  auto accounts = open_accounts(accounts_of(file), clock);
  if (!accounts) return util::failure(accounts.error());
  page->accounts_ = std::move(*accounts);
  terminal::PageSettings settings;
  settings.institution_code = file.config.institution_code;
  settings.center = file.config.center;
  settings.path = file.page_dir + "/counter.db";
  settings.key_path = file.page_dir + "/counter.key";
  settings.checks.retention_days = file.retention_days;
  settings.own_settings = own;
  settings.chosen_path = chosen_file_of(file);
  settings.restart = ask_for_restart;
  settings.updates = updates_of(file);
  settings.update_check_every_s = file.updates.check_every_s;
  auto counter = terminal::CounterPage::start(std::move(settings), clock);
  if (!counter) return util::failure(counter.error());
  page->page_ = std::move(*counter);
  warn_without_keeper(*page->accounts_, file.accounts, "terminal", config);
  return page;
}

// What GET /api/session says of the institution and of what this role may do.
std::string TerminalPage::session_members(const edge::SignedIn& who) const {
  const auto& code = file_.config.institution_code;
  const nlohmann::ordered_json members = {
      {"acts", nlohmann::ordered_json::parse(acts_json(who.role))},
      {"institution", {{"code", code}, {"name", file_.name.empty() ? code : file_.name}}}};
  const auto text = members.dump();
  return text.substr(1, text.size() - 2);
}

util::Result<void, std::string> TerminalPage::serve_patient() {
  if (file_.patient.offered == PatientScreen::Offered::no) return {};
  terminal::PatientDesk::Settings settings;
  settings.token_file = file_.page_dir + "/patient-screen";
  settings.times.idle_ms = file_.patient.idle_s * 1000LL;
  using Together = terminal::AskedKinds::Together;
  settings.together =
      file_.patient.questions == PatientScreen::Questions::together ? Together::yes : Together::no;
  patient_ = std::make_unique<terminal::PatientDesk>(
      std::move(settings), terminal::reader_of(*terminal_, page_->switches()), clock_);
  edge::OpenPageConfig config;
  config.port = file_.patient.port;
  config.assets = patient_assets();
  auto server = edge::OpenPageServer::start(
      std::move(config), [this](const edge::PageRequest& request, const std::string& token) {
        return patient_->handle(request, token);
      });
  if (!server) return util::failure(server.error());
  patient_server_ = std::move(*server);
  page_->attach_patient(*patient_, patient_server_->port());
  util::log(util::LogLevel::info, "terminal",
            fmt::format("patient's screen on http://127.0.0.1:{}/", patient_server_->port()));
  return {};
}

util::Result<void, std::string> TerminalPage::serve(terminal::Terminal& terminal) {
  terminal_ = &terminal;
  if (auto served = serve_patient(); !served) return served;
  page_->attach(terminal);
  auto config = file_.page;
  config.assets = counter_assets();
  config.session_more = [this](const edge::SignedIn& who) { return session_members(who); };
  const auto handler = [this](const edge::PageRequest& request, const edge::SignedIn& who) {
    return page_->handle(request, who);
  };
  auto server = edge::PageServer::start(std::move(config), *accounts_, handler);
  if (!server) return util::failure(server.error());
  server_ = std::move(*server);
  util::log(
      util::LogLevel::info, "terminal",
      fmt::format("page on {}://{}:{}/", file_.page.certificate_file.empty() ? "http" : "https",
                  file_.page.address, server_->port()));
  return {};
}

void TerminalPage::end() {
  // Ends what waits, so that the server's end waits for nobody.
  if (terminal_ != nullptr) terminal_->interrupt();
  page_->stop();
  if (patient_) patient_->stop();
  patient_server_.reset();
  server_.reset();
  patient_.reset();
}

}  // namespace madoguchi::app
