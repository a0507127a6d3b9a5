#include "store/sqlite/operations.hpp"

#include <map>

#include "store/job.hpp"
#include "store/sqlite/batch.hpp"
#include "store/sqlite/versions.hpp"

namespace madoguchi::store::sqlite {

namespace {

#define MADOGUCHI_JOB_COLUMNS                                               \
  "reception_number, interface, institution_code, month, file_identifier, " \
  "file_identifier_raw, received_at, state, snapshot, units, error_code, day"

BulkJob job_of(const Query& row) {
  BulkJob job;
  job.reception_number = row.text(0);
  job.interface = row.text(1);
  job.institution_code = row.text(2);
  job.month = util::Month::from_index(static_cast<std::int32_t>(row.integer(3)));
  job.arbitrary_file_identifier = row.text(4);
  job.arbitrary_file_identifier_raw = row.text(5);
  job.received_at = util::Instant{row.integer(6)};
  const auto state = job_state_named(row.text(7));
  if (!state) throw Failure{SQLITE_CORRUPT, "unknown job state"};
  job.state = *state;
  job.snapshot = row.integer(8);
  job.units = row.integer(9);
  job.error_code = row.text(10);
  if (!row.is_null(11)) {
    job.day = util::Day::from_number(static_cast<std::int32_t>(row.integer(11)));
  }
  return job;
}

std::optional<BulkJob> job_if_any(Query& row) {
  if (!row.row()) return std::nullopt;
  return job_of(row);
}

}  // namespace

void insert_job(Connection& db, const NewJob& taken) {
  const BulkJob& job = taken.job;
  const auto day = job.day ? std::optional(job.day->number()) : std::nullopt;
  Query(db,
        "INSERT INTO bulk_job (" MADOGUCHI_JOB_COLUMNS
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        job.reception_number, job.interface, job.institution_code, job.month.index(),
        job.arbitrary_file_identifier, job.arbitrary_file_identifier_raw, job.received_at.ms,
        name_of(job.state), job.snapshot, job.units, job.error_code, day)
      .run();
  if (!taken.questions) return;
  Query(db, "INSERT INTO bulk_content (reception_number, questions, outcome) VALUES (?1, ?2, '')",
        job.reception_number, *taken.questions)
      .run();
}

bool end_job(Connection& db, const EndedJob& ended) {
  if (!change_job(db, ended.job)) return false;
  Query(db, "UPDATE bulk_content SET outcome = ?2 WHERE reception_number = ?1",
        ended.job.reception_number, ended.outcome)
      .run();
  return true;
}

bool change_job(Connection& db, const BulkJob& job) {
  Query(db,
        "UPDATE bulk_job SET state = ?2, snapshot = ?3, units = ?4, error_code = ?5"
        " WHERE reception_number = ?1",
        job.reception_number, name_of(job.state), job.snapshot, job.units, job.error_code)
      .run();
  return sqlite3_changes64(db.handle()) > 0;
}

std::int64_t expire_jobs(Connection& db, util::Instant received_before) {
  Query(db,
        "UPDATE bulk_job SET state = 'expired' WHERE received_at < ?1"
        " AND state IN ('done', 'done_empty', 'failed')",
        received_before.ms)
      .run();
  return sqlite3_changes64(db.handle());
}

std::optional<BulkJob> read_job(Connection& db, const std::string& reception_number) {
  Query row(db, "SELECT " MADOGUCHI_JOB_COLUMNS " FROM bulk_job WHERE reception_number = ?1",
            reception_number);
  return job_if_any(row);
}

std::optional<BulkContent> read_job_content(Connection& db, const std::string& reception_number) {
  Query row(db, "SELECT questions, outcome FROM bulk_content WHERE reception_number = ?1",
            reception_number);
  if (!row.row()) return std::nullopt;
  return BulkContent{std::string(row.text(0)), std::string(row.text(1))};
}

std::optional<BulkJob> read_latest_job(Connection& db, const std::string& interface,
                                       const std::string& institution_code, util::Month month) {
  Query row(db,
            "SELECT " MADOGUCHI_JOB_COLUMNS
            " FROM bulk_job WHERE institution_code = ?1 AND month = ?2 AND interface = ?3"
            " ORDER BY id DESC LIMIT 1",
            institution_code, month.index(), interface);
  return job_if_any(row);
}

std::vector<BulkJob> read_unfinished_jobs(Connection& db) {
  std::vector<BulkJob> jobs;
  Query rows(db, "SELECT " MADOGUCHI_JOB_COLUMNS
                 " FROM bulk_job WHERE state IN ('accepted', 'processing') ORDER BY id");
  while (rows.row()) jobs.push_back(job_of(rows));
  return jobs;
}

void insert_consent(Connection& db, const ConsentRow& row) {
  Query(db,
        "INSERT INTO consent (person, institution_code, kind, given, at, available_until)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        row.person, row.institution_code, static_cast<std::int64_t>(row.consent.kind),
        row.consent.given, row.consent.at.ms, row.consent.available_until.ms)
      .run();
}

std::vector<ConsentRow> read_consents(Connection& db, domain::PersonId person,
                                      const std::string& institution_code, util::Instant live_at) {
  std::map<std::int64_t, ConsentRow> latest;  // by kind
  Query rows(db,
             "SELECT kind, given, at, available_until FROM consent"
             " WHERE person = ?1 AND institution_code = ?2 AND at <= ?3 ORDER BY at, id",
             person, institution_code, live_at.ms);
  while (rows.row()) {
    const std::int64_t kind = rows.integer(0);
    if (kind < 0 || kind > static_cast<std::int64_t>(domain::ConsentKind::operation)) {
      throw Failure{SQLITE_CORRUPT, "unknown consent kind"};
    }
    latest[kind] = {person,
                    institution_code,
                    {static_cast<domain::ConsentKind>(kind), rows.integer(1) != 0,
                     util::Instant{rows.integer(2)}, util::Instant{rows.integer(3)}}};
  }
  std::vector<ConsentRow> live;
  for (auto& [kind, row] : latest) {
    if (live_at < row.consent.available_until) live.push_back(std::move(row));
  }
  return live;
}

std::optional<StoreProblem> change_setting(Session& session, const SettingChange& change,
                                           const AuditEntry& record) {
  const auto batch = publish_small_batch(session, "setting", record);
  if (!batch) return batch.error();
  Query(session.db,
        "UPDATE setting SET to_batch = ?2 WHERE institution_code = ?1 AND " MADOGUCHI_CURRENT,
        change.institution_code, *batch)
      .run();
  Query(session.db,
        "INSERT INTO setting (from_batch, to_batch, institution_code, uses_medical_assistance,"
        " history_switches) VALUES (?1, ?2, ?3, ?4,"
        // What it does not name stays as the version before it says.
        " (SELECT history_switches FROM setting WHERE institution_code = ?3 AND to_batch = ?1))",
        *batch, still, change.institution_code, change.uses_medical_assistance)
      .run();
  session.memory.announced = *batch;
  return std::nullopt;
}

}  // namespace madoguchi::store::sqlite
