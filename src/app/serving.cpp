// madoguchi center, madoguchi terminal, madoguchi check-config

#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdio>

#include "app/chosen.hpp"
#include "app/commands.hpp"
#include "app/office_settings.hpp"
#include "app/party_settings.hpp"
#include "app/serve.hpp"
#include "app/terminal_page.hpp"
#include "app/update.hpp"
#include "center/responders.hpp"
#include "store/sqlite/maintenance.hpp"
#include "util/log.hpp"

namespace madoguchi::app {

namespace {

// The patient's screen is opened from the counter's page and shows what happens at the reader.
void check_patient(const std::string& file, const TerminalFile& read,
                   std::vector<ConfigProblem>& problems) {
  if (read.page_dir.empty()) {
    problems.push_back({file, 0, 0, "patient.screen",
                        "患者用の画面には、それを開く窓口の画面（page.data_dir）が要ります。"});
  }
  if (read.config.reader.kind == terminal::ReaderSettings::Kind::none) {
    problems.push_back({file, 0, 0, "patient.screen",
                        "患者用の画面には、カードリーダー（reader.kind）が要ります。"});
  }
  if (read.patient.port != 0 && read.patient.port == read.page.port) {
    problems.push_back({file, 0, 0, "patient.port", "page.port と別のポートにしてください。"});
  }
}

std::vector<ConfigProblem> check_terminal(const std::string& file, const TerminalFile& read) {
  std::vector<ConfigProblem> problems;
  const auto& code = read.config.institution_code;
  if (domain::form_of_institution_code(code) == domain::NumberForm::bad_format) {
    problems.push_back(
        {file, 0, 0, "institution.code", "医療機関コードは10桁です。ご確認ください。"});
  }
  check_page(file, read.page, problems);
  const auto& reader = read.config.reader;
  if (reader.kind == terminal::ReaderSettings::Kind::software && reader.slot_dir.empty()) {
    problems.push_back({file, 0, 0, "reader.slot_dir",
                        "reader.kind が software のときは、カードを置くフォルダが要ります。"});
  }
  if (read.patient.offered == PatientScreen::Offered::yes) check_patient(file, read, problems);
  if (read.updates.public_key_file.empty() != read.updates.versions_dir.empty()) {
    problems.push_back(
        {file, 0, 0, "updates.versions_dir",
         "更新するには、updates.public_key_file と updates.versions_dir の両方が要ります。"});
  }
  return problems;
}

std::vector<ConfigProblem> check_center(const std::string& file, const CenterFile& read) {
  std::vector<ConfigProblem> problems;
  for (const auto& url : read.config.card.trust.ocsp_urls) {
    if (url.empty() || center::responder_place(url)) continue;
    problems.push_back({file, 0, 0, "card.ocsp_urls",
                        "OCSPレスポンダは http://ホスト:ポート/パス の形で書いてください: " + url});
  }
  if (read.config.card.trust.ocsp_urls.size() > read.config.card.trust.ca_files.size()) {
    problems.push_back({file, 0, 0, "card.ocsp_urls", "card.ca_files より多く書かれています。"});
  }
  return problems;
}

// An older database that waits for `madoguchi db migrate`.
bool waits_for_migration(const CenterFile& file) {
  if (file.older == CenterFile::Older::migrate) return false;
  const auto schema = store::sqlite::schema_of(file.config.store.path);
  return schema && schema->version != 0 && !schema->pending.empty();
}

}  // namespace

int run_center(const CenterArguments& arguments) {
  block_signals();
  CenterFile file;
  if (tell(read_settings(arguments.config, settings_of(file)))) return 2;
  if (tell(check_center(arguments.config, file))) return 2;
  apply_log_level(file.log_level);
  const auto clock = clock_of(arguments.config, file.start_at);
  if (!clock) return 2;
  if (waits_for_migration(file)) {
    tell("データベースが古い形式です。madoguchi db migrate --config " + arguments.config +
         " で移行してください: " + file.config.store.path);
    return 2;
  }
  open_many_files(file.config.server.limits.connections_max);
  auto center = center::Center::start(file.config, *clock);
  if (!center) {
    tell(center.error().text);
    return 2;
  }
  util::log(util::LogLevel::info, "center",
            fmt::format("listening on {}:{}, health on {}:{}", file.config.server.address,
                        (*center)->port(), file.config.health_address, (*center)->health_port()));
  tell_service_manager("READY=1");
  wait_for_end([&center] { (*center)->reload_tls(); });
  tell_service_manager("STOPPING=1");
  util::log(util::LogLevel::info, "center", "ending");
  return 0;
}

int run_terminal(const TerminalArguments& arguments) {
  block_signals();
  TerminalFile file;
  std::vector<terminal::OwnSetting> own;
  if (tell(read_terminal(arguments.config, file, own))) return 2;
  if (tell(check_terminal(arguments.config, file))) return 2;
  apply_log_level(file.log_level);
  go_on_as_installed(file, arguments.config);
  const auto clock = clock_of(arguments.config, file.start_at);
  if (!clock) return 2;
  std::unique_ptr<TerminalPage> page;
  if (!file.page_dir.empty()) {
    // The page's databases are nobody else's; results in the shares keep the rights they have.
    const auto usual = ::umask(S_IRWXG | S_IRWXO);
    auto opened = TerminalPage::open(file, arguments.config, own, *clock);
    ::umask(usual);
    if (!opened) {
      tell(opened.error());
      return 2;
    }
    page = std::move(*opened);
    file.config.heard = [&page](const terminal::Heard& heard) { page->hear(heard); };
  }
  auto terminal = terminal::Terminal::start(file.config, *clock);
  if (!terminal) {
    tell(terminal.error().text());
    return 2;
  }
  util::log(util::LogLevel::info, "terminal", "watching " + file.config.req_dir);
  if (page) {
    if (const auto serving = page->serve(**terminal); !serving) {
      tell(serving.error());
      page->end();
      return 2;
    }
  }
  tell_service_manager("READY=1");
  wait_for_end([] {});
  tell_service_manager("STOPPING=1");
  util::log(util::LogLevel::info, "terminal", "ending");
  if (page) page->end();
  terminal->reset();
  page.reset();
  return restart_asked() ? start_again(arguments.config) : 0;
}

int run_check_config(const CheckConfigArguments& arguments) {
  CenterFile center;
  TerminalFile terminal;
  OfficeFile office;
  LineFile line;
  Settings settings;
  if (arguments.kind == "center") {
    settings = settings_of(center);
  } else if (arguments.kind == "terminal") {
    settings = settings_of(terminal);
  } else if (arguments.kind == "office") {
    settings = settings_of(office);
  } else {
    settings = settings_of(line);
  }
  if (arguments.file.empty()) {
    fmt::print("{}", example_of(settings));
    return 0;
  }
  std::vector<terminal::OwnSetting> own;
  auto problems = arguments.kind == "terminal" ? read_terminal(arguments.file, terminal, own)
                                               : read_settings(arguments.file, settings);
  if (problems.empty() && arguments.kind == "center") {
    problems = check_center(arguments.file, center);
  }
  if (problems.empty() && arguments.kind == "terminal") {
    problems = check_terminal(arguments.file, terminal);
  }
  if (problems.empty() && arguments.kind == "office") {
    problems = check_office(arguments.file, office);
  }
  if (tell(problems)) return 2;
  const auto& start_at = arguments.kind == "terminal" ? terminal.start_at
                         : arguments.kind == "office" ? office.start_at
                                                      : center.start_at;
  if (!clock_of(arguments.file, start_at)) return 2;
  fmt::print("{}: 問題はありません。 / No problems.\n", arguments.file);
  return 0;
}

}  // namespace madoguchi::app
