#include "sql/database.hpp"

namespace madoguchi::sql {

namespace {

constexpr std::size_t cache_kib = 64UL * 1024;

}  // namespace

Database::Database(const std::string& path)
    : connection_(path, Connection::Mode::write, cache_kib) {}

util::Result<std::unique_ptr<Database>, std::string> Database::open(const std::string& path,
                                                                    const Schema& schema) {
  try {
    std::unique_ptr<Database> database(new Database(path));
    database->change([&](Connection& db) {
      db.execute(kept_schema);
      for (const auto* statements : schema.statements) db.execute(statements);
      const auto version = kept(db, "schema");
      if (version.empty()) keep(db, "schema", schema.version);
      for (const auto& upgrade : schema.upgrades) {
        if (kept(db, "schema") != upgrade.from) continue;
        db.execute(upgrade.sql);
        keep(db, "schema", upgrade.to);
      }
    });
    const auto version = database->read([](Connection& db) { return kept(db, "schema"); });
    if (version != schema.version) {
      return util::failure("このデータベースは別の版のものです: " + path);
    }
    return database;
  } catch (const Failure& failure) {
    return util::failure("データベースを開けません（" + failure.text + "）: " + path);
  }
}

Database::Transaction::Transaction(Connection& db) : db_(db) {
  db_.execute("BEGIN IMMEDIATE");
}

Database::Transaction::~Transaction() {
  if (!db_.in_transaction()) return;
  try {
    db_.execute("ROLLBACK");
  } catch (const Failure&) {  // the disk is gone: SQLite undoes it at the next opening
  }
}

void Database::Transaction::commit() const {
  db_.execute("COMMIT");
}

std::string kept(Connection& db, const std::string& name) {
  Query query(db, "SELECT value FROM kept WHERE name = ?1", name);
  return query.row() ? std::string(query.text(0)) : std::string();
}

void keep(Connection& db, const std::string& name, const std::string& value) {
  Query(db, "INSERT INTO kept VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2", name,
        value)
      .run();
}

}  // namespace madoguchi::sql
