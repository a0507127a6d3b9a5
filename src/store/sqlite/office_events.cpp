#include "store/sqlite/office_events.hpp"

#include "store/sqlite/batch.hpp"
#include "store/sqlite/bodies.hpp"
#include "store/sqlite/versions.hpp"

namespace madoguchi::store::sqlite {

namespace {

#define MADOGUCHI_EVENT_COLUMNS \
  "id, kind, office_code, recipient_key, institution_code, record, person, at, day, content"

constexpr std::int64_t expired_at_once = 2000;

OfficeEvent event_of(const Query& row) {
  OfficeEvent event;
  event.cursor = row.integer(0);
  event.kind = static_cast<OfficeEventKind>(row.integer(1));
  event.office_code = row.text(2);
  event.recipient_key = row.text(3);
  event.institution_code = row.text(4);
  event.record = row.integer(5);
  event.person = row.integer(6);
  event.at = util::Instant{row.integer(7)};
  event.day = util::Day::from_number(static_cast<std::int32_t>(row.integer(8)));
  event.content = row.text(9);
  return event;
}

std::string name_of_institution(Connection& db, const std::string& code,
                                domain::BatchId published) {
  Query row(db, "SELECT body FROM institution WHERE code = ?2 AND " MADOGUCHI_HOLDS_AS_OF,
            published, code);
  return row.row() ? name_in_institution(row.blob(0)) : std::string();
}

domain::StatedMonth stated_month(const Query& row) {
  domain::StatedMonth stated;
  stated.month = util::Month::from_index(static_cast<std::int32_t>(row.integer(0)));
  stated.planned_day = static_cast<int>(row.integer(1));
  stated.state = static_cast<domain::StatedMonth::State>(row.integer(2));
  stated.text = row.text(3);
  return stated;
}

}  // namespace

void add_office_events(Connection& db, const std::vector<OfficeEvent>& events) {
  if (events.empty()) return;
  auto last = single(db, 0, "SELECT max(id) FROM office_event");
  for (const OfficeEvent& event : events) {
    Query(db,
          "INSERT OR IGNORE INTO office_event (" MADOGUCHI_EVENT_COLUMNS
          ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
          last + 1, static_cast<std::int64_t>(event.kind), event.office_code, event.recipient_key,
          event.institution_code, event.record, event.person, event.at.ms, event.day.number(),
          event.content)
        .run();
    if (sqlite3_changes64(db.handle()) > 0) ++last;
  }
}

std::int64_t expire_office_events(Connection& db, util::Instant told_before) {
  // Along their numbers, which are in the order of time: no answer waits long behind it.
  Query(db,
        "DELETE FROM office_event WHERE at < ?1 AND id IN (SELECT id FROM office_event WHERE id <"
        " (SELECT max(id) FROM office_event) ORDER BY id LIMIT ?2)",
        told_before.ms, expired_at_once)
      .run();
  return sqlite3_changes64(db.handle());
}

OfficeEventPage read_office_events(Connection& db, const std::string& office_code,
                                   std::int64_t after, std::size_t items_max,
                                   domain::BatchId published) {
  OfficeEventPage page;
  page.next = after;
  Query rows(db,
             "SELECT " MADOGUCHI_EVENT_COLUMNS
             " FROM office_event INDEXED BY office_event_of_office"
             " WHERE office_code = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
             office_code, after, static_cast<std::int64_t>(items_max) + 1);
  while (rows.row()) {
    page.more = page.items.size() == items_max;
    if (page.more) break;
    page.items.push_back(event_of(rows));
    page.next = page.items.back().cursor;
  }
  for (auto& event : page.items) {
    event.institution_name = name_of_institution(db, event.institution_code, published);
  }
  return page;
}

std::optional<OfficeEvent> read_asked_about(Connection& db, const AskedAboutQuery& query) {
  Query row(db,
            "SELECT " MADOGUCHI_EVENT_COLUMNS
            " FROM office_event INDEXED BY office_event_of_recipient"
            " WHERE office_code = ?1 AND recipient_key = ?2 AND institution_code = ?3 AND kind = 0"
            " AND day BETWEEN ?4 AND ?5 ORDER BY record DESC LIMIT 1",
            query.office_code, query.recipient_key, query.institution_code,
            query.month.first_day().number(), query.month.last_day().number());
  if (!row.row()) return std::nullopt;
  return event_of(row);
}

std::optional<StoreProblem> change_calendar(Session& session, const CalendarChange& change,
                                            const AuditEntry& record) {
  const auto batch = publish_small_batch(session, "calendar", record);
  if (!batch) return batch.error();
  const auto& stated = change.stated;
  Query(session.db,
        "UPDATE calendar SET to_batch = ?3"
        " WHERE office_code = ?1 AND month = ?2 AND " MADOGUCHI_CURRENT,
        change.office_code, stated.month.index(), *batch)
      .run();
  Query(session.db,
        "INSERT INTO calendar (from_batch, to_batch, office_code, month, planned_day, state, text,"
        " at, acting) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        *batch, still, change.office_code, stated.month.index(), stated.planned_day,
        static_cast<std::int64_t>(stated.state), stated.text, record.at.ms, change.acting)
      .run();
  return std::nullopt;
}

std::vector<domain::StatedMonth> read_stated_months(Connection& db, domain::BatchId as_of,
                                                    const std::string& office_code) {
  std::vector<domain::StatedMonth> months;
  Query rows(db,
             "SELECT month, planned_day, state, text FROM calendar INDEXED BY calendar_of_office"
             " WHERE office_code = ?2 AND from_batch <= ?1 AND to_batch > ?1 ORDER BY month",
             as_of, office_code);
  while (rows.row()) months.push_back(stated_month(rows));
  return months;
}

std::vector<CalendarVersion> read_calendar(Connection& db, const std::string& office_code,
                                           std::optional<util::Month> month) {
  std::vector<CalendarVersion> versions;
  Query rows(db,
             "SELECT month, planned_day, state, text, at, acting, from_batch,"
             " to_batch = 9223372036854775807"
             " FROM calendar WHERE office_code = ?1 AND (?2 OR month = ?3) ORDER BY id",
             office_code, !month.has_value(), month ? month->index() : 0);
  while (rows.row()) {
    CalendarVersion version;
    version.stated = stated_month(rows);
    version.at = util::Instant{rows.integer(4)};
    version.acting = rows.text(5);
    version.batch = rows.integer(6);
    version.holds = rows.integer(7) != 0;
    versions.push_back(std::move(version));
  }
  return versions;
}

}  // namespace madoguchi::store::sqlite
