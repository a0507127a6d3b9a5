#include "tools/faults/demo_faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "tools/authority_folder.hpp"
#include "tools/faults/changed_config.hpp"
#include "tools/faults/fault_switch.hpp"
#include "tools/faults/foreign_certificate.hpp"
#include "util/clock.hpp"
#include "util/file.hpp"

namespace madoguchi::tools {

namespace {

namespace fs = std::filesystem;
using Done = DemoFaults::Done;

constexpr std::int64_t day_ms = 86400000;
constexpr auto reread_wait_max = std::chrono::seconds(30);
constexpr auto look_again = std::chrono::milliseconds(100);
constexpr int party_days = 1185;
constexpr std::size_t file_bytes_max = 1024 * 1024;
constexpr std::string_view clinic_folder = "clinic";
constexpr std::string_view kept = ".whole";  // behind the name of a file that is to come back

util::Instant real_now() {
  return util::SystemClock().now();
}

// Puts `bytes` in place of a file that comes back later. What is kept already is the real one.
Done displace(const std::string& path, const std::string& bytes) {
  std::error_code error;
  if (!fs::exists(path + std::string(kept), error)) {
    const auto whole = util::read_file(path, file_bytes_max);
    if (!whole || !util::replace_file(path + std::string(kept), *whole)) {
      return util::failure("書けません: " + path);
    }
  }
  if (!util::replace_file(path, bytes)) return util::failure("書けません: " + path);
  return {};
}

// Every displaced file of a folder comes back.
Done put_back(const std::string& folder) {
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const auto name = at->path().string();
    if (!name.ends_with(kept)) continue;
    fs::rename(at->path(), name.substr(0, name.size() - kept.size()), error);
    if (error) return util::failure("元に戻せません: " + name);
  }
  return {};
}

std::string full_disk_of(const Fault& fault) {
  return fault.value == "terminal" ? std::string(clinic_folder) : fault.value;
}

std::string clinic_code_of(const Population& population) {
  return population.institution_in(clinic_folder)->row.code;
}

Done issue_for(const std::string& demo, const std::string& code) {
  auto authorities = AuthorityFolder::open(demo + "/pki");
  if (!authorities) return util::failure(authorities.error().text());
  IssueRequest request;
  request.sort = PartySort::institution;
  request.code = code;
  request.valid_from = real_now().plus_ms(-day_ms);
  request.valid_to = real_now().plus_ms(party_days * day_ms);
  const auto issued = authorities->issue(request, real_now());
  if (!issued) return util::failure(issued.error().text());
  return {};
}

}  // namespace

LineRule DemoFaults::straight() const {
  LineRule rule;
  rule.to_port = world_.center_port;
  return rule;
}

std::string DemoFaults::clinic() const {
  return clinic_code_of(world_.population);
}

bool DemoFaults::stopped(const std::string& party) const {
  if (!fault_) return false;
  return (fault_->kind == FaultKind::center_down && party == "center") ||
         (fault_->kind == FaultKind::terminal_down && party == clinic_folder);
}

Done DemoFaults::begin(const Fault& fault) {
  if (auto ended = end(); !ended) return ended;
  auto state = read_fault_state(world_.path);
  state.fault = fault.text();
  if (auto noted = write_fault_state(world_.path, state); !noted) return noted;
  fault_ = fault;
  auto done = apply(fault);
  if (done) return done;
  (void)end();
  return done;
}

Done DemoFaults::end() {
  if (!fault_) return {};
  const auto fault = *fault_;
  fault_.reset();
  if (auto done = undo(fault); !done) return done;
  auto state = read_fault_state(world_.path);
  state.fault = no_fault;
  return write_fault_state(world_.path, state);
}

Done DemoFaults::finish_recovery(const Fault& left) {
  if (left.kind == FaultKind::stale_office) {
    if (auto done = this_month(ThisMonth::registered); !done) return done;
  }
  auto state = read_fault_state(world_.path);
  state.fault = no_fault;
  return write_fault_state(world_.path, state);
}

Done DemoFaults::apply(const Fault& fault) {
  auto rule = straight();
  switch (fault.kind) {
    case FaultKind::line_loss:
    case FaultKind::flaky_line:
      rule.kind =
          fault.kind == FaultKind::line_loss ? LineRule::Kind::cut : LineRule::Kind::sometimes_cut;
      rule.seed = static_cast<std::uint64_t>(number_in(fault));
      line_.set(rule);
      return {};
    case FaultKind::slow_center:
      rule.kind = LineRule::Kind::late;
      rule.delay_ms = number_in(fault) * 1000LL;
      line_.set(rule);
      return {};
    case FaultKind::center_down:
      children_.stop("center");
      return {};
    case FaultKind::false_center:
      return lead_to(WrongCenter::Kind::foreign);
    case FaultKind::garbled_answer:
      return lead_to(WrongCenter::Kind::garbled);
    case FaultKind::expired_center:
      return lead_to(WrongCenter::Kind::expired);
    case FaultKind::terminal_down:
      children_.stop(std::string(clinic_folder));
      return {};
    case FaultKind::stale_office:
      return this_month(ThisMonth::cancelled);
    case FaultKind::revoked_certificate:
      return revoke();
    case FaultKind::foreign_certificate:
      return replace_certificate();
    case FaultKind::full_disk:
      return children_.let_write(full_disk_of(fault), ChildProcesses::Writing::no);
    case FaultKind::clock_jump:
      return jump_clock(fault);
    case FaultKind::low_limits:
      return lower_limit(fault.value);
    case FaultKind::unreadable_card:
      return damage_cards();
  }
  return {};
}

Done DemoFaults::undo(const Fault& fault) {
  line_.set(straight());
  wrong_center_.reset();
  switch (fault.kind) {
    case FaultKind::center_down:
      return restart_center(world_.center_config);
    case FaultKind::terminal_down:
    case FaultKind::foreign_certificate: {
      if (auto back = put_back(world_.path + "/pki/issued"); !back) return back;
      return restart_terminals("terminal.toml");
    }
    case FaultKind::stale_office:
      return this_month(ThisMonth::registered);
    case FaultKind::revoked_certificate:
      return issue_again();
    case FaultKind::full_disk:
      return children_.let_write(full_disk_of(fault), ChildProcesses::Writing::yes);
    case FaultKind::clock_jump:
      if (fault.value.starts_with("terminal")) return restart_terminals("terminal.toml");
      if (auto done = renew_lists(real_now()); !done) return done;
      return restart_center(world_.center_config);
    case FaultKind::low_limits:
      return restart_center(world_.center_config);
    case FaultKind::unreadable_card:
      return put_back(world_.path + "/cards");
    default:
      return {};
  }
}

Done DemoFaults::lead_to(WrongCenter::Kind kind) {
  auto wrong = WrongCenter::start(kind, world_.path + "/pki");
  if (!wrong) return util::failure(wrong.error());
  wrong_center_ = std::move(*wrong);
  auto rule = straight();
  rule.to_port = wrong_center_->port();
  line_.set(rule);
  return {};
}

Done DemoFaults::this_month(ThisMonth which) {
  // Times of rows are told apart by the second, also from those of a demo that was killed: a row
  // that is not newer than the one it replaces changes nothing.
  const auto now = real_now();
  auto state = read_fault_state(world_.path);
  state.registered_at = std::max(now, state.registered_at.plus_ms(1000));
  if (auto noted = write_fault_state(world_.path, state); !noted) return noted;
  return register_this_month(world_, which, util::Month::of(util::day_in_japan(now)),
                             state.registered_at);
}

Done DemoFaults::revoke() {
  auto authorities = AuthorityFolder::open(world_.path + "/pki");
  if (!authorities) return util::failure(authorities.error().text());
  const auto* newest = authorities->newest(PartySort::institution, clinic());
  if (newest == nullptr) return util::failure("証明書がありません: " + clinic());
  const auto serial = newest->serial_hex;  // revoking reads the index anew
  const auto revoked = authorities->revoke(serial, real_now());
  if (!revoked) return util::failure(revoked.error().text());
  // The center rereads the list within a second; then the fault is there for certain.
  const auto give_up = std::chrono::steady_clock::now() + reread_wait_max;
  while (!center_refuses(world_, clinic())) {
    if (std::chrono::steady_clock::now() > give_up) {
      return util::failure("センターが失効リストを読み直しません");
    }
    std::this_thread::sleep_for(look_again);
  }
  return {};
}

Done DemoFaults::renew_lists(util::Instant at) const {
  auto authorities = AuthorityFolder::open(world_.path + "/pki");
  if (!authorities) return util::failure(authorities.error().text());
  const auto renewed = authorities->renew_lists(at);
  if (!renewed) return util::failure(renewed.error().text());
  return {};
}

Done DemoFaults::issue_again() {
  return issue_for(world_.path, clinic());
}

Done DemoFaults::replace_certificate() {
  const auto folder = world_.path + "/pki/issued/";
  const auto stem = folder + "institution-" + clinic();
  const auto foreign = foreign_institution_certificate(clinic(), real_now());
  if (!foreign) return util::failure(foreign.error());
  auto done = displace(stem + ".crt", foreign->certificate_pem);
  if (done) done = displace(stem + ".key", foreign->key_pem);
  return done ? restart_terminals("terminal.toml") : done;
}

Done DemoFaults::restart_center(const std::string& config) {
  children_.stop("center");
  auto started = start_center(world_, children_, config);
  return started ? ready_() : started;
}

Done DemoFaults::restart_terminals(const std::string& name) {
  for (const auto& terminal : world_.terminals) {
    children_.stop(terminal.folder);
    const auto config = fs::path(terminal.config).parent_path() / name;
    if (auto started = start_terminal(world_, children_, terminal, config.string()); !started) {
      return started;
    }
  }
  return ready_();
}

Done DemoFaults::center_with(const std::string& toml) {
  const auto config = world_.path + "/center-fault.toml";
  if (!util::replace_file(config, toml)) return util::failure("書けません: " + config);
  return restart_center(config);
}

Done DemoFaults::jump_clock(const Fault& fault) {
  const bool of_center = fault.value.starts_with("center:");
  const auto days = number_in(fault, of_center ? "center:" : "terminal:");
  const auto then = real_now().plus_ms(days * day_ms);
  const auto at = fmt::format("\"{}\"", util::iso_date_time_in_japan(then));
  if (of_center) {
    // The lists of that time: a center does not start with old ones.
    if (days > 0) {
      if (auto done = renew_lists(then); !done) return done;
    }
    const auto toml = util::read_file(world_.center_config, file_bytes_max);
    if (!toml) return util::failure("読めません: " + world_.center_config);
    return center_with(with_setting(*toml, "clock", "start_at", at));
  }
  for (const auto& terminal : world_.terminals) {
    const auto toml = util::read_file(terminal.config, file_bytes_max);
    const auto path = fs::path(terminal.config).parent_path() / "terminal-fault.toml";
    if (!toml || !util::replace_file(path, with_setting(*toml, "clock", "start_at", at))) {
      return util::failure("書けません: " + path.string());
    }
  }
  return restart_terminals("terminal-fault.toml");
}

Done DemoFaults::lower_limit(const std::string& which) {
  struct Limit {
    const char* name;
    const char* part;
    const char* key;
    const char* value;
  };
  constexpr Limit limits[] = {{"requests", "quota", "requests_per_minute_max", "1"},
                              {"wrong-tries", "quota", "wrong_tries_max", "1"},
                              {"bulk-interval", "bulk", "interval_s", "3600"},
                              {"bulk-units", "bulk", "units_max", "1"},
                              {"challenges", "card", "challenges_max", "1"},
                              {"challenge-life", "card", "challenge_life_s", "5"}};
  const auto limit = std::find_if(std::begin(limits), std::end(limits),
                                  [&which](const Limit& one) { return which == one.name; });
  const auto toml = util::read_file(world_.center_config, file_bytes_max);
  if (!toml) return util::failure("読めません: " + world_.center_config);
  auto done = center_with(with_setting(*toml, limit->part, limit->key, limit->value));
  if (done && which == "challenge-life") {
    auto rule = straight();
    rule.kind = LineRule::Kind::late;
    rule.delay_ms = 6000;
    line_.set(rule);
  }
  return done;
}

Done DemoFaults::damage_cards() {
  const auto cards = world_.path + "/cards/";
  const auto whole = util::read_file(cards + "D7.card", file_bytes_max);
  auto garbled = util::read_file(cards + "D8.card", file_bytes_max);
  if (!whole || !garbled) return util::failure("読めません: " + cards);
  std::reverse(garbled->begin(), garbled->end());
  auto done = displace(cards + "D7.card", whole->substr(0, whole->size() / 2));
  return done ? displace(cards + "D8.card", *garbled) : done;
}

util::Result<std::optional<Fault>, std::string> recover_from_fault(const std::string& demo_path) {
  const auto state = read_fault_state(demo_path);
  if (state.fault == no_fault) return std::optional<Fault>();
  const auto fault = fault_named(state.fault);
  if (!fault) return std::optional<Fault>();  // of another version
  auto done = put_back(demo_path + "/cards");
  if (done) done = put_back(demo_path + "/pki/issued");
  if (done && fault->kind == FaultKind::revoked_certificate) {
    const auto today = util::day_in_japan(real_now());
    done = issue_for(demo_path, clinic_code_of(population(today)));
  }
  if (!done) return util::failure(done.error());
  return std::optional<Fault>(*fault);
}

}  // namespace madoguchi::tools
