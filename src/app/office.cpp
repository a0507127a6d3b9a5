// madoguchi office: a welfare office's page

#include <fmt/format.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/office_settings.hpp"
#include "app/party_settings.hpp"
#include "app/serve.hpp"
#include "app/web_assets.hpp"
#include "util/log.hpp"

namespace madoguchi::app {

namespace {

// What GET /api/session says of the office and of what this role may do.
std::string session_members(office::Office& office, const std::string& shown_name,
                            const edge::SignedIn& who) {
  const auto facts = office.facts();
  const nlohmann::ordered_json members = {
      {"acts", nlohmann::ordered_json::parse(acts_json(who.role))},
      {"office", {{"code", facts.code}, {"name", shown_name.empty() ? facts.name : shown_name}}},
      {"approval", {{"tickets", facts.approval_tickets}, {"protect", facts.approval_protect}}}};
  const auto text = members.dump();
  return text.substr(1, text.size() - 2);
}

}  // namespace

int run_office(const OfficeArguments& arguments) {
  block_signals();
  ::umask(S_IRWXG | S_IRWXO);  // databases are nobody else's
  OfficeFile file;
  if (tell(read_settings(arguments.config, settings_of(file)))) return 2;
  if (tell(check_office(arguments.config, file))) return 2;
  apply_log_level(file.log_level);
  const auto clock = clock_of(arguments.config, file.start_at);
  if (!clock) return 2;
  auto accounts = open_accounts(accounts_of(file), *clock);
  if (!accounts) {
    tell(accounts.error());
    return 2;
  }
  file.config.path = file.data_dir + "/office.db";
  auto office = office::Office::start(file.config, *clock);
  if (!office) {
    tell(office.error());
    return 2;
  }
  file.page.assets = office_assets();
  file.page.session_more = [&](const edge::SignedIn& who) {
    return session_members(**office, file.name, who);
  };
  const auto handler = [&](const edge::PageRequest& request, const edge::SignedIn& who) {
    return (*office)->handle(request, who);
  };
  auto server = edge::PageServer::start(file.page, **accounts, handler);
  if (!server) {
    tell(server.error());
    return 2;
  }
  warn_without_keeper(**accounts, file.accounts, "office", arguments.config);
  util::log(
      util::LogLevel::info, "office",
      fmt::format("page on {}://{}:{}/", file.page.certificate_file.empty() ? "http" : "https",
                  file.page.address, (*server)->port()));
  tell_service_manager("READY=1");
  wait_for_end([] {});
  tell_service_manager("STOPPING=1");
  util::log(util::LogLevel::info, "office", "ending");
  (*office)->stop();  // ends what waits for news, so that the server's end waits for nobody
  server->reset();
  return 0;
}

}  // namespace madoguchi::app
