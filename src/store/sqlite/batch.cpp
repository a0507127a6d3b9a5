#include "store/sqlite/batch.hpp"

#include <algorithm>

#include "store/sqlite/records.hpp"
#include "store/sqlite/versions.hpp"

namespace madoguchi::store::sqlite {

namespace {

struct TakeBack {
  const char* oldest_of_newest;  // of the `?2` newest staged versions
  const char* reopen;
  const char* remove_numbers;  // nullptr: the table has none
  const char* remove;
};

#define MADOGUCHI_TAKE_BACK(table, numbers)                                        \
  {                                                                                \
    "SELECT min(version_id) FROM (SELECT version_id FROM " table                   \
    " WHERE version_id > ?1 ORDER BY version_id DESC LIMIT ?2)",                   \
        "UPDATE " table                                                            \
        " SET to_batch = 9223372036854775807 WHERE version_id IN (SELECT previous" \
        " FROM " table " WHERE version_id >= ?1 AND previous <> 0)",               \
        numbers, "DELETE FROM " table " WHERE version_id >= ?1"                    \
  }
#define MADOGUCHI_REMOVE_NUMBERS(table)                                                     \
  "DELETE FROM number_holder WHERE (number, recipient_id) IN (SELECT number, recipient_id " \
  "FROM " table " WHERE version_id >= ?1 AND number IS NOT NULL AND recipient_id > ?2)"

constexpr TakeBack tables[] = {
    MADOGUCHI_TAKE_BACK("ticket", MADOGUCHI_REMOVE_NUMBERS("ticket")),
    MADOGUCHI_TAKE_BACK("qualification", MADOGUCHI_REMOVE_NUMBERS("qualification")),
    MADOGUCHI_TAKE_BACK("insurance", nullptr),
    MADOGUCHI_TAKE_BACK("card", nullptr),
    MADOGUCHI_TAKE_BACK("institution", nullptr),
    MADOGUCHI_TAKE_BACK("office", nullptr),
};

}  // namespace

std::optional<StoreProblem> begin_batch(Session& session, const BatchHeader& header) {
  Memory& memory = session.memory;
  if (key_is_used(session.db, header.record.party, header.record.request_key)) {
    return StoreProblem{StoreError::key_used, "request key used before"};
  }
  const domain::BatchId batch = (memory.published / batch_step + 1) * batch_step;
  Query(session.db, "INSERT INTO batch VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8, ?9, ?10)",
        batch, name_of(header.kind), header.party, header.office_code, header.record.at.ms,
        memory.last_version, memory.last_person, memory.last_recipient, memory.last_code,
        header.acting)
      .run();
  memory.staging = batch;
  return std::nullopt;
}

void publish_batch(Session& session, util::Instant at) {
  Memory& memory = session.memory;
  Query(session.db, "UPDATE batch SET state = 1, at = ?2, last_version = ?3 WHERE id = ?1",
        memory.staging, at.ms, memory.last_version)
      .run();
  Query(session.db, "UPDATE meta SET value = ?1 WHERE name = 'published'", memory.staging).run();
  memory.published = memory.staging;
  memory.announced = memory.published;
  memory.staging = 0;
}

util::Result<domain::BatchId, StoreProblem> publish_small_batch(Session& session,
                                                                std::string_view kind,
                                                                const AuditEntry& record) {
  Memory& memory = session.memory;
  const domain::BatchId batch = memory.published + 1;
  // The batch being staged took its number ahead of us and must stay the later one.
  if (memory.staging != 0 && batch >= memory.staging) {
    return util::failure(
        StoreProblem{StoreError::unavailable, "too many small changes during one import"});
  }
  Query(session.db, "INSERT INTO batch VALUES (?1, 1, ?2, ?3, '', ?4, ?5, ?5, ?6, ?7, ?8, '')",
        batch, kind, record.party, record.at.ms, std::int64_t{0}, memory.last_person,
        memory.last_recipient, memory.last_code)
      .run();
  Query(session.db, "UPDATE meta SET value = ?1 WHERE name = 'published'", batch).run();
  memory.published = batch;
  return batch;
}

void drop_empty_batch(Session& session) {
  Query(session.db, "DELETE FROM batch WHERE id = ?1 AND state = 0", session.memory.staging).run();
  session.memory.staging = 0;
}

bool abandon_some(Session& session, std::size_t rows_max) {
  Connection& db = session.db;
  if (session.memory.staging == 0) return true;
  domain::VersionId first_version = 0;
  std::int64_t first_person = 0;
  std::int64_t first_recipient = 0;
  std::int64_t first_code = 0;
  {
    Query row(db,
              "SELECT first_version, first_person, first_recipient, first_code FROM batch"
              " WHERE id = ?1",
              session.memory.staging);
    if (!row.row()) throw Failure{SQLITE_CORRUPT, "the batch being staged has no row"};
    first_version = row.integer(0);
    first_person = row.integer(1);
    first_recipient = row.integer(2);
    first_code = row.integer(3);
  }
  for (const TakeBack& table : tables) {
    const std::int64_t from =
        single(db, 0, table.oldest_of_newest, first_version, static_cast<std::int64_t>(rows_max));
    if (from == 0) continue;
    Query(db, table.reopen, from).run();
    if (table.remove_numbers != nullptr) {
      Query(db, table.remove_numbers, from, first_recipient).run();
    }
    Query(db, table.remove, from).run();
    return false;
  }
  Query(db, "DELETE FROM recipient WHERE id > ?1", first_recipient).run();
  Query(db, "DELETE FROM person WHERE id > ?1", first_person).run();
  Query(db, "DELETE FROM known_code WHERE id > ?1", first_code).run();
  Query(db, "DELETE FROM batch WHERE id = ?1", session.memory.staging).run();
  session.memory = read_memory(db);
  return true;
}

}  // namespace madoguchi::store::sqlite
