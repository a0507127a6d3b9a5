#include "app/terminal_page.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/web_assets.hpp"
#include "util/log.hpp"

namespace madoguchi::app {

namespace {

std::string_view encoding_name(util::Encoding encoding) {
  switch (encoding) {
    case util::Encoding::utf8:
      return "UTF-8";
    case util::Encoding::utf8_bom:
      return "UTF-8+BOM";
    case util::Encoding::shift_jis:
      break;
  }
  return "Shift_JIS";
}

// What the settings page shows of the file: that which somebody at a counter may ask for.
std::vector<std::pair<std::string, std::string>> shown_settings(const TerminalFile& file) {
  using Config = terminal::TerminalConfig;
  const auto& config = file.config;
  const bool circle = config.encoding.unencodable == util::Unencodable::black_circle;
  return {{"institution.code", config.institution_code},
          {"clinic.encoding", std::string(encoding_name(config.encoding.encoding))},
          {"clinic.unencodable", circle ? "circle" : "reference"},
          {"clinic.bulk_form", config.bulk_form == Config::BulkForm::xml ? "xml" : "zip"},
          {"clinic.face_files",
           config.face_files == Config::FaceFiles::one_for_all ? "one_for_all" : "one_per_result"},
          {"clinic.notices", config.notices == Config::Notices::fetch ? "yes" : "no"},
          {"limits.sessions_max", std::to_string(config.sessions_max)},
          {"limits.center_wait_ms", std::to_string(config.center_wait_ms)},
          {"limits.request_bytes_max", std::to_string(config.request_bytes_max)},
          {"folders.retention_days", std::to_string(config.retention_days)},
          {"page.retention_days", std::to_string(file.retention_days)},
          {"accounts.session_idle_s", std::to_string(file.accounts.session_idle_s)}};
}

}  // namespace

util::Result<std::unique_ptr<TerminalPage>, std::string> TerminalPage::open(
    const TerminalFile& file, const std::string& config, const util::Clock& clock) {
  std::unique_ptr<TerminalPage> page(new TerminalPage(file));
  auto accounts = open_accounts(accounts_of(file), clock);
  if (!accounts) return util::failure(accounts.error());
  page->accounts_ = std::move(*accounts);
  terminal::PageSettings settings;
  settings.institution_code = file.config.institution_code;
  settings.center = file.config.center;
  settings.path = file.page_dir + "/counter.db";
  settings.key_path = file.page_dir + "/counter.key";
  settings.checks.retention_days = file.retention_days;
  settings.own_settings = shown_settings(file);
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

util::Result<void, std::string> TerminalPage::serve(terminal::Terminal& terminal) {
  terminal_ = &terminal;
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
  server_.reset();
}

}  // namespace madoguchi::app
