#include "office/database.hpp"

#include "office/schema.hpp"

namespace madoguchi::office {

namespace {

constexpr std::size_t cache_kib = 64UL * 1024;

}  // namespace

Database::Database(const std::string& path)
    : connection_(path, sql::Connection::Mode::write, cache_kib) {}

util::Result<std::unique_ptr<Database>, std::string> Database::open(const std::string& path) {
  try {
    std::unique_ptr<Database> database(new Database(path));
    database->change([](sql::Connection& db) {
      db.execute(schema);
      const auto version = kept(db, "schema");
      if (version.empty()) keep(db, "schema", schema_version);
    });
    const auto version = database->read([](sql::Connection& db) { return kept(db, "schema"); });
    if (version != schema_version) {
      return util::failure("このデータベースは別の版のものです: " + path);
    }
    return database;
  } catch (const sql::Failure& failure) {
    return util::failure("データベースを開けません（" + failure.text + "）: " + path);
  }
}

Database::Transaction::Transaction(sql::Connection& db) : db_(db) {
  db_.execute("BEGIN IMMEDIATE");
}

Database::Transaction::~Transaction() {
  if (!db_.in_transaction()) return;
  try {
    db_.execute("ROLLBACK");
  } catch (const sql::Failure&) {  // the disk is gone: SQLite undoes it at the next opening
  }
}

void Database::Transaction::commit() const {
  db_.execute("COMMIT");
}

std::string kept(sql::Connection& db, const std::string& name) {
  sql::Query query(db, "SELECT value FROM kept WHERE name = ?1", name);
  return query.row() ? std::string(query.text(0)) : std::string();
}

void keep(sql::Connection& db, const std::string& name, const std::string& value) {
  sql::Query(db, "INSERT INTO kept VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
             name, value)
      .run();
}

}  // namespace madoguchi::office
