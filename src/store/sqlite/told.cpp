#include "store/sqlite/told.hpp"

namespace madoguchi::store::sqlite {

void index_told(Connection& db, const std::vector<ToldRow>& rows, AuditId until) {
  for (const ToldRow& row : rows) {
    Query(db, "INSERT OR REPLACE INTO told VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", row.person,
          row.institution_code, row.record, row.at.ms, row.day.number(),
          static_cast<std::int64_t>(row.way), row.validity, static_cast<std::int64_t>(row.sides),
          row.as_of)
        .run();
  }
  Query(db, "UPDATE meta SET value = ?1 WHERE name = 'told_until'", until).run();
}

AuditId told_until(Connection& db) {
  return single(db, 0, "SELECT value FROM meta WHERE name = 'told_until'");
}

unsigned sides_told(Connection& db, const std::string& institution_code, domain::PersonId person) {
  unsigned sides = told_nothing;
  Query rows(db, "SELECT DISTINCT sides FROM told WHERE person = ?1 AND institution_code = ?2",
             person, institution_code);
  while (rows.row()) sides |= static_cast<unsigned>(rows.integer(0));
  return sides;
}

}  // namespace madoguchi::store::sqlite
