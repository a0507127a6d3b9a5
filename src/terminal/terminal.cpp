#include "terminal/terminal.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <filesystem>
#include <thread>
#include <utility>
#include <vector>

#include "edge/control.hpp"
#include "terminal/arrivals.hpp"
#include "terminal/counter.hpp"
#include "terminal/folder_watch.hpp"
#include "terminal/folders.hpp"
#include "terminal/follow_up.hpp"
#include "terminal/notice_box.hpp"
#include "terminal/retention.hpp"
#include "util/file.hpp"
#include "util/log.hpp"

namespace madoguchi::terminal {

namespace {

using std::chrono::milliseconds;

constexpr auto between_looks = milliseconds(100);
constexpr auto between_expiries = std::chrono::hours(1);

// One terminal for a work folder, and one for a req folder: of two, each would take some of the
// requests.
util::Result<std::vector<util::FileLock>, TerminalProblem> lock_folders(
    const TerminalConfig& config) {
  std::vector<util::FileLock> locks;
  const auto keep = [&](util::Result<util::FileLock, util::FileProblem> lock,
                        const std::string& folder) -> std::optional<TerminalProblem> {
    if (lock) {
      locks.push_back(std::move(*lock));
      return std::nullopt;
    }
    const bool held = lock.error().error == util::FileError::locked;
    return TerminalProblem{
        held ? TerminalError::already_running : TerminalError::folder_not_writable, folder};
  };
  auto work = util::FileLock::take(std::filesystem::path(config.work_dir) / "lock");
  if (auto problem = keep(std::move(work), config.work_dir)) return util::failure(*problem);
  auto req = util::FileLock::take_folder(config.req_dir);
  if (auto problem = keep(std::move(req), config.req_dir)) return util::failure(*problem);
  return locks;
}

}  // namespace

struct Terminal::Body {
  Body(TerminalConfig settings, const util::Clock& from, std::vector<util::FileLock> held)
      : config(std::move(settings)),
        clock(from),
        locks(std::move(held)),
        counter(config, clock),
        notices(config),
        arrivals(config.req_dir, {config.request_settle_ms, config.request_bytes_max}),
        watch(config.req_dir) {}
  ~Body();

  std::optional<TerminalProblem> open_follow_up();
  std::optional<TerminalProblem> open_control_socket();
  void start_threads();
  void watch_folder();
  void rescan(Steady now);
  std::int64_t wait_ms(Steady now) const;

  TerminalConfig config;
  const util::Clock& clock;
  std::vector<util::FileLock> locks;
  Counter counter;
  NoticeBox notices;
  std::unique_ptr<FollowUp> follow_up;
  Arrivals arrivals;  // folder thread only, like the two below
  FolderWatch watch;
  Steady next_rescan;
  Steady next_expiry;
  const ClockWatch clock_watch{std::time(nullptr), std::chrono::steady_clock::now()};
  std::atomic<bool> stopping = false;
  std::vector<std::thread> threads;
  std::unique_ptr<edge::ControlServer> control;
};

Terminal::Body::~Body() {
  stopping = true;
  counter.stop();
  notices.stop();
  if (follow_up) follow_up->stop();
  watch.ring();
  control.reset();
  for (auto& thread : threads) thread.join();
}

std::optional<TerminalProblem> Terminal::Body::open_follow_up() {
  auto opened = FollowUp::open(config, clock);
  if (!opened) {
    util::log(util::LogLevel::error, "terminal", opened.error());
    return TerminalProblem{TerminalError::database, config.work_dir};
  }
  follow_up = std::move(*opened);
  counter.witness_by(
      [this](const followup::SeenAnswer& answer) { return follow_up->witness(answer); });
  notices.tell([this](std::int64_t number, std::string_view json) {
    return follow_up->notice(number, json);
  });
  notices.tell_tickets(
      [this](const std::vector<util::Month>& months) { follow_up->tickets_changed(months); });
  notices.tell_line([this] { counter.center_answers(); });
  return std::nullopt;
}

std::optional<TerminalProblem> Terminal::Body::open_control_socket() {
  if (config.control_socket.empty()) config.control_socket = config.work_dir + "/control.sock";
  edge::ControlHandlers handlers;
  handlers.tap = [this](const edge::TapQuestion& question) { return counter.tap(question); };
  handlers.ask = [this](const std::string& interface, const std::string& xml) {
    return counter.ask(interface, xml);
  };
  handlers.status = [this] {
    const auto status = counter.status();
    return edge::ControlStatus{status.waiting, status.undelivered,      status.answered,
                               status.refused, status.center_reachable, status.last_problem};
  };
  auto server = edge::ControlServer::start(config.control_socket, std::move(handlers));
  if (!server) {
    util::log(util::LogLevel::error, "terminal", "control socket: " + server.error());
    return TerminalProblem{TerminalError::control_socket, config.control_socket};
  }
  control = std::move(*server);
  return std::nullopt;
}

void Terminal::Body::start_threads() {
  counter.desk().start();
  for (int i = 0; i < std::max(config.sessions_max, 1); ++i) {
    threads.emplace_back([this] { counter.work(); });
  }
  threads.emplace_back([this] { watch_folder(); });
  threads.emplace_back([this] { follow_up->run(); });
  if (config.notices == TerminalConfig::Notices::fetch) {
    threads.emplace_back([this] { notices.run(); });
  }
}

void Terminal::Body::rescan(Steady now) {
  watch.renew();
  counter.retry();
  arrivals.scan(now);
  next_rescan = now + milliseconds(config.rescan_ms);
  if (now < next_expiry) return;
  next_expiry = now + between_expiries;
  const auto warning = edge::certificate_warning(config.center, clock.now().ms);
  if (!warning.empty()) util::log(util::LogLevel::warning, "terminal", warning);
  if (clock_watch.jumped_ahead(std::time(nullptr), now)) {
    util::log(util::LogLevel::warning, "terminal",
              "the machine's clock jumped ahead: nothing is removed for its age until it is right "
              "or this is started again");
    return;
  }
  expire_leftovers(config.res_dir, config.face_dir, config.institution_code, config.retention_days);
  if (!config.follow_up.bulk_dir.empty()) {
    expire_leftovers(config.follow_up.bulk_dir, config.face_dir, config.institution_code,
                     config.retention_days);
  }
  expire_notices(notice_folder(config), config.institution_code, config.notice_retention_days);
}

std::int64_t Terminal::Body::wait_ms(Steady now) const {
  auto until = next_rescan;
  if (!arrivals.empty() && !counter.storage_fails()) until = std::min(until, now + between_looks);
  if (const auto touch = counter.next_touch()) until = std::min(until, *touch);
  return std::chrono::ceil<milliseconds>(until - now).count();
}

void Terminal::Body::watch_folder() {
  while (!stopping) {
    try {
      const auto now = std::chrono::steady_clock::now();
      if (now >= next_rescan) rescan(now);
      counter.touch_due();
      for (const auto& name : counter.take(arrivals.ready(now))) arrivals.forget(name);
      const auto seen = watch.wait(wait_ms(std::chrono::steady_clock::now()));
      const auto after = std::chrono::steady_clock::now();
      for (const auto& event : seen.events) arrivals.note(event, after);
      if (seen.lost == FolderWatch::Seen::Lost::yes) next_rescan = after;
    } catch (const std::exception& error) {
      util::log(util::LogLevel::error, "terminal", std::string("req/ watch: ") + error.what());
      std::this_thread::sleep_for(between_looks);
    }
  }
}

util::Result<std::unique_ptr<Terminal>, TerminalProblem> Terminal::start(TerminalConfig config,
                                                                         const util::Clock& clock) {
  if (auto problem = prepare_folders(config)) return util::failure(std::move(*problem));
  auto locks = lock_folders(config);
  if (!locks) return util::failure(std::move(locks.error()));
  auto body = std::make_unique<Body>(std::move(config), clock, std::move(*locks));
  if (auto problem = body->open_follow_up()) return util::failure(std::move(*problem));
  if (auto problem = body->counter.recover()) return util::failure(std::move(*problem));
  if (auto problem = body->notices.recover()) return util::failure(std::move(*problem));
  if (auto problem = body->open_control_socket()) return util::failure(std::move(*problem));
  body->start_threads();
  return std::unique_ptr<Terminal>(new Terminal(std::move(body)));
}

Terminal::Terminal(std::unique_ptr<Body> body) : body_(std::move(body)) {}

Terminal::~Terminal() = default;

TerminalStatus Terminal::status() const {
  return body_->counter.status();
}

edge::CenterAnswer Terminal::ask(const std::string& interface, const std::string& xml,
                                 const edge::OnBehalf& on_behalf) {
  return body_->counter.ask_for(interface, xml, on_behalf);
}

FollowUp& Terminal::follow_up() {
  return *body_->follow_up;
}

CardDesk& Terminal::desk() {
  return body_->counter.desk();
}

util::Result<edge::TapAnswer, edge::ControlProblem> Terminal::tap(
    const edge::TapQuestion& question) {
  return body_->counter.tap(question);
}

util::Result<edge::TapAnswer, edge::ControlProblem> Terminal::recheck(
    const edge::RecheckQuestion& question) {
  return body_->counter.recheck(question);
}

util::Result<edge::TapAnswer, edge::ControlProblem> Terminal::hand_over(const Heard& heard) {
  return body_->counter.hand_over(heard);
}

void Terminal::interrupt() {
  body_->counter.stop();
}

}  // namespace madoguchi::terminal
