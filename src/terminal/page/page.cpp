#include "terminal/page/page.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "local/secrets.hpp"
#include "oqs/counter_screen.hpp"
#include "terminal/page/card_routes.hpp"
#include "terminal/page/check_routes.hpp"
#include "terminal/page/disaster_routes.hpp"
#include "terminal/page/followup_routes.hpp"
#include "terminal/page/history_routes.hpp"
#include "terminal/page/patient_routes.hpp"
#include "terminal/page/setting_routes.hpp"
#include "terminal/page/status.hpp"
#include "terminal/page/update_routes.hpp"
#include "terminal/terminal.hpp"
#include "util/log.hpp"

namespace madoguchi::terminal {

namespace {

constexpr const char* schema_version = "1";
constexpr auto keep_every = std::chrono::seconds(60);
constexpr auto ask_again_after = std::chrono::seconds(10);  // while the center has told nothing
constexpr std::int64_t setting_every = 10;                  // of these rounds

}  // namespace

struct CounterPage::Body {
  Body(PageSettings given, std::unique_ptr<sql::Database> opened, local::SealingKey key,
       const util::Clock& clock)
      : settings(std::move(given)),
        database(std::move(opened)),
        center(settings.center),
        checks(*database, std::move(key), settings.checks, clock),
        chosen({settings.chosen_path}, settings.own_settings, clock),
        parts{settings.institution_code, settings.center.tls.certificate_file, *database, center,
              clock} {
    add_status_routes(routes, parts);
    add_check_routes(routes, parts, checks);
    add_card_routes(routes, parts);
    add_patient_routes(routes, parts, checks);
    add_history_routes(routes, parts, checks);
    add_disaster_routes(routes, parts, checks);
    add_followup_routes(routes, parts);
    add_bulk_routes(routes, parts);
    add_after_check_routes(routes, parts);
    add_setting_routes(routes, parts);
    add_own_setting_routes(routes, chosen, settings.restart);
    if (settings.updates) updates.emplace(*settings.updates, center);
    add_update_routes(routes, updates ? &*updates : nullptr);
  }

  // Until the end: what is old goes, and the center's word on 医療扶助 is renewed.
  void keep() {
    for (std::int64_t round = 0;; ++round) {
      try {
        checks.expire();
        // Who has just switched 医療扶助 on is not to read for long that it is off.
        const bool off = parts.assistance_used == PageParts::Used::no;
        if (round % setting_every == 0 || off || !parts.switches.now()) renew_use(parts);
        look_for_update(round);
      } catch (const sql::Failure& failure) {
        util::log(util::LogLevel::error, "page", "database: " + failure.text);
      }
      std::unique_lock lock(mutex);
      const auto pause = parts.switches.now() ? keep_every : ask_again_after;
      if (ending.wait_for(lock, pause, [this] { return stopped; })) return;
    }
  }

  // Tells the log of a newer version once; the page asks for itself.
  void look_for_update(std::int64_t round) {
    const auto rounds =
        std::max<std::int64_t>(1, settings.update_check_every_s / keep_every.count());
    if (!updates || round % rounds != 0) return;
    const auto found = updates->check({});
    if (!found || !*found || (*found)->version == told_of) return;
    told_of = (*found)->version;
    util::log(util::LogLevel::info, "update", "a newer version is offered: " + told_of.text());
  }

  void stop() {
    {
      const std::scoped_lock lock(mutex);
      stopped = true;
      ending.notify_all();
    }
    checks.stop();
    center.interrupt();
    if (keeper.joinable()) keeper.join();
  }

  PageSettings settings;
  std::unique_ptr<sql::Database> database;
  edge::ActingCenter center;
  Checks checks;
  ChosenSettings chosen;
  PageParts parts;
  std::optional<Updates> updates;
  update::Version told_of;  // keeper only
  edge::PageRoutes routes;
  std::mutex mutex;
  std::condition_variable ending;
  bool stopped = false;
  std::thread keeper;
};

util::Result<std::unique_ptr<CounterPage>, std::string> CounterPage::start(
    PageSettings settings, const util::Clock& clock) {
  auto key = local::SealingKey::open(settings.key_path);
  if (!key) {
    return util::failure(
        settings.key_path +
        ": 鍵を読み取れません。持ち主と権限（0600）をご確認ください。なくしたときは"
        "counter.db とともに消すと、今日の一覧が空から始まります。");
  }
  auto database = sql::Database::open(settings.path, {schema_version, {checks_schema}});
  if (!database) return util::failure(database.error());
  // A file holds one institution: another's patients must never be shown.
  const auto& code = settings.institution_code;
  const auto of_other = (*database)->change([&](sql::Connection& db) {
    const auto held = sql::kept(db, "institution_code");
    if (held.empty()) sql::keep(db, "institution_code", code);
    return !held.empty() && held != code;
  });
  if (of_other) {
    return util::failure("このデータベースは別の医療機関のものです: " + settings.path);
  }
  auto body =
      std::make_unique<Body>(std::move(settings), std::move(*database), std::move(*key), clock);
  return std::unique_ptr<CounterPage>(new CounterPage(std::move(body)));
}

CounterPage::CounterPage(std::unique_ptr<Body> body) : body_(std::move(body)) {}

CounterPage::~CounterPage() {
  stop();
}

void CounterPage::attach(Terminal& terminal) {
  body_->parts.terminal = &terminal;
  body_->parts.follow_up = &terminal.follow_up();
  body_->keeper = std::thread([this] { body_->keep(); });
}

void CounterPage::attach_patient(PatientDesk& desk, std::uint16_t port) {
  body_->parts.patient_port = port;
  body_->parts.patient = &desk;
}

const KeptSwitches& CounterPage::switches() const {
  return body_->parts.switches;
}

void CounterPage::hear(const Heard& heard) {
  try {
    const auto document = oqs::read_result(heard.result);
    if (!document || oqs::counter_state(*document).name == "error") return;
    body_->checks.note(heard);
  } catch (const sql::Failure& failure) {
    util::log(util::LogLevel::error, "page", "an answer is not in the list: " + failure.text);
  }
}

edge::PageAnswer CounterPage::handle(const edge::PageRequest& request, const edge::SignedIn& who) {
  return body_->routes.answer(request, who);
}

void CounterPage::stop() {
  body_->stop();
}

}  // namespace madoguchi::terminal
