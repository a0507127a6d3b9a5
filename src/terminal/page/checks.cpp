#include "terminal/page/checks.hpp"

#include <nlohmann/json.hpp>

#include "util/calendar.hpp"

namespace madoguchi::terminal {

namespace {

using edge::Json;

constexpr std::string_view way_names[] = {"folder", "reader", "page", "disaster", "later"};

std::string today(const util::Clock& clock, int days_back = 0) {
  return util::day_in_japan(clock.now()).plus_days(-days_back).text();
}

}  // namespace

Checks::Checks(sql::Database& database, local::SealingKey key, Settings settings,
               const util::Clock& clock)
    : database_(database), key_(std::move(key)), settings_(settings), clock_(clock) {}

std::string Checks::sealed(const Heard& heard) const {
  const Json kept{{"way", way_names[static_cast<std::size_t>(heard.way)]},
                  {"account", heard.who.account},
                  {"name", heard.who.name},
                  {"role", heard.who.role},
                  {"staff", heard.staff},
                  {"request", heard.request},
                  {"result", heard.result},
                  {"record", heard.record},
                  {"key", heard.confirmation_key},
                  {"registered", heard.registered},
                  {"validities", heard.validities}};
  return key_.seal(edge::dumped(kept));
}

// Nothing when the line was sealed by another key: it cannot be read any more.
std::optional<Check> Checks::check_of(sql::Query& query) const {
  const auto opened = key_.open_sealed(query.blob(3));
  if (opened.empty()) return std::nullopt;
  const auto kept = edge::parsed(opened);
  Check check;
  check.id = query.integer(0);
  check.change = query.integer(1);
  check.at.ms = query.integer(2);
  const auto way = edge::text_of(kept, "way");
  for (std::size_t i = 0; i < std::size(way_names); ++i) {
    if (way_names[i] == way) check.heard.way = static_cast<Heard::Way>(i);
  }
  check.heard.who.account = edge::text_of(kept, "account");
  check.heard.who.name = edge::text_of(kept, "name");
  check.heard.who.role = edge::text_of(kept, "role");
  check.heard.staff = edge::text_of(kept, "staff");
  check.heard.request = edge::text_of(kept, "request");
  check.heard.result = edge::text_of(kept, "result");
  check.heard.record = edge::text_of(kept, "record");
  check.heard.confirmation_key = edge::text_of(kept, "key");
  check.heard.registered = edge::text_of(kept, "registered");
  if (const auto listed = kept.find("validities"); listed != kept.end() && listed->is_array()) {
    for (const auto& one : *listed) {
      if (one.is_string()) check.heard.validities.push_back(one.get<std::string>());
    }
  }
  return check;
}

std::int64_t Checks::note(const Heard& heard, std::int64_t id) {
  return write(heard, id, Time::now);
}

std::int64_t Checks::amend(const Heard& heard, std::int64_t id) {
  return write(heard, id, Time::kept);
}

std::int64_t Checks::write(const Heard& heard, std::int64_t id, Time time) {
  const auto bytes = sealed(heard);
  const auto at = clock_.now();
  const auto day = util::day_in_japan(at).text();
  const auto noted = database_.change([&](sql::Connection& db) -> std::int64_t {
    // Not the largest of the table: what expired must not let a number come twice.
    const auto last = sql::kept(db, "checks_change");
    const std::int64_t change = (last.empty() ? 0 : std::stoll(last)) + 1;
    sql::keep(db, "checks_change", std::to_string(change));
    if (id != 0) {
      sql::Query(db,
                 "UPDATE checked SET change = ?1, at = CASE WHEN ?6 THEN at ELSE ?2 END,"
                 " day = CASE WHEN ?6 THEN day ELSE ?3 END, sealed = ?4 WHERE id = ?5",
                 change, at.ms, day, sql::Bytes{bytes}, id, time == Time::kept)
          .run();
      return sql::single(db, 0, "SELECT id FROM checked WHERE id = ?1", id);
    }
    sql::Query(db, "INSERT INTO checked (change, at, day, sealed) VALUES (?1, ?2, ?3, ?4)", change,
               at.ms, day, sql::Bytes{bytes})
        .run();
    const auto made = sql::single(db, 0, "SELECT last_insert_rowid()");
    sql::Query(db,
               "DELETE FROM checked WHERE id NOT IN "
               "(SELECT id FROM checked ORDER BY change DESC LIMIT ?1)",
               static_cast<std::int64_t>(settings_.checks_max))
        .run();
    return made;
  });
  {
    const std::scoped_lock lock(mutex_);
    ++notes_;
  }
  changed_.notify_all();
  return noted;
}

std::vector<Check> Checks::after(std::int64_t change, std::int64_t before, std::size_t count_max) {
  expire();
  std::vector<Check> found;
  database_.read([&](sql::Connection& db) {
    sql::Query query(db,
                     "SELECT id, change, at, sealed FROM checked WHERE change > ?1 AND "
                     "(?3 = 0 OR change < ?3) ORDER BY change DESC LIMIT ?2",
                     change, static_cast<std::int64_t>(count_max), before);
    while (query.row()) {
      if (auto check = check_of(query)) found.push_back(std::move(*check));
    }
  });
  return found;
}

std::optional<Check> Checks::find(std::int64_t id) {
  expire();
  return database_.read([&](sql::Connection& db) -> std::optional<Check> {
    sql::Query query(db, "SELECT id, change, at, sealed FROM checked WHERE id = ?1", id);
    return query.row() ? check_of(query) : std::nullopt;
  });
}

std::int64_t Checks::last_change() {
  return database_.read([](sql::Connection& db) {
    return sql::single(db, 0, "SELECT COALESCE(MAX(change), 0) FROM checked");
  });
}

void Checks::wait(std::int64_t change, std::int64_t wait_s) {
  std::unique_lock lock(mutex_);
  const auto seen = notes_;
  lock.unlock();
  if (last_change() > change) return;
  lock.lock();
  changed_.wait_for(lock, std::chrono::seconds(wait_s), [&] { return stopped_ || notes_ != seen; });
}

void Checks::expire() {
  const auto first = today(clock_, settings_.retention_days);
  const auto old = database_.read([&](sql::Connection& db) {
    return sql::single(db, 0, "SELECT COUNT(*) FROM checked WHERE day < ?1", first);
  });
  if (old == 0) return;
  database_.change([&](sql::Connection& db) {
    sql::Query(db, "DELETE FROM checked WHERE day < ?1", first).run();
  });
}

void Checks::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

}  // namespace madoguchi::terminal
