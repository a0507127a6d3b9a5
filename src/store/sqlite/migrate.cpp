#include "store/sqlite/migrate.hpp"

#include <string>

#include "store/sqlite/born.hpp"

namespace madoguchi::store::sqlite {

namespace {

constexpr int application_id = 0x4d41444f;  // "MADO"

int latest() {
  return migrations().back().number;
}

std::int64_t pragma(Connection& db, const char* sql) {
  return single(db, 0, sql);
}

void step(Connection& db, const Migration& migration) {
  db.execute("BEGIN IMMEDIATE");
  try {
    db.execute(std::string(migration.sql).c_str());
    const std::string marks = "PRAGMA application_id = " + std::to_string(application_id) +
                              "; PRAGMA user_version = " + std::to_string(migration.number);
    db.execute(marks.c_str());
    db.execute("COMMIT");
  } catch (const Failure&) {
    if (db.in_transaction()) db.execute("ROLLBACK");
    throw;
  }
}

}  // namespace

util::Result<int, StoreProblem> version_of(Connection& db) {
  const std::int64_t version = pragma(db, "PRAGMA user_version");
  const std::int64_t tables = single(db, 0, "SELECT count(*) FROM sqlite_schema");
  if (tables > 0 && pragma(db, "PRAGMA application_id") != application_id) {
    return util::failure(StoreProblem{StoreError::corrupt, "not a file of this program"});
  }
  return static_cast<int>(version);
}

util::Result<void, StoreProblem> migrate(Connection& db) {
  const auto version = version_of(db);
  if (!version) return util::failure(version.error());
  if (*version > latest()) {
    return util::failure(StoreProblem{
        StoreError::schema_newer,
        "schema " + std::to_string(*version) + ", this program has " + std::to_string(latest())});
  }
  if (*version < latest()) add_birthdate_functions(db);  // 0012 reads packed rows
  for (const Migration& migration : migrations()) {
    if (migration.number > *version) step(db, migration);
  }
  return {};
}

util::Result<void, StoreProblem> check_readable(Connection& db) {
  const auto version = version_of(db);
  if (!version) return util::failure(version.error());
  const StoreProblem newer{StoreError::schema_newer, "schema " + std::to_string(*version)};
  if (*version < latest()) {
    // Reading must not change the file, and half a schema cannot be read.
    return util::failure(StoreProblem{StoreError::unavailable,
                                      "schema " + std::to_string(*version) +
                                          " has to be migrated by the program that writes it"});
  }
  if (*version > latest() &&
      single(db, latest() + 1, "SELECT value FROM meta WHERE name = 'min_reader'") > latest()) {
    return util::failure(newer);
  }
  return {};
}

}  // namespace madoguchi::store::sqlite
