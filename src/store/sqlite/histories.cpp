#include "store/sqlite/histories.hpp"

#include <algorithm>
#include <map>

#include "store/sqlite/history_switches.hpp"
#include "store/sqlite/operations.hpp"
#include "store/sqlite/records.hpp"
#include "store/sqlite/versions.hpp"

namespace madoguchi::store::sqlite {

namespace {

constexpr std::size_t rows_taken_back_max = 2000;  // in one transaction
constexpr std::size_t older_lines_max = 1000;
constexpr std::size_t rows_in_piece = 500;  // an answer waits for one piece at most

HistoryImportId published_in_meta(Connection& db) {
  return single(db, 0, "SELECT value FROM meta WHERE name = 'history_published'");
}

#define HISTORY_CURRENT "to_import = 9223372036854775807"

// The current version of the same thing: the same 検索番号, else the same key where not both have
// one.
struct Known {
  std::int64_t id = 0;
  std::int64_t billed = 0;
  bool same = false;
};

std::optional<Known> by_search(Connection& db, const HistoryRow& row) {
  if (row.search_key.empty()) return std::nullopt;
  Query found(db,
              "SELECT id, billed, content = ?3 AND person = ?4 AND identity = ?5 FROM history"
              " WHERE search_key = ?1 AND institution_code = ?2 AND " HISTORY_CURRENT,
              row.search_key, row.institution_code, row.content, row.person, row.identity);
  if (!found.row()) return std::nullopt;
  return Known{found.integer(0), found.integer(1), found.integer(2) != 0};
}

std::optional<Known> by_key(Connection& db, const HistoryRow& row) {
  Query found(db,
              "SELECT id, billed, content = ?5 AND person = ?6 AND identity = ?7 FROM history"
              " WHERE institution_code = ?1 AND month = ?2 AND source = ?3 AND key = ?4"
              " AND " HISTORY_CURRENT " AND (search_key = '' OR ?8 = '')",
              row.institution_code, row.month.index(), static_cast<std::int64_t>(row.source),
              row.key, row.content, row.person, row.identity, row.search_key);
  if (!found.row()) return std::nullopt;
  return Known{found.integer(0), found.integer(1), found.integer(2) != 0};
}

void end_version(Connection& db, std::int64_t id, HistoryImportId import) {
  Query(db, "UPDATE history SET to_import = ?2 WHERE id = ?1", id, import).run();
}

void insert(Connection& db, const HistoryRow& row, HistoryImportId import) {
  Query(db,
        "INSERT INTO history (from_import, to_import, source, person, institution_code, month,"
        " billed, key, search_key, content, identity, why)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        import, still, static_cast<std::int64_t>(row.source), row.person, row.institution_code,
        row.month.index(), row.billed.index(), row.key, row.search_key, row.content, row.identity,
        row.why)
      .run();
}

void place(Connection& db, const HistoryRow& row, HistoryImportId import, HistoryOutcome& outcome) {
  auto known = by_search(db, row);
  if (!known) known = by_key(db, row);
  if (known && known->same) {
    ++outcome.unchanged;
    return;
  }
  if (known && row.billed.index() < known->billed) {
    ++outcome.older;
    if (outcome.older_lines.size() < older_lines_max) outcome.older_lines.push_back(row.line);
    return;
  }
  if (known) end_version(db, known->id, import);
  insert(db, row, import);
  ++(known ? outcome.changed : outcome.added);
  outcome.unmatched += row.person == 0 ? 1 : 0;
}

void place(Connection& db, const MasterRow& row, HistoryImportId import, HistoryOutcome& outcome) {
  std::int64_t known = 0;
  bool same = false;
  {
    Query found(db,
                "SELECT id, content = ?3 FROM history_master WHERE kind = ?1 AND code = ?2"
                " AND " HISTORY_CURRENT,
                row.kind, row.code, row.content);
    if (found.row()) {
      known = found.integer(0);
      same = found.integer(1) != 0;
    }
  }
  if (same) {
    ++outcome.unchanged;
    return;
  }
  if (known != 0) {
    Query(db, "UPDATE history_master SET to_import = ?2 WHERE id = ?1", known, import).run();
  }
  Query(db,
        "INSERT INTO history_master (from_import, to_import, kind, code, content)"
        " VALUES (?1, ?2, ?3, ?4, ?5)",
        import, still, row.kind, row.code, row.content)
      .run();
  ++(known != 0 ? outcome.changed : outcome.added);
}

// Staged rows of an import that did not end, newest first. True when all are gone.
bool take_back_some(Connection& db) {
  const auto published = published_in_meta(db);
  const auto limit = static_cast<std::int64_t>(rows_taken_back_max);
  Query(db,
        "DELETE FROM history WHERE id IN (SELECT id FROM history ORDER BY id DESC LIMIT ?2)"
        " AND from_import > ?1",
        published, limit)
      .run();
  const auto rows = sqlite3_changes64(db.handle());
  Query(db,
        "DELETE FROM history_master WHERE id IN"
        " (SELECT id FROM history_master ORDER BY id DESC LIMIT ?2) AND from_import > ?1",
        published, limit)
      .run();
  if (rows > 0 || sqlite3_changes64(db.handle()) > 0) return false;
  return true;
}

// Versions that an import which did not end had closed.
void reopen(Connection& db) {
  const auto published = published_in_meta(db);
  Query(db,
        "UPDATE history SET to_import = 9223372036854775807"
        " WHERE to_import > ?1 AND to_import < 9223372036854775807",
        published)
      .run();
  Query(db,
        "UPDATE history_master SET to_import = 9223372036854775807"
        " WHERE to_import > ?1 AND to_import < 9223372036854775807",
        published)
      .run();
}

}  // namespace

HistoryRead read_history(Connection& db, const HistoryQuery& query) {
  HistoryRead read;
  const auto published = published_in_meta(db);
  read.as_of = std::min(query.as_of.value_or(published), published);
  {
    Query rows(db,
               "SELECT id, source, month, content FROM history INDEXED BY history_of_person"
               " WHERE person = ?2 AND month BETWEEN ?3 AND ?4"
               " AND from_import <= ?1 AND to_import > ?1 ORDER BY month, id",
               read.as_of, query.person, query.first.index(), query.last.index());
    while (rows.row()) {
      const auto source = rows.integer(1);
      if (source < 0 || source > static_cast<std::int64_t>(HistorySource::dispensing)) {
        throw Failure{SQLITE_CORRUPT, "unknown source of a history"};
      }
      read.rows.push_back({rows.integer(0), static_cast<HistorySource>(source),
                           util::Month::from_index(static_cast<std::int32_t>(rows.integer(2))),
                           std::string(rows.text(3))});
    }
  }
  Query last(db,
             "SELECT max(last_month), max(at) FROM history_import"
             " WHERE id <= ?1 AND kind = 'uke' AND last_month IS NOT NULL",
             read.as_of);
  if (last.row() && !last.is_null(0)) {
    read.last_claim_month = util::Month::from_index(static_cast<std::int32_t>(last.integer(0)));
    read.imported_at = util::Instant{last.integer(1)};
  }
  return read;
}

std::vector<MasterRow> read_masters(Connection& db, const std::string& kind,
                                    const std::vector<std::string>& codes, HistoryImportId as_of) {
  std::vector<MasterRow> rows;
  for (const auto& code : codes) {
    Query row(db,
              "SELECT content FROM history_master WHERE kind = ?2 AND code = ?3"
              " AND from_import <= ?1 AND to_import > ?1",
              as_of, kind, code);
    if (row.row()) rows.push_back({kind, code, std::string(row.text(0))});
  }
  return rows;
}

UnmatchedPage read_unmatched(Connection& db, std::int64_t after, std::size_t items_max) {
  UnmatchedPage page;
  page.next = after;
  Query rows(db,
             "SELECT id, source, institution_code, month, identity, why, from_import FROM history"
             " WHERE person = 0 AND id > ?2 AND from_import <= ?1 AND to_import > ?1"
             " ORDER BY id LIMIT ?3",
             published_in_meta(db), after, static_cast<std::int64_t>(items_max) + 1);
  while (rows.row()) {
    if (page.items.size() == items_max) {
      page.more = true;
      break;
    }
    page.items.push_back({rows.integer(0), static_cast<HistorySource>(rows.integer(1)),
                          std::string(rows.text(2)),
                          util::Month::from_index(static_cast<std::int32_t>(rows.integer(3))),
                          std::string(rows.text(4)), std::string(rows.text(5)), rows.integer(6)});
    page.next = rows.integer(0);
  }
  return page;
}

// In the order in which they were recorded: a clock that was set back brings no consent back.
std::vector<KindChoice> read_choices(Connection& db, domain::PersonId person,
                                     const std::string& institution_code) {
  std::map<domain::ConsentKind, domain::LastChoice> last;
  Query rows(db,
             "SELECT kind, given, at, available_until FROM consent"
             " WHERE person = ?1 AND institution_code = ?2 ORDER BY id",
             person, institution_code);
  while (rows.row()) {
    const auto kind = rows.integer(0);
    if (kind < 0 || kind > static_cast<std::int64_t>(domain::ConsentKind::operation)) {
      throw Failure{SQLITE_CORRUPT, "unknown consent kind"};
    }
    auto& choice = last[static_cast<domain::ConsentKind>(kind)];
    const bool before = choice.given || choice.given_before;
    choice = {rows.integer(1) != 0, before, util::Instant{rows.integer(2)},
              util::Instant{rows.integer(3)}};
  }
  std::vector<KindChoice> choices;
  for (const auto& [kind, choice] : last) choices.push_back({kind, choice});
  return choices;
}

domain::HistorySwitches read_switches(Connection& db, const std::string& institution_code) {
  Query row(db,
            "SELECT history_switches FROM setting WHERE institution_code = ?1"
            " AND " MADOGUCHI_CURRENT,
            institution_code);
  return row.row() && !row.is_null(0) ? switches_of(row.integer(0)) : domain::HistorySwitches();
}

util::Result<AuditRecord, StoreProblem> change_switches(Session& session,
                                                        const WholeSetting& setting,
                                                        AuditEntry record) {
  if (key_is_used(session.db, record.party, record.request_key)) {
    return util::failure(StoreProblem{StoreError::key_used, "request key used before"});
  }
  const SettingChange change{setting.institution_code, setting.uses_medical_assistance};
  if (auto problem = change_setting(session, change, record)) {
    return util::failure(std::move(*problem));
  }
  Query(session.db,
        "UPDATE setting SET history_switches = ?2 WHERE institution_code = ?1"
        " AND " MADOGUCHI_CURRENT,
        setting.institution_code, bits_of(setting.histories))
      .run();
  return append_record(session, std::move(record));
}

bool expire_histories(Session& session, util::Month before, std::size_t rows_max) {
  Query(session.db,
        "DELETE FROM history WHERE id IN"
        " (SELECT id FROM history INDEXED BY history_of_month WHERE month < ?1 LIMIT ?2)",
        before.index(), static_cast<std::int64_t>(rows_max))
      .run();
  return sqlite3_changes64(session.db.handle()) == 0;
}

void HistoryImporter::post(HistoryHeader header, std::unique_ptr<HistoryRows> rows,
                           util::Completion<Result> done) {
  auto order = std::make_shared<std::pair<HistoryHeader, std::unique_ptr<HistoryRows>>>(
      std::move(header), std::move(rows));
  thread_.post([this, order, done]() mutable {
    auto result = run(order->first, *order->second);
    order.reset();  // a source may hold a file open
    done.set(std::move(result));
  });
}

void HistoryImporter::post(HistoryHeader header, std::vector<Rematched> rows,
                           util::Completion<Result> done) {
  auto order = std::make_shared<std::pair<HistoryHeader, std::vector<Rematched>>>(std::move(header),
                                                                                  std::move(rows));
  thread_.post([this, order, done]() mutable { done.set(run(order->first, order->second)); });
}

std::optional<StoreProblem> HistoryImporter::write(WriteJob::Sync sync, const Some& some) {
  if (stopping_) return StoreProblem{StoreError::cancelled, "closing"};
  return writer_.run_and_wait(WriteJob::Lane::import, sync,
                              [&some](Session& session) -> std::optional<StoreProblem> {
                                some(session);
                                return std::nullopt;
                              });
}

std::optional<StoreProblem> HistoryImporter::clean_up() {
  for (bool done = false; !done;) {
    auto problem = write(WriteJob::Sync::deferred,
                         [&done](Session& session) { done = take_back_some(session.db); });
    if (problem) return problem;
  }
  return write(WriteJob::Sync::deferred, [this](Session& session) {
    reopen(session.db);
    staging_ = published_in_meta(session.db) + 1;
  });
}

std::optional<StoreProblem> HistoryImporter::stage(HistoryChunk chunk, HistoryOutcome& outcome) {
  for (const auto& row : chunk.rows) {
    if (row.source != HistorySource::claim) continue;
    last_month_ = std::max(last_month_.value_or(row.month.index()), row.month.index());
  }
  std::size_t at = 0;
  const auto total = chunk.rows.size() + chunk.masters.size();
  while (at < total) {
    const auto end = std::min(total, at + rows_in_piece);
    // A transaction that fails is undone, and so is what it counted.
    const auto before = outcome;
    auto problem = write(WriteJob::Sync::deferred, [&](Session& session) {
      outcome = before;
      for (auto i = at; i < end; ++i) {
        if (i < chunk.rows.size()) {
          place(session.db, chunk.rows[i], staging_, outcome);
        } else {
          place(session.db, chunk.masters[i - chunk.rows.size()], staging_, outcome);
        }
      }
    });
    if (problem) return problem;
    at = end;
  }
  return std::nullopt;
}

HistoryImporter::Result HistoryImporter::run(HistoryHeader& header, HistoryRows& rows) {
  HistoryOutcome outcome;
  last_month_.reset();
  if (auto problem = clean_up()) return util::failure(std::move(*problem));
  if (!header.file_hash.empty()) {
    auto problem = write(WriteJob::Sync::deferred, [&](Session& session) {
      outcome.earlier =
          single(session.db, 0, "SELECT id FROM history_import WHERE file_hash = ?1 AND kind = ?2",
                 header.file_hash, header.kind);
    });
    if (problem) return util::failure(std::move(*problem));
  }
  try {
    while (outcome.earlier == 0) {
      auto chunk = rows.next();
      if (!chunk) break;
      if (auto problem = stage(std::move(*chunk), outcome)) return util::failure(*problem);
    }
  } catch (const std::exception& error) {
    return util::failure(StoreProblem{StoreError::unavailable, error.what()});
  }
  return publish(header, std::move(outcome));
}

HistoryImporter::Result HistoryImporter::run(HistoryHeader& header,
                                             const std::vector<Rematched>& rows) {
  HistoryOutcome outcome;
  last_month_.reset();
  if (auto problem = clean_up()) return util::failure(std::move(*problem));
  auto problem = write(WriteJob::Sync::deferred, [&](Session& session) {
    outcome = HistoryOutcome();
    for (const auto& row : rows) {
      Query(session.db,
            "INSERT INTO history (from_import, to_import, source, person, institution_code, month,"
            " billed, key, search_key, content, identity, why)"
            " SELECT ?2, ?3, source, ?4, institution_code, month, billed, key, search_key, content,"
            " '', '' FROM history WHERE id = ?1 AND person = 0 AND " HISTORY_CURRENT,
            row.id, staging_, still, row.person)
          .run();
      if (sqlite3_changes64(session.db.handle()) == 0) continue;  // a newer version took its place
      end_version(session.db, row.id, staging_);
      ++outcome.changed;
    }
  });
  if (problem) return util::failure(std::move(*problem));
  return publish(header, std::move(outcome));
}

// One small transaction: the import is visible and its record is there, or neither.
HistoryImporter::Result HistoryImporter::publish(HistoryHeader& header, HistoryOutcome outcome) {
  std::optional<StoreProblem> used;
  auto problem = write(WriteJob::Sync::full, [&](Session& session) {
    if (key_is_used(session.db, header.record.party, header.record.request_key)) {
      used = StoreProblem{StoreError::key_used, "request key used before"};
      return;
    }
    auto entry = header.record;
    if (header.now) entry.at = header.now();
    if (outcome.added + outcome.changed > 0 ||
        (outcome.earlier == 0 && !header.file_hash.empty())) {
      outcome.import = staging_;
      Query(session.db, "INSERT INTO history_import VALUES (?1, ?2, ?3, ?4, ?5, ?6)", staging_,
            entry.at.ms, header.kind, entry.party, header.file_hash, last_month_)
          .run();
      Query(session.db, "UPDATE meta SET value = ?1 WHERE name = 'history_published'", staging_)
          .run();
    }
    entry.detail = header.detail(outcome);
    outcome.record = append_record(session, std::move(entry)).id;
  });
  if (!problem) problem = used;
  if (problem) return util::failure(std::move(*problem));
  return outcome;
}

}  // namespace madoguchi::store::sqlite
