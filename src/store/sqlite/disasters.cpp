#include "store/sqlite/disasters.hpp"

#include <sstream>

#include "store/sqlite/versions.hpp"

namespace madoguchi::store::sqlite {

namespace {

std::string joined(const std::vector<std::string>& areas) {
  std::string text;
  for (const auto& area : areas) text += (text.empty() ? "" : " ") + area;
  return text;
}

std::vector<std::string> parts(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> areas;
  for (std::string area; in >> area;) areas.push_back(area);
  return areas;
}

bool used(Session& session, const AuditEntry& record) {
  return key_is_used(session.db, record.party, record.request_key);
}

StoreProblem key_used() {
  return {StoreError::key_used, "request key used before"};
}

}  // namespace

util::Result<AuditRecord, StoreProblem> declare_disaster(Session& session,
                                                         const domain::Disaster& disaster,
                                                         AuditEntry record) {
  if (used(session, record)) return util::failure(key_used());
  const auto at = record.at;
  const auto party = record.party;
  auto appended = append_record(session, std::move(record));
  Query(session.db, "INSERT INTO disaster VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL)", appended.id,
        joined(disaster.areas), disaster.from.ms, disaster.until.ms, disaster.reason, at.ms, party)
      .run();
  return appended;
}

util::Result<std::optional<AuditRecord>, StoreProblem> end_disaster(Session& session, DisasterId id,
                                                                    AuditEntry record) {
  if (used(session, record)) return util::failure(key_used());
  Query(session.db,
        "UPDATE disaster SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL AND until_at > ?2",
        id, record.at.ms)
      .run();
  if (sqlite3_changes64(session.db.handle()) == 0) return std::optional<AuditRecord>();
  return std::optional<AuditRecord>(append_record(session, std::move(record)));
}

util::Result<AuditRecord, StoreProblem> record_use(Session& session, AuditEntry record) {
  if (used(session, record)) return util::failure(key_used());
  auto appended = append_record(session, std::move(record));
  Query(session.db, "INSERT INTO exceptional_use VALUES (?1)", appended.id).run();
  return appended;
}

std::vector<DeclaredDisaster> read_disasters(Connection& db) {
  std::vector<DeclaredDisaster> found;
  Query rows(db,
             "SELECT id, areas, from_at, until_at, reason, declared_at, declared_by, ended_at"
             " FROM disaster ORDER BY id DESC");
  while (rows.row()) {
    DeclaredDisaster one;
    one.id = rows.integer(0);
    one.declared = {parts(std::string(rows.text(1))), util::Instant{rows.integer(2)},
                    util::Instant{rows.integer(3)}, std::string(rows.text(4))};
    one.declared_at = util::Instant{rows.integer(5)};
    one.declared_by = rows.text(6);
    if (!rows.is_null(7)) one.ended_at = util::Instant{rows.integer(7)};
    found.push_back(std::move(one));
  }
  return found;
}

UsePage read_uses(Connection& db, AuditId after, std::size_t items_max) {
  UsePage page;
  page.next = after;
  std::vector<AuditId> ids;
  {
    Query rows(db, "SELECT record FROM exceptional_use WHERE record > ?1 ORDER BY record LIMIT ?2",
               after, static_cast<std::int64_t>(items_max) + 1);
    while (rows.row()) ids.push_back(rows.integer(0));
  }
  page.more = ids.size() > items_max;
  if (page.more) ids.pop_back();
  for (const auto id : ids) {
    auto record = read_record(db, id);
    if (!record) throw Failure{SQLITE_CORRUPT, "a use without its record"};
    page.items.push_back(std::move(*record));
    page.next = id;
  }
  return page;
}

std::vector<std::string> read_institutions_with_right(Connection& db) {
  std::vector<std::string> codes;
  Query rows(db,
             "SELECT institution_code FROM setting WHERE history_switches & 64"
             " AND " MADOGUCHI_CURRENT " ORDER BY institution_code");
  while (rows.row()) codes.emplace_back(rows.text(0));
  return codes;
}

}  // namespace madoguchi::store::sqlite
