#include "tools/demo_world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "tools/authority_folder.hpp"
#include "tools/demo_cards.hpp"
#include "tools/demo_configs.hpp"
#include "tools/registration_csv.hpp"
#include "tools/test_people.hpp"
#include "util/clock.hpp"

namespace madoguchi::tools {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t day_ms = 86400000;
constexpr int authority_days = 20 * 365;
constexpr int party_days = 1185;  // 3 years 3 months, as the official ones
constexpr std::int64_t renew_before_days = 30;
constexpr std::size_t csv_bytes_max = 64UL * 1024 * 1024;

using Done = util::Result<void, std::string>;

util::Instant real_now() {
  return util::SystemClock().now();
}

void make_folders(const DemoWorld& world) {
  for (const auto* name : {"cards", "registration", "center", "logs"}) {
    fs::create_directories(fs::path(world.path) / name);
  }
  for (const auto& terminal : world.terminals) {
    for (const auto* name : {"req", "res", "face", "work"}) {
      fs::create_directories(fs::path(world.path) / terminal.folder / name);
    }
    if (has_demo_reader(terminal.folder)) {
      fs::create_directories(fs::path(world.path) / terminal.folder / "reader");
    }
  }
}

// That of before where it is free.
std::uint16_t page_port(DemoWorld& world, const std::map<std::string, std::uint16_t>& before,
                        const std::string& name) {
  const auto known = before.find(name);
  return world.ports->take(known == before.end() ? 0 : known->second);
}

void add_pages(DemoWorld& world, const DemoState& before) {
  for (auto& terminal : world.terminals) {
    terminal.page_port = page_port(world, before.page_ports, terminal.folder);
  }
  for (const auto& row : world.population.offices) {
    DemoOffice office;
    office.code = row.code;
    office.name = row.name;
    office.folder = world.path + "/office-" + row.code;
    office.config = office.folder + "/office.toml";
    office.port = page_port(world, before.office_ports, row.code);
    fs::create_directories(office.folder + "/drop");
    world.offices.push_back(std::move(office));
  }
}

util::Result<AuthorityFolder, std::string> authorities_in(const std::string& path,
                                                          util::Instant now) {
  auto opened = AuthorityFolder::open(path);
  if (!opened && opened.error().error == AuthorityError::missing) {
    opened = AuthorityFolder::init(path, std::min(now, real_now()), authority_days);
  }
  if (!opened) return util::failure(opened.error().text());
  return std::move(*opened);
}

Done certify(AuthorityFolder& authorities, PartySort sort, const std::string& code,
             util::Instant now) {
  const auto* newest = authorities.newest(sort, code);
  std::error_code error;
  const bool good = newest != nullptr && !newest->revoked_at &&
                    newest->valid_to > now.plus_ms(renew_before_days * day_ms) &&
                    fs::exists(authorities.certificate_file(sort, code), error) &&
                    fs::exists(authorities.key_file(sort, code), error);
  // One that a user revoked stays revoked: that is something to try.
  if (good || (newest != nullptr && newest->revoked_at)) return {};
  IssueRequest request;
  request.sort = sort;
  request.code = code;
  if (sort == PartySort::center) request.names = {"localhost", "127.0.0.1"};
  // TLS judges by real time, whatever the demo's clock says.
  request.valid_from = std::min(now, real_now()).plus_ms(-day_ms / 2);
  request.valid_to = std::max(now, real_now()).plus_ms(party_days * day_ms);
  const auto made = authorities.issue(request, now);
  if (!made) return util::failure(made.error().text());
  return {};
}

Done certify_all(AuthorityFolder& authorities, const Population& population, util::Instant now) {
  auto done = certify(authorities, PartySort::center, "localhost", now);
  if (done) done = certify(authorities, PartySort::operator_, "demo", now);
  for (const auto& office : population.offices) {
    if (done) done = certify(authorities, PartySort::office, office.code, now);
  }
  for (const auto& one : population.institutions) {
    if (done && !one.folder.empty()) {
      done = certify(authorities, PartySort::institution, one.row.code, now);
    }
  }
  if (!done) return done;
  const auto renewed = authorities.renew_lists(now);
  if (!renewed) return util::failure(renewed.error().text());
  return {};
}

template <class Wanted, class From>
std::vector<store::Row> rows_of(const std::vector<From>& from, Wanted wanted) {
  std::vector<store::Row> rows;
  for (const auto& one : from) {
    if (wanted(one)) rows.push_back(one);
  }
  return rows;
}

struct Registration {
  std::string name;
  std::string line_file;
  store::RowKind kind;
  std::vector<store::Row> rows;
};

std::vector<Registration> registrations_of(const Population& all,
                                           const std::vector<store::CardRow>& cards) {
  using Kind = store::RowKind;
  const auto any = [](const auto&) { return true; };
  std::vector<store::Row> institutions;
  for (const auto& one : all.institutions) institutions.push_back(one.row);
  std::vector<Registration> files;
  files.push_back({"institution", "operator", Kind::institution, std::move(institutions)});
  files.push_back({"office", "operator", Kind::office, rows_of(all.offices, any)});
  files.push_back({"insurance", "operator", Kind::insurance, rows_of(all.insurances, any)});
  files.push_back({"card", "operator", Kind::card, rows_of(cards, any)});
  for (const auto& office : all.offices) {
    const auto line = "office-" + office.code;
    files.push_back({"qualification-" + office.code, line, Kind::qualification,
                     rows_of(all.qualifications, [&](const store::QualificationRow& row) {
                       return row.qualification.office_code == office.code;
                     })});
    files.push_back({"ticket-" + office.code, line, Kind::ticket,
                     rows_of(all.tickets, [&](const store::TicketRow& row) {
                       return row.ticket.office_code == office.code;
                     })});
  }
  return files;
}

enum class Period { same, changed };

// Writes one file when it is missing, when the period changed, or when it has no UpdatedAt to mind.
Done write_registration(const std::string& path, const Registration& registration, Period period,
                        util::Instant updated_at) {
  const auto before = util::read_file(path, csv_bytes_max);
  const bool always = registration.kind == store::RowKind::card ||
                      registration.kind == store::RowKind::institution ||
                      registration.kind == store::RowKind::office;
  if (before && period == Period::same && !always) return {};
  auto text = registration_csv(registration.kind, registration.rows, updated_at);
  if (before) text = following_csv(registration.kind, *before, text, updated_at);
  if (before && text == *before) return {};
  const auto written = util::replace_file(path, text, 0600);
  if (!written) return util::failure("登録ファイルを書けません: " + path);
  return {};
}

Done write_registrations(DemoWorld& world, DemoFolder& folder,
                         const std::vector<store::CardRow>& cards, util::Instant now) {
  auto state = folder.state();
  const auto period = population_period(util::day_in_japan(now));
  const bool new_period = state.period != period;
  const auto updated_at = std::max(now, state.updated_at.plus_ms(1000));
  for (const auto& registration : registrations_of(world.population, cards)) {
    const auto path = world.path + "/registration/" + registration.name + ".csv";
    auto done = write_registration(path, registration, new_period ? Period::changed : Period::same,
                                   updated_at);
    if (!done) return done;
    world.imports.push_back(
        {world.path + "/" + registration.line_file + ".toml", registration.kind, path});
  }
  state.center_port = world.center_port;
  state.health_port = world.health_port;
  state.line_port = world.line_port;
  for (const auto& office : world.offices) state.office_ports[office.code] = office.port;
  for (const auto& one : world.terminals) state.page_ports[one.folder] = one.page_port;
  if (new_period) {
    state.period = period;
    state.updated_at = updated_at;
  }
  return folder.keep(state);
}

// For madoguchi doctor: whom each terminal may ask about today.
Done write_test_people(const DemoWorld& world, util::Day today) {
  for (const auto& terminal : world.terminals) {
    const auto path = fmt::format("{}/{}/{}", world.path, terminal.folder, test_people_name);
    const auto text = test_people_csv(world.population, terminal.folder, today);
    if (!util::replace_file(path, text, 0600)) {
      return util::failure("試験用の人の一覧を書けません: " + path);
    }
  }
  return {};
}

}  // namespace

const DemoTerminal* DemoWorld::terminal_in(std::string_view folder) const {
  for (const auto& one : terminals) {
    if (one.folder == folder) return &one;
  }
  return nullptr;
}

util::Result<DemoWorld, std::string> prepare_demo_world(DemoFolder& folder, util::Instant now,
                                                        DemoClock clock) try {
  DemoWorld world;
  if (clock == DemoClock::told) world.start_at = util::iso_date_time_in_japan(now);
  world.path = folder.path();
  world.population = population(util::day_in_japan(now));
  const auto before = folder.state();
  world.center_port = world.ports->take(before.center_port);
  world.health_port = world.ports->take(before.health_port);
  world.line_port = world.ports->take(before.line_port);
  world.center_config = world.path + "/center.toml";
  for (const auto& one : world.population.institutions) {
    if (one.folder.empty()) continue;
    const auto home = world.path + "/" + one.folder;
    world.terminals.push_back(
        {one.folder, home + "/terminal.toml", home + "/work/control.sock", 0, one.assistance});
  }
  make_folders(world);
  add_pages(world, before);
  auto authorities = authorities_in(world.path + "/pki", now);
  if (!authorities) return util::failure(authorities.error());
  auto done = certify_all(*authorities, world.population, now);
  if (!done) return util::failure(done.error());
  const auto cards =
      prepare_demo_cards(*authorities, world.population.cards, world.path + "/cards", now);
  if (!cards) return util::failure(cards.error());
  done = write_demo_configs(world, before);
  if (done) done = write_test_people(world, util::day_in_japan(now));
  if (done) done = write_registrations(world, folder, *cards, now);
  if (!done) return util::failure(done.error());
  return world;
} catch (const fs::filesystem_error& error) {
  return util::failure("フォルダを用意できません。権限をご確認ください: " + folder.path() + "（" +
                       error.code().message() + "）");
}

}  // namespace madoguchi::tools
