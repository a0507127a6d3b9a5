#include "sql/connection.hpp"

namespace madoguchi::sql {

namespace {

constexpr int busy_wait_ms = 5000;

[[noreturn]] void fail(sqlite3* db, int code) {
  throw Failure{db != nullptr ? sqlite3_extended_errcode(db) : code,
                db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code)};
}

// Counting the memory in use costs a lock at every allocation, and nobody asks for it. Must come
// before SQLite is first used; later it is refused, which does no harm.
void configure_once() {
  static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(done);
}

}  // namespace

bool concerns_one_operation(const Failure& failure) {
  const int primary = failure.code & 0xff;
  return primary == SQLITE_CONSTRAINT || primary == SQLITE_TOOBIG || primary == SQLITE_MISMATCH;
}

Connection::Connection(const std::string& path, Mode mode, std::size_t cache_kib) {
  configure_once();
  const int flags =
      mode == Mode::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  const int code = sqlite3_open_v2(path.c_str(), &db_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  try {
    if (code != SQLITE_OK) fail(db_, code);
    sqlite3_extended_result_codes(db_, 1);
    sqlite3_busy_timeout(db_, busy_wait_ms);
    const std::string cache = "PRAGMA cache_size = -" + std::to_string(cache_kib);
    execute(cache.c_str());
    execute("PRAGMA mmap_size = 2147418112; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY");
  } catch (...) {
    sqlite3_close(db_);
    throw;
  }
}

Connection::~Connection() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(db_);
}

void Connection::execute(const char* sql) {
  const int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(db_, code);
}

sqlite3_stmt* Connection::prepared(const char* sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second;
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) fail(db_, code);
  statements_.emplace(sql, statement);
  return statement;
}

bool Query::row() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) check(code);
  return false;
}

void Query::run() {
  while (row()) {
  }
}

std::string_view Query::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Query::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Query::bind(int place, std::int64_t value) {
  check(sqlite3_bind_int64(statement_, place, value));
}

void Query::bind(int place, std::string_view value) {
  // An empty view may have no address; SQLite would take that for NULL.
  const char* bytes = value.data() != nullptr ? value.data() : "";
  check(sqlite3_bind_text64(statement_, place, bytes, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Query::bind(int place, std::string&& value) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): SQLite's own constant
  check(sqlite3_bind_text64(statement_, place, value.data(), value.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8));
}

void Query::bind(int place, const Bytes& value) {
  const char* bytes = value.bytes.data() != nullptr ? value.bytes.data() : "";
  check(sqlite3_bind_blob64(statement_, place, bytes, value.bytes.size(), SQLITE_STATIC));
}

void Query::bind_null(int place) {
  check(sqlite3_bind_null(statement_, place));
}

void Query::check(int code) const {
  if (code == SQLITE_OK) return;
  throw Failure{sqlite3_extended_errcode(db_.handle()), sqlite3_errmsg(db_.handle())};
}

Snapshot::Snapshot(Connection& db) : db_(db) {
  Query(db_, "BEGIN").run();
}

Snapshot::~Snapshot() {
  try {
    if (db_.in_transaction()) Query(db_, "COMMIT").run();
  } catch (const Failure&) {
    // Nothing was written; the next BEGIN tells when the connection is broken.
    sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

}  // namespace madoguchi::sql
