#include "store/sqlite/maintenance.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include "store/sqlite/connection.hpp"
#include "store/sqlite/migrate.hpp"

namespace madoguchi::store::sqlite {

namespace {

constexpr std::size_t cache_kib = 16384;
constexpr int pages_a_step = 2048;
constexpr int findings_max = 20;

template <class Work>
auto guarded(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const Failure& failure) {
    return util::failure(problem_of(failure));
  }
}

util::Result<void, StoreProblem> sync_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  const int error = errno;
  if (file >= 0) ::close(file);
  if (synced) return {};
  return util::failure(
      StoreProblem{StoreError::unavailable, "sync: " + std::generic_category().message(error)});
}

// In one read transaction of `from`: without it each writer's commit would start the copy anew.
void copy_pages(Connection& from, Connection& to, const Pages& told) {
  const Snapshot snapshot(from);
  single(from, 0, "SELECT count(*) FROM sqlite_schema");
  const std::unique_ptr<sqlite3_backup, int (*)(sqlite3_backup*)> backup(
      sqlite3_backup_init(to.handle(), "main", from.handle(), "main"), &sqlite3_backup_finish);
  if (!backup) throw Failure{sqlite3_extended_errcode(to.handle()), sqlite3_errmsg(to.handle())};
  int code = SQLITE_OK;
  while (code == SQLITE_OK) {
    code = sqlite3_backup_step(backup.get(), pages_a_step);
    const std::int64_t all = sqlite3_backup_pagecount(backup.get());
    if (told) told(all - sqlite3_backup_remaining(backup.get()), all);
  }
  if (code != SQLITE_DONE) throw Failure{code, sqlite3_errstr(code)};
}

struct Rule {
  const char* what;
  const char* japanese;
  const char* faults;  // SQL: how many
};

#define MADOGUCHI_EACH_VERSION(before, after)                                               \
  "SELECT " before "qualification" after " + " before "ticket" after " + " before           \
  "insurance" after " + " before "card" after " + " before "institution" after " + " before \
  "office" after

constexpr Rule rules[] = {
    {"versions", "版の期間（始まりが終わりより後でない）",
     MADOGUCHI_EACH_VERSION("(SELECT count(*) FROM ", " WHERE from_batch > to_batch)")},
    {"batches", "版の登録（登録の記録がある）",
     MADOGUCHI_EACH_VERSION("(SELECT count(*) FROM ",
                            " v WHERE NOT EXISTS (SELECT 1 FROM batch b WHERE b.id = "
                            "v.from_batch))")},
    {"ends", "版の終わり（終わらせた登録の記録がある）",
     MADOGUCHI_EACH_VERSION("(SELECT count(*) FROM ",
                            " v WHERE to_batch <> 9223372036854775807 AND NOT EXISTS (SELECT 1 "
                            "FROM batch b WHERE b.id = v.to_batch))")},
    {"recipients", "受給者（資格と券の受給者が登録されている）",
     "SELECT (SELECT count(*) FROM qualification q WHERE NOT EXISTS (SELECT 1 FROM recipient r "
     "WHERE r.id = q.recipient_id)) + (SELECT count(*) FROM ticket t WHERE NOT EXISTS (SELECT 1 "
     "FROM recipient r WHERE r.id = t.recipient_id))"},
    {"people", "個人（資格・保険・カードの個人が登録されている）",
     "SELECT (SELECT count(*) FROM qualification q WHERE q.person_id <> 0 AND NOT EXISTS (SELECT 1 "
     "FROM person p WHERE p.id = q.person_id)) + (SELECT count(*) FROM insurance i WHERE "
     "i.person_id <> 0 AND NOT EXISTS (SELECT 1 FROM person p WHERE p.id = i.person_id)) + (SELECT "
     "count(*) FROM card c WHERE c.person_id <> 0 AND NOT EXISTS (SELECT 1 FROM person p WHERE "
     "p.id = c.person_id))"},
    {"codes", "コード（券の医療機関と受給者の福祉事務所が登録されている）",
     "SELECT (SELECT count(*) FROM ticket t WHERE NOT EXISTS (SELECT 1 FROM known_code k WHERE "
     "k.id = t.institution_id)) + (SELECT count(*) FROM recipient r WHERE NOT EXISTS (SELECT 1 "
     "FROM known_code k WHERE k.id = r.office_id))"},
    {"numbers", "番号の索引（資格と券の番号がすべて引ける）",
     "SELECT (SELECT count(*) FROM qualification q WHERE q.number IS NOT NULL AND q.change <= 2 "
     "AND "
     "NOT EXISTS (SELECT 1 FROM number_holder n WHERE n.number = q.number AND n.recipient_id = "
     "q.recipient_id)) + (SELECT count(*) FROM ticket t WHERE t.number IS NOT NULL AND t.change <= "
     "2 AND NOT EXISTS (SELECT 1 FROM number_holder n WHERE n.number = t.number AND n.recipient_id "
     "= t.recipient_id))"},
    {"published", "公開の番号（最後に公開した登録と一致する）",
     "SELECT (SELECT value FROM meta WHERE name = 'published') <> (SELECT coalesce(max(id), 0) "
     "FROM "
     "batch WHERE state = 1)"},
    {"audit", "監査の番号（欠番がない）",
     "SELECT (SELECT coalesce(max(id), 0) FROM audit) - (SELECT count(*) FROM audit)"},
};

Inspection pages(Connection& db) {
  Inspection found{"pages", "ページと索引（SQLiteの検査）", 0, {}};
  const std::string sql = "PRAGMA integrity_check(" + std::to_string(findings_max) + ")";
  Query query(db, sql.c_str());
  while (query.row()) {
    const auto text = query.text(0);
    if (text == "ok") continue;
    ++found.faults;
    if (found.detail.empty()) found.detail = std::string(text);
  }
  return found;
}

}  // namespace

util::Result<void, StoreProblem> copy_database(const std::string& from, const std::string& to,
                                               const Pages& told) {
  const auto copied = guarded([&]() -> util::Result<void, StoreProblem> {
    Connection source(from, Connection::Mode::read, cache_kib);
    Connection target(to, Connection::Mode::write, cache_kib);
    target.execute("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF");
    copy_pages(source, target, told);
    target.execute("PRAGMA journal_mode = DELETE");
    return {};
  });
  if (!copied) return copied;
  return sync_file(to);
}

util::Result<SchemaState, StoreProblem> schema_of(const std::string& path) {
  return guarded([&]() -> util::Result<SchemaState, StoreProblem> {
    Connection db(path, Connection::Mode::read, cache_kib);
    const auto version = version_of(db);
    if (!version) return util::failure(version.error());
    SchemaState state;
    state.version = *version;
    state.newest = migrations().back().number;
    state.min_reader =
        *version == 0
            ? 0
            : static_cast<int>(single(db, 0, "SELECT value FROM meta WHERE name = 'min_reader'"));
    for (const auto& one : migrations()) {
      if (one.number > *version) state.pending.emplace_back(one.name);
    }
    return state;
  });
}

util::Result<void, StoreProblem> bring_forward(const std::string& path) {
  return guarded([&] {
    Connection db(path, Connection::Mode::write, cache_kib);
    db.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    return migrate(db);
  });
}

util::Result<void, StoreProblem> fold_log(const std::string& path) {
  return guarded([&]() -> util::Result<void, StoreProblem> {
    Connection db(path, Connection::Mode::write, cache_kib);
    db.execute("PRAGMA synchronous = FULL");
    Query fold(db, "PRAGMA wal_checkpoint(TRUNCATE)");
    if (fold.row() && fold.integer(0) != 0) {
      return util::failure(StoreProblem{StoreError::locked, "another program reads the database"});
    }
    return {};
  });
}

util::Result<std::vector<Inspection>, StoreProblem> inspect(const std::string& path,
                                                            const Pages& told) {
  return guarded([&]() -> util::Result<std::vector<Inspection>, StoreProblem> {
    Connection db(path, Connection::Mode::read, cache_kib);
    const Snapshot snapshot(db);
    std::vector<Inspection> all;
    const auto count = static_cast<std::int64_t>(std::size(rules)) + 1;
    all.push_back(pages(db));
    for (const auto& rule : rules) {
      if (told) told(static_cast<std::int64_t>(all.size()), count);
      Inspection found{rule.what, rule.japanese, 0, {}};
      found.faults = single(db, 0, rule.faults);
      all.push_back(std::move(found));
    }
    if (told) told(count, count);
    return all;
  });
}

}  // namespace madoguchi::store::sqlite
