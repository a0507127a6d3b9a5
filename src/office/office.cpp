#include "office/office.hpp"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "office/drop_folder.hpp"
#include "office/imports.hpp"
#include "office/jobs.hpp"
#include "office/monthly.hpp"
#include "office/outgoing.hpp"
#include "office/printing.hpp"
#include "office/routes.hpp"
#include "office/settings.hpp"
#include "util/log.hpp"

namespace madoguchi::office {

namespace {

constexpr std::int64_t rows_at_once = 2000;
constexpr std::int64_t page_timeout_ms = 30000;
constexpr std::int64_t calendar_every_ms = 600000;

// One page of rows, or of verifications; nothing when the center is away or speaks otherwise.
enum class Follows { rows, events };
struct Pulled {
  bool more = false;
};
std::optional<Pulled> pull(Parts& parts, Follows what, std::int64_t wait_s) {
  const auto cursor =
      what == Follows::rows ? parts.mirror.rows_cursor() : parts.mirror.events_cursor();
  const auto page =
      parts.center.get(what == Follows::rows ? "/office/rows" : "/office/verifications",
                       {{"after", std::to_string(cursor)},
                        {"limit", std::to_string(rows_at_once)},
                        {"wait_s", std::to_string(wait_s)}},
                       {}, page_timeout_ms + wait_s * 1000);
  if (!page) return std::nullopt;
  const bool taken = what == Follows::rows ? parts.mirror.take_rows(*page, parts.clock.now())
                                           : parts.mirror.take_events(*page);
  if (!taken) return std::nullopt;
  return Pulled{page->value("more", false)};
}

}  // namespace

void catch_up(Parts& parts) {
  for (;;) {
    const auto pulled = pull(parts, Follows::rows, 0);
    if (!pulled || !pulled->more) return;
  }
}

namespace {

// Where printed files lie until they are handed out: beside the database.
std::string prints_of(const std::string& database) {
  return (std::filesystem::path(database).parent_path() / "prints").native();
}

}  // namespace

struct Office::Body {
  Body(OfficeConfig given, std::unique_ptr<Database> opened, const util::Clock& clock)
      : config(std::move(given)),
        database(std::move(opened)),
        mirror(*database),
        center(config.center),
        parts{config.code,
              prints_of(config.path),
              config.center.tls.certificate_file,
              *database,
              mirror,
              center,
              nullptr,
              nullptr,
              clock,
              config.full_removals_max},
        jobs(parts),
        outgoing(parts),
        folder(parts, config.drop_dir, config.settle_ms),
        page(page_routes(parts)) {
    parts.jobs = &jobs;
    parts.outgoing = &outgoing;
    using Lane = Jobs::Lane;
    jobs.add_kind("monthly", Lane::small, run_monthly);
    jobs.add_kind("print", Lane::small, run_print);
    jobs.add_kind("preview", Lane::large, run_preview, put_back_preview);
    jobs.add_kind("import", Lane::large, run_import, put_back_import);
    jobs.add_kind("undo", Lane::large, run_undo);
    jobs.add_kind("folder", Lane::large, run_folder_file, put_back_preview);
  }

  void start() {
    jobs.start();
    run([this] { follow(Follows::rows); });
    run([this] { follow(Follows::events); });
    run([this] { follow_calendar(); });
    run([this] { send_replies(); });
    if (!config.drop_dir.empty()) run([this] { watch_folder(); });
  }

  void run(std::function<void()> work) { threads.emplace_back(std::move(work)); }

  // False as soon as the office is to end.
  bool wait_ms(std::int64_t ms) {
    std::unique_lock lock(mutex);
    return !ending.wait_for(lock, std::chrono::milliseconds(ms), [this] { return stopped; });
  }

  // Runs `once` until the end; a failing database is told and tried again.
  void repeat(const std::function<std::int64_t()>& once) {
    for (;;) {
      std::int64_t pause = config.retry_ms;
      try {
        pause = once();
      } catch (const sql::Failure& failure) {
        util::log(util::LogLevel::error, "office", "database: " + failure.text);
      }
      if (!wait_ms(pause)) return;
    }
  }

  void follow(Follows what) {
    repeat([this, what]() -> std::int64_t {
      return pull(parts, what, config.poll_s) ? 0 : config.retry_ms;
    });
  }

  void follow_calendar() {
    repeat([this] {
      renew_calendar(parts);
      return calendar_every_ms;
    });
  }

  void send_replies() {
    repeat([this] {
      outgoing.deliver();
      return config.retry_ms;
    });
  }

  void watch_folder() {
    repeat([this] {
      folder.look();
      return config.rescan_ms;
    });
  }

  void stop() {
    {
      const std::scoped_lock lock(mutex);
      stopped = true;
      ending.notify_all();
    }
    mirror.stop();
    center.interrupt();
    jobs.stop();
    for (auto& thread : threads) {
      if (thread.joinable()) thread.join();
    }
    threads.clear();
  }

  OfficeConfig config;
  std::unique_ptr<Database> database;
  Mirror mirror;
  Center center;
  Parts parts;
  Jobs jobs;
  Outgoing outgoing;
  DropFolder folder;
  edge::PageRoutes page;
  std::mutex mutex;
  std::condition_variable ending;
  bool stopped = false;
  std::vector<std::thread> threads;
};

Office::Office(std::unique_ptr<Body> body) : body_(std::move(body)) {}

Office::~Office() {
  stop();
}

util::Result<std::unique_ptr<Office>, std::string> Office::start(OfficeConfig config,
                                                                 const util::Clock& clock) {
  auto database = open_database(config.path);
  if (!database) return util::failure(database.error());
  // A file holds one office: another's people must never be shown.
  const auto code = config.code;
  const auto of_other = (*database)->change([&](sql::Connection& db) {
    const auto held = kept(db, "office_code");
    if (held.empty()) keep(db, "office_code", code);
    return !held.empty() && held != code;
  });
  if (of_other) {
    return util::failure("このデータベースは別の福祉事務所のものです: " + config.path);
  }
  auto body = std::make_unique<Body>(std::move(config), std::move(*database), clock);
  body->start();
  return std::unique_ptr<Office>(new Office(std::move(body)));
}

edge::PageAnswer Office::handle(const edge::PageRequest& request, const edge::SignedIn& who) {
  return body_->page.answer(request, who);
}

Office::Facts Office::facts() {
  Facts facts;
  facts.code = body_->config.code;
  const auto row =
      body_->database->read([](sql::Connection& db) { return parsed(kept(db, "office")); });
  facts.name = text_of(row, "Name");
  facts.approval_tickets = is_on(body_->parts, approval_tickets);
  facts.approval_protect = is_on(body_->parts, approval_protect);
  return facts;
}

void Office::stop() {
  body_->stop();
}

}  // namespace madoguchi::office
