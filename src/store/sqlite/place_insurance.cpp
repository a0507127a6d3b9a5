#include <algorithm>

#include "store/sqlite/bodies.hpp"
#include "store/sqlite/placing.hpp"

namespace madoguchi::store::sqlite {

namespace {

constexpr TableSql table{
    "UPDATE insurance SET to_batch = ?2 WHERE version_id = ?1",
    "UPDATE insurance SET to_batch = 9223372036854775807 WHERE version_id = ?1",
    "DELETE FROM insurance WHERE version_id = ?1",
    "INSERT INTO insurance SELECT ?2, ?3, 9223372036854775807, ?4, version_id, person_id,"
    " insurer_number, number, ?5, body FROM insurance WHERE version_id = ?1",
};

bool same_key(const domain::Insurance& a, const domain::Insurance& b) {
  return a.insurer_number == b.insurer_number && a.symbol == b.symbol && a.number == b.number &&
         a.branch == b.branch && a.start == b.start;
}

std::optional<Current> find(Connection& db, std::int64_t person,
                            const domain::Insurance& insurance) {
  Query rows(db,
             "SELECT version_id, from_batch, change, previous, updated_at, body FROM insurance"
             " INDEXED BY insurance_of_person WHERE person_id = ?1 AND " MADOGUCHI_CURRENT,
             person);
  while (rows.row()) {
    if (!same_key(unpacked_insurance(rows.blob(5)), insurance)) continue;
    return Current{rows.integer(0), rows.integer(1), static_cast<Change>(rows.integer(2)),
                   rows.integer(3), rows.integer(4), std::string(rows.blob(5))};
  }
  return std::nullopt;
}

// A file without UpdatedAt says what holds now: it is judged by its content alone.
Step step_of(const std::optional<Current>& current, const InsuranceRow& row,
             const std::string& body) {
  if (!current) return step_for(nullptr, row.updated_at, row.deleted, body);
  Current judged = *current;
  if (row.updated_at == 0) judged.updated_at = 0;
  return step_for(&judged, row.updated_at, row.deleted, body);
}

}  // namespace

void Placing::place_insurance(std::size_t line, const InsuranceRow& row) {
  const domain::Insurance& insurance = row.insurance;
  std::int64_t person = known_person(row.person_link_key);
  std::optional<Current> match = find(db(), person, insurance);
  const auto pointer = [&] { return match ? &*match : nullptr; };
  const std::string body = packed(insurance);
  Step step = step_of(match, row, body);
  if (step == Step::unchanged) return unchanged(line, pointer(), row.deleted, body);
  if (match && match->from == batch_) {
    take_out(line, table, *match);
    match = find(db(), person, insurance);
    step = step_of(match, row, body);
    if (step == Step::unchanged) return unchanged(line, pointer(), row.deleted, body);
  }
  // An older row with UpdatedAt that comes after one without stays older.
  const std::int64_t updated_at = std::max(row.updated_at, match ? match->updated_at : 0);
  if (step == Step::remove) return bury(table, *match, Change::removed, updated_at);

  Change change = step == Step::add ? Change::added : Change::changed;
  if (step == Step::remember_removal) {
    change = Change::unknown;
    if (!match) warn(line, RowFault::delete_unknown);
  }
  if (person == 0) person = person_of(row.person_link_key);
  const domain::VersionId version = new_version();
  if (match) close(table, *match);
  Query(db(), "INSERT INTO insurance VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", version,
        batch_, still, static_cast<std::int64_t>(change), match ? match->version : 0, person,
        insurance.insurer_number, insurance.number, updated_at, Bytes{body})
      .run();
  hold_birthdate(insurance.birthdate, person);
  count(change, 1);
  keep(version);
}

}  // namespace madoguchi::store::sqlite
