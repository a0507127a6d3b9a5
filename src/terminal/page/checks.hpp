#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "local/secrets.hpp"
#include "oqs/messages.hpp"
#include "sql/database.hpp"
#include "terminal/heard.hpp"
#include "util/clock.hpp"

namespace madoguchi::terminal {

// Tables of the list below.
inline constexpr const char* checks_schema = R"sql(
PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS checked (
  id INTEGER PRIMARY KEY AUTOINCREMENT, change INTEGER NOT NULL, at INTEGER NOT NULL,
  day TEXT NOT NULL, sealed BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS checked_in_order ON checked (change);
)sql";

// One answer of today's list: who was checked, by whom, how, and the answer itself.
struct Check {
  std::int64_t id = 0;
  std::int64_t change = 0;  // grows with every change of the list
  util::Instant at;         // of the last check
  Heard heard;
};

// The waiting-room list: today's checks of every way, durable before they are shown, until the end
// of the day (Japan) or `retention_days` later. What it keeps is sealed with a key in a file of its
// own, and overwritten when it goes. Safe to share among threads; throws sql::Failure.
class Checks {
 public:
  struct Settings {
    int retention_days = 0;
    std::size_t checks_max = 5000;  // the oldest go first
  };
  Checks(sql::Database& database, local::SealingKey key, Settings settings,
         const util::Clock& clock);

  // A new line, or, with `id`, the same line checked again; its id. 0 when that line is gone.
  std::int64_t note(const Heard& heard, std::int64_t id = 0);
  // What was done with the line since its check (a 照会番号); the check keeps its time.
  std::int64_t amend(const Heard& heard, std::int64_t id);
  // Newest change first, of those behind `change` and, with `before`, below that one.
  std::vector<Check> after(std::int64_t change, std::int64_t before, std::size_t count_max);
  std::optional<Check> find(std::int64_t id);
  std::int64_t last_change();
  // Waits until something is newer than `change`, up to `wait_s`, or until `stop`.
  void wait(std::int64_t change, std::int64_t wait_s);
  void expire();  // what is older than it may be
  void stop();

 private:
  enum class Time { now, kept };
  std::int64_t write(const Heard& heard, std::int64_t id, Time time);
  std::string sealed(const Heard& heard) const;
  std::optional<Check> check_of(sql::Query& query) const;

  sql::Database& database_;
  local::SealingKey key_;
  Settings settings_;
  const util::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t notes_ = 0;
  bool stopped_ = false;
};

}  // namespace madoguchi::terminal
