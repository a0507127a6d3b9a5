// Kinds without UpdatedAt: cards, institutions, offices. A row is newer when it says something
// else.
#include "store/sqlite/bodies.hpp"
#include "store/sqlite/placing.hpp"

namespace madoguchi::store::sqlite {

namespace {

#define MADOGUCHI_TABLE_SQL(table)                                                   \
  {                                                                                  \
    "UPDATE " table " SET to_batch = ?2 WHERE version_id = ?1",                      \
        "UPDATE " table " SET to_batch = 9223372036854775807 WHERE version_id = ?1", \
        "DELETE FROM " table " WHERE version_id = ?1", nullptr                       \
  }

constexpr TableSql cards MADOGUCHI_TABLE_SQL("card");
constexpr TableSql institutions MADOGUCHI_TABLE_SQL("institution");
constexpr TableSql offices MADOGUCHI_TABLE_SQL("office");

Current current_of(const Query& row) {
  return {row.integer(0),
          row.integer(1),
          static_cast<Change>(row.integer(2)),
          row.integer(3),
          0,
          std::string(row.blob(4))};
}

std::optional<Current> find_coded(Connection& db, const char* sql, const std::string& code) {
  Query row(db, sql, code);
  if (!row.row()) return std::nullopt;
  return current_of(row);
}

struct CardFound {
  Current current;
  std::int64_t person = 0;
  bool revoked = false;
};

std::optional<CardFound> find_card(Connection& db, const CardRow& card) {
  Query row(db,
            "SELECT version_id, from_batch, change, previous, body, person_id, revoked FROM card"
            " WHERE serial_hex = ?1 AND issuer = ?2 AND " MADOGUCHI_CURRENT,
            card.serial_hex, card.issuer);
  if (!row.row()) return std::nullopt;
  return CardFound{current_of(row), row.integer(5), row.integer(6) != 0};
}

}  // namespace

void Placing::place_card(std::size_t line, const CardRow& row) {
  std::optional<CardFound> match = find_card(db(), row);
  const std::int64_t known = known_person(row.person_link_key);
  if (match && match->person != known)
    return refuse(line, RowFault::card_of_another_person, nullptr);
  // A revocation is never undone: a lost card must not open anything again.
  if (match && match->revoked && !row.revoked)
    return refuse(line, RowFault::card_stays_revoked, nullptr);
  const std::string body = packed(row);
  const auto same = [&] {
    return match && match->current.body == body && match->revoked == row.revoked;
  };
  if (same()) return unchanged(line, &match->current);
  if (match && match->current.from == batch_) {
    take_out(line, cards, match->current);
    match = find_card(db(), row);
    if (same()) return unchanged(line, &match->current);
  }
  const std::int64_t person = person_of(row.person_link_key);
  const Change change = match ? Change::changed : Change::added;
  const domain::VersionId version = new_version();
  if (match) close(cards, match->current);
  Query(db(), "INSERT INTO card VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", version, batch_,
        still, static_cast<std::int64_t>(change), match ? match->current.version : 0, person,
        row.serial_hex, row.issuer, row.revoked, Bytes{body})
      .run();
  count(change, 1);
}

void Placing::place_coded(std::size_t line, const TableSql& table, const char* find,
                          const char* insert, const std::string& code, const std::string& body) {
  std::optional<Current> match = find_coded(db(), find, code);
  const auto same = [&] { return match && match->body == body; };
  if (same()) return unchanged(line, &*match);
  if (match && match->from == batch_) {
    take_out(line, table, *match);
    match = find_coded(db(), find, code);
    if (same()) return unchanged(line, &*match);
  }
  const Change change = match ? Change::changed : Change::added;
  const domain::VersionId version = new_version();
  if (match) close(table, *match);
  Query(db(), insert, version, batch_, still, static_cast<std::int64_t>(change),
        match ? match->version : 0, code, Bytes{body})
      .run();
  count(change, 1);
}

void Placing::place_institution(std::size_t line, const InstitutionRow& row) {
  place_coded(line, institutions,
              "SELECT version_id, from_batch, change, previous, body FROM institution"
              " WHERE code = ?1 AND " MADOGUCHI_CURRENT,
              "INSERT INTO institution VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", row.code, packed(row));
}

void Placing::place_office(std::size_t line, const OfficeRow& row) {
  place_coded(line, offices,
              "SELECT version_id, from_batch, change, previous, body FROM office"
              " WHERE code = ?1 AND " MADOGUCHI_CURRENT,
              "INSERT INTO office VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", row.code, packed(row));
}

}  // namespace madoguchi::store::sqlite
