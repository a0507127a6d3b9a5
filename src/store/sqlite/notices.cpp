#include "store/sqlite/notices.hpp"

#include <algorithm>

#include "store/sqlite/batch.hpp"
#include "store/sqlite/people.hpp"

namespace madoguchi::store::sqlite {

namespace {

NoticeRow notice_of(const Query& row) {
  NoticeRow notice;
  notice.id = row.integer(0);
  notice.institution_code = row.text(1);
  notice.record = row.integer(2);
  notice.person = row.integer(3);
  notice.as_of = row.integer(4);
  notice.at = util::Instant{row.integer(5)};
  notice.kind = row.text(6);
  notice.state = row.text(7);
  notice.unit = row.integer(8);
  notice.content = row.text(9);
  return notice;
}

domain::VersionId last_published_version(Connection& db, domain::BatchId published) {
  return single(db, 0,
                "SELECT last_version FROM batch WHERE state = 1"
                " AND kind NOT IN ('setting', 'reference', 'calendar') AND id <= ?1"
                " ORDER BY id DESC LIMIT 1",
                published / batch_step * batch_step);  // registrations have the round numbers
}

struct Changed {
  domain::VersionId version = 0;
  std::int64_t id = 0;
  bool recipient = false;  // `id` is a recipient's, not a person's
};

void add_changed(Connection& db, const char* sql, domain::VersionId after, domain::VersionId last,
                 std::size_t most, std::vector<Changed>& changed, bool recipient) {
  Query rows(db, sql, after, last, static_cast<std::int64_t>(most));
  while (rows.row()) changed.push_back({rows.integer(0), rows.integer(1), recipient});
}

}  // namespace

NoticeCursor read_notice_cursor(Connection& db) {
  return {single(db, 0, "SELECT value FROM meta WHERE name = 'noticed_version'"),
          single(db, 0, "SELECT value FROM meta WHERE name = 'noticed_batch'"),
          single(db, 0, "SELECT value FROM meta WHERE name = 'noticed_record'")};
}

void insert_notice(Session& session, const NoticeRow& row) {
  Query(session.db, "INSERT INTO notice VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        ++session.memory.last_version, row.institution_code, row.record, row.person, row.as_of,
        row.at.ms, row.kind, row.state, row.unit, row.content)
      .run();
}

void add_notices(Session& session, const std::vector<NoticeRow>& rows, const NoticeCursor& cursor) {
  for (const NoticeRow& row : rows) insert_notice(session, row);
  Query(session.db, "UPDATE meta SET value = ?1 WHERE name = 'noticed_version'", cursor.version)
      .run();
  Query(session.db, "UPDATE meta SET value = ?1 WHERE name = 'noticed_batch'", cursor.batch).run();
  Query(session.db, "UPDATE meta SET value = ?1 WHERE name = 'noticed_record'", cursor.record)
      .run();
}

ChangedPeople read_changed_people(Connection& db, domain::VersionId after, std::size_t versions_max,
                                  domain::BatchId published) {
  ChangedPeople read;
  read.as_of = published;
  const auto last = last_published_version(db, published);
  read.until = std::max(after, last);
  if (after >= last) return read;
  std::vector<Changed> changed;
  add_changed(db,
              "SELECT version_id, person_id FROM qualification"
              " WHERE version_id > ?1 AND version_id <= ?2 ORDER BY version_id LIMIT ?3",
              after, last, versions_max, changed, false);
  // A recipient's key may have been another person's before.
  add_changed(db,
              "SELECT version_id, recipient_id FROM qualification"
              " WHERE version_id > ?1 AND version_id <= ?2 ORDER BY version_id LIMIT ?3",
              after, last, versions_max, changed, true);
  add_changed(db,
              "SELECT version_id, recipient_id FROM ticket"
              " WHERE version_id > ?1 AND version_id <= ?2 ORDER BY version_id LIMIT ?3",
              after, last, versions_max, changed, true);
  add_changed(db,
              "SELECT version_id, person_id FROM insurance"
              " WHERE version_id > ?1 AND version_id <= ?2 ORDER BY version_id LIMIT ?3",
              after, last, versions_max, changed, false);
  // A batch is of one kind, so the tables do not mix within it; where one was cut, all are.
  std::stable_sort(changed.begin(), changed.end(),
                   [](const Changed& a, const Changed& b) { return a.version < b.version; });
  if (changed.size() >= versions_max) {
    const auto cut = changed[versions_max - 1].version;
    std::erase_if(changed, [cut](const Changed& one) { return one.version > cut; });
    read.until = cut;
    read.more = cut < last;
  }
  for (const Changed& one : changed) {
    if (!one.recipient) {
      read.people.push_back(one.id);
      continue;
    }
    const auto people = people_of_recipient(db, one.id);
    read.people.insert(read.people.end(), people.begin(), people.end());
  }
  std::sort(read.people.begin(), read.people.end());
  read.people.erase(std::unique(read.people.begin(), read.people.end()), read.people.end());
  return read;
}

namespace {

void read_last_states(Connection& db, ToldAbout& about) {
  Query said(db,
             "SELECT unit, state FROM notice WHERE record = ?1 AND person = ?2 AND content = ''"
             " ORDER BY id",
             about.told.record, about.told.person);
  while (said.row()) about.last_states.insert_or_assign(said.integer(0), said.text(1));
}

}  // namespace

void read_told_about(Connection& db, domain::PersonId person, util::Instant since,
                     std::vector<ToldAbout>& rows) {
  Query told(db,
             "SELECT institution_code, record, at, day, way, validity, sides, as_of"
             " FROM told WHERE person = ?1 AND at >= ?2 ORDER BY record",
             person, since.ms);
  while (told.row()) {
    ToldAbout about;
    about.told.person = person;
    about.told.institution_code = told.text(0);
    about.told.record = told.integer(1);
    about.told.at = util::Instant{told.integer(2)};
    about.told.day = util::Day::from_number(static_cast<std::int32_t>(told.integer(3)));
    about.told.way = static_cast<ToldWay>(told.integer(4));
    about.told.validity = static_cast<int>(told.integer(5));
    about.told.sides = static_cast<unsigned>(told.integer(6));
    about.told.as_of = told.integer(7);
    read_last_states(db, about);
    rows.push_back(std::move(about));
  }
}

std::optional<NoticeRow> read_notice(Connection& db, domain::VersionId id) {
  Query row(db,
            "SELECT id, institution_code, record, person, as_of, at, kind, state, unit,"
            " content FROM notice"
            " WHERE id = ?1",
            id);
  if (!row.row()) return std::nullopt;
  return notice_of(row);
}

std::vector<domain::VersionId> read_notice_ids(Connection& db, const std::string& institution_code,
                                               domain::VersionId after, domain::VersionId last,
                                               std::size_t notices_max) {
  std::vector<domain::VersionId> ids;
  Query rows(db,
             "SELECT id FROM notice INDEXED BY notice_of_institution"
             " WHERE institution_code = ?1 AND id > ?2 AND id <= ?3 ORDER BY id LIMIT ?4",
             institution_code, after, last, static_cast<std::int64_t>(notices_max));
  while (rows.row()) ids.push_back(rows.integer(0));
  return ids;
}

std::int64_t expire_notices(Connection& db, util::Instant made_before) {
  // The newest stays: its number must never be given again.
  Query(db, "DELETE FROM notice WHERE at < ?1 AND id < (SELECT max(id) FROM notice)",
        made_before.ms)
      .run();
  return sqlite3_changes64(db.handle());
}

// Numbers behind the first one of a batch that is not published (as of `published`) are not told:
// its own among them become visible later, and no reader may have gone past them.
domain::VersionId last_told_version(Connection& db, domain::BatchId published) {
  const auto registered = last_published_version(db, published);
  const auto before = single(db, INT64_MAX,
                             "SELECT first_version FROM batch WHERE id > ?1"
                             " AND kind NOT IN ('setting', 'reference', 'calendar')"
                             " ORDER BY id LIMIT 1",
                             published);
  const auto noticed =
      single(db, 0, "SELECT id FROM notice WHERE id <= ?1 ORDER BY id DESC LIMIT 1", before);
  return std::max(registered, noticed);
}

}  // namespace madoguchi::store::sqlite
