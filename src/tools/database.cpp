#include "tools/database.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "store/sqlite/open.hpp"
#include "util/file.hpp"

namespace madoguchi::tools {

namespace {

namespace fs = std::filesystem;
using store::sqlite::Pages;

auto failed(DatabaseError error, std::string place, std::string detail) {
  return util::failure(DatabaseProblem{error, std::move(place), std::move(detail)});
}

DatabaseProblem problem_of(const store::StoreProblem& problem, const std::string& place) {
  using store::StoreError;
  DatabaseError error = DatabaseError::unreadable;
  if (problem.error == StoreError::locked) error = DatabaseError::held;
  if (problem.error == StoreError::schema_newer) error = DatabaseError::newer;
  if (problem.error == StoreError::corrupt) {
    const bool foreign = problem.detail.find("not a file of this program") != std::string::npos ||
                         problem.detail.find("not a database") != std::string::npos;
    error = foreign ? DatabaseError::not_ours : DatabaseError::damaged;
  }
  return {error, place, problem.detail};
}

DatabaseResult<void> must_be_there(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    const bool none = errno == ENOENT || errno == ENOTDIR;
    return failed(none ? DatabaseError::missing : DatabaseError::unreadable, path,
                  std::generic_category().message(errno));
  }
  if (!S_ISREG(status.st_mode) || status.st_size == 0) {
    return failed(DatabaseError::not_ours, path, "empty or not a regular file");
  }
  return {};
}

// A copy takes as much as the file has and a little for the log beside it.
DatabaseResult<void> must_have_room(const std::string& target, const std::string& source) {
  std::error_code error;
  const auto bytes = fs::file_size(source, error);
  const auto folder = fs::path(target).parent_path();
  const auto space = fs::space(folder.empty() ? fs::path(".") : folder, error);
  if (error) return failed(DatabaseError::unreadable, target, error.message());
  const bool counted = space.capacity != 0;  // /proc has none, and says later why it is none
  if (!counted || space.available >= bytes + bytes / 20) return {};
  return failed(DatabaseError::no_room, target,
                fmt::format("{} MiB of {} MiB", space.available >> 20, bytes >> 20));
}

// The lock that a center holds while it runs.
DatabaseResult<util::FileLock> hold(const std::string& database) {
  auto lock = util::FileLock::take(database + ".lock");
  if (lock) return std::move(*lock);
  const bool held = lock.error().error == util::FileError::locked;
  return failed(held ? DatabaseError::held : DatabaseError::unreadable, database,
                lock.error().text());
}

struct Chain {
  store::ChainReport report;
  domain::BatchId published = 0;
};

DatabaseResult<Chain> walk_chain(const std::string& path, const center::AuditSettings& audit,
                                 BeyondHead beyond) {
  const auto key = store::verifying_key(audit.checkpoint_key_file);
  if (!key) return failed(DatabaseError::no_key, audit.checkpoint_key_file, key.error());
  store::sqlite::Options options;
  options.path = path;
  options.open = store::sqlite::Options::Open::read_only;
  auto registry = store::sqlite::open(options);
  if (!registry) return util::failure(problem_of(registry.error(), path));
  const auto head = util::sync_wait((*registry)->head());
  if (!head) return util::failure(problem_of(head.error(), path));
  auto file = store::read_checkpoint_file(audit.checkpoint_file, audit.chain, *key);
  if (beyond == BeyondHead::came_later) {
    std::erase_if(file.checkpoints,
                  [&](const store::Checkpoint& one) { return one.head > head->id; });
  }
  auto report = store::verify_chain(**registry, file.checkpoints, *key);
  if (!report) return util::failure(problem_of(report.error(), path));
  for (const auto line : file.unreadable_lines) {
    report->faults.push_back(
        {0, "checkpoint", fmt::format("{}:{}: 読み取れない行です。", audit.checkpoint_file, line)});
  }
  for (const auto line : file.false_marks) {
    report->faults.push_back({0, "restore",
                              fmt::format("{}:{}: 復元の印の署名または順序が正しくありません。",
                                          audit.checkpoint_file, line)});
  }
  return Chain{std::move(*report), (*registry)->published()};
}

// The file of a backup while it is being written: held, empty, for its owner only; gone with this
// unless it was kept.
class Partial {
 public:
  static DatabaseResult<Partial> begin(const std::string& path) {
    auto lock = util::FileLock::take(path);
    if (!lock) {
      const bool held = lock.error().error == util::FileError::locked;
      return failed(held ? DatabaseError::held : DatabaseError::unreadable, path,
                    lock.error().text());
    }
    std::error_code error;
    fs::resize_file(path, 0, error);  // what a killed one left
    if (!error) fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, error);
    if (error) return failed(DatabaseError::unreadable, path, error.message());
    Partial begun(path, std::move(*lock));
    begun.remove_companions();  // a log of an earlier one must not be taken for its own
    return begun;
  }
  Partial(Partial&& other) noexcept
      : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}
  Partial& operator=(Partial&&) = delete;
  ~Partial() {
    std::error_code ignored;
    if (path_.empty()) return;
    remove_companions();
    fs::remove(path_, ignored);
  }
  const std::string& path() const { return path_; }
  // The file has its own name now.
  void kept() {
    remove_companions();
    path_.clear();
  }

 private:
  Partial(std::string path, util::FileLock lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  void remove_companions() const {
    std::error_code ignored;
    for (const char* suffix : {"-journal", "-wal", "-shm"}) fs::remove(path_ + suffix, ignored);
  }
  std::string path_;
  util::FileLock lock_;
};

std::string stamp(util::Instant now) {
  std::string text = util::iso_date_time_in_japan(now).substr(0, 23);
  std::erase_if(text, [](char c) { return c == '-' || c == ':' || c == '.'; });
  return text;
}

// Gives the database that is there a second name and leaves no log behind: one of the old database
// beside the new one would be taken for its own.
DatabaseResult<std::string> set_aside(const std::string& path, util::Instant now) {
  std::error_code error;
  if (!fs::exists(path, error)) return std::string();
  const auto aside = path + ".replaced-" + stamp(now);
  const auto folded = store::sqlite::fold_log(path);
  if (!folded && folded.error().error == store::StoreError::locked) {
    return util::failure(problem_of(folded.error(), path));
  }
  // A damaged one keeps its log under the same name.
  for (const char* suffix : {"-wal", "-shm"}) {
    if (!fs::exists(path + suffix, error)) continue;
    const auto moved = util::move_new(path + suffix, aside + suffix);
    if (!moved) return failed(DatabaseError::unreadable, aside, moved.error().text());
  }
  fs::create_hard_link(path, aside, error);
  if (error) return failed(DatabaseError::unreadable, aside, error.message());
  return aside;
}

DatabaseResult<void> swap_in(const std::string& fresh, const std::string& path) {
  std::error_code error;
  fs::rename(fresh, path, error);
  if (error) return failed(DatabaseError::unreadable, path, error.message());
  const auto synced = util::sync_folder(fs::path(path).parent_path());
  if (!synced) return failed(DatabaseError::unreadable, path, synced.error().text());
  return {};
}

// Tells the auditor; the error is for the operator.
util::Result<void, std::string> put_mark(const center::AuditSettings& audit,
                                         const DatabaseState& state, const std::string& reason,
                                         util::Instant at) {
  const auto key = store::verifying_key(audit.checkpoint_key_file);
  if (!key) return util::failure(key.error());
  auto mark = store::restore_mark(audit.chain, reason, state.head, state.head_hash, at);
  key->sign(mark);
  if (!key->verify(mark)) return util::failure(std::string("秘密鍵がないため署名できません"));
  const auto appended = util::append_line(audit.checkpoint_file, store::checkpoint_line(mark));
  if (!appended) return util::failure(appended.error().text());
  return {};
}

// What was signed beyond the backup's head.
void count_later(const center::AuditSettings& audit, util::Instant& at, Restored& restored) {
  const auto key = store::verifying_key(audit.checkpoint_key_file);
  if (!key) return;
  for (const auto& one :
       store::read_checkpoint_file(audit.checkpoint_file, audit.chain, *key).checkpoints) {
    at.ms = std::max(at.ms, one.at.ms + 1);
    if (one.head <= restored.state.head) continue;
    ++restored.later;
    restored.later_head = std::max(restored.later_head, one.head);
  }
}

}  // namespace

std::string DatabaseProblem::text() const {
  const auto what = [this]() -> std::string_view {
    switch (error) {
      case DatabaseError::missing:
        return "ファイルがありません。場所をご確認ください";
      case DatabaseError::exists:
        return "同じ名前のファイルがあります。上書きしません。別の名前を指定してください";
      case DatabaseError::held:
        return "センターまたは別の作業が使用中です。終わってからお試しください";
      case DatabaseError::not_ours:
        return "窓口のデータベースではありません。ファイルをご確認ください";
      case DatabaseError::damaged:
        return "データベースが壊れているか、記録がそろっていません";
      case DatabaseError::newer:
        return "新しい版のデータベースです。新しい版の madoguchi をお使いください";
      case DatabaseError::no_room:
        return "空き容量が足りません。空けるか、別の場所を指定してください。何も書いていません";
      case DatabaseError::no_key:
        return "監査の署名鍵を読み取れません。設定 audit.checkpoint_key_file と鍵の控えをご確認くだ"
               "さい";
      case DatabaseError::unreadable:
        break;
    }
    return "読み書きできません。空き容量と権限をご確認ください";
  }();
  return fmt::format("{}: {}{}", what, place, detail.empty() ? "" : "（" + detail + "）");
}

bool DatabaseState::whole() const {
  return faults.empty() &&
         std::none_of(inspections.begin(), inspections.end(),
                      [](const store::sqlite::Inspection& one) { return one.faults != 0; });
}

std::string DatabaseState::first_fault() const {
  for (const auto& one : inspections) {
    if (one.faults != 0) {
      return fmt::format("{}: {}件 {}", one.japanese, one.faults, one.detail);
    }
  }
  if (faults.empty()) return {};
  return fmt::format("[{}] {}: {}", faults.front().what, faults.front().id, faults.front().text);
}

DatabaseResult<DatabaseState> look_through(const std::string& path,
                                           const center::AuditSettings& audit, BeyondHead beyond,
                                           const Pages& told) {
  if (auto there = must_be_there(path); !there) return util::failure(there.error());
  const auto schema = store::sqlite::schema_of(path);
  if (!schema) return util::failure(problem_of(schema.error(), path));
  if (schema->version == 0) return failed(DatabaseError::not_ours, path, "schema 0");
  if (schema->min_reader > schema->newest) {
    return failed(DatabaseError::newer, path, fmt::format("schema {}", schema->version));
  }
  DatabaseState state;
  state.schema = schema->version;
  std::error_code ignored;
  state.bytes = static_cast<std::int64_t>(fs::file_size(path, ignored));
  auto inspections = store::sqlite::inspect(path, told);
  if (!inspections) return util::failure(problem_of(inspections.error(), path));
  state.inspections = std::move(*inspections);
  if (!schema->pending.empty()) {
    state.chain = DatabaseState::Chain::older_schema;
    return state;
  }
  auto chain = walk_chain(path, audit, beyond);
  if (!chain) return util::failure(chain.error());
  state.published = chain->published;
  state.head = chain->report.records;
  state.head_hash = chain->report.head_hash;
  state.checkpoints = chain->report.checkpoints;
  state.faults = std::move(chain->report.faults);
  return state;
}

DatabaseResult<DatabaseState> back_up(const center::CenterConfig& config, const std::string& output,
                                      const Pages& told) {
  const auto& database = config.store.path;
  if (auto there = must_be_there(database); !there) return util::failure(there.error());
  std::error_code error;
  if (fs::symlink_status(output, error).type() != fs::file_type::not_found) {
    return failed(DatabaseError::exists, output, error ? error.message() : "");
  }
  if (auto room = must_have_room(output, database); !room) return util::failure(room.error());
  auto partial = Partial::begin(output + ".partial");
  if (!partial) return util::failure(partial.error());
  const auto copied = store::sqlite::copy_database(database, partial->path(), told);
  if (!copied) return util::failure(problem_of(copied.error(), output));
  auto state = look_through(partial->path(), config.audit, BeyondHead::came_later, {});
  if (!state) return state;
  if (!state->whole()) return failed(DatabaseError::damaged, database, state->first_fault());
  const auto moved = util::move_new(partial->path(), output);
  if (!moved) {
    const bool exists = moved.error().error == util::FileError::exists;
    return failed(exists ? DatabaseError::exists : DatabaseError::unreadable, output,
                  moved.error().text());
  }
  partial->kept();
  const auto folder = fs::path(output).parent_path();
  const auto synced = util::sync_folder(folder.empty() ? fs::path(".") : folder);
  if (!synced) return failed(DatabaseError::unreadable, output, synced.error().text());
  return state;
}

DatabaseResult<Restored> restore(const center::CenterConfig& config, const std::string& backup,
                                 const std::string& reason, util::Instant now, const Pages& told) {
  const auto& database = config.store.path;
  if (auto there = must_be_there(backup); !there) return util::failure(there.error());
  const auto held = hold(database);
  if (!held) return util::failure(held.error());
  if (auto room = must_have_room(database, backup); !room) return util::failure(room.error());
  auto fresh = Partial::begin(database + ".restoring");
  if (!fresh) return util::failure(fresh.error());
  const auto copied = store::sqlite::copy_database(backup, fresh->path(), told);
  if (!copied) return util::failure(problem_of(copied.error(), backup));
  // What is put in is what is looked through: the copy, as this program will read it.
  const auto schema = store::sqlite::schema_of(fresh->path());
  if (!schema) return util::failure(problem_of(schema.error(), backup));
  if (schema->version == 0) return failed(DatabaseError::not_ours, backup, "schema 0");
  auto forward = store::sqlite::bring_forward(fresh->path());
  if (forward) forward = store::sqlite::fold_log(fresh->path());
  if (!forward) return util::failure(problem_of(forward.error(), backup));
  auto state = look_through(fresh->path(), config.audit, BeyondHead::came_later, {});
  if (!state) {
    auto problem = state.error();
    if (problem.place == fresh->path()) problem.place = backup;
    return util::failure(std::move(problem));
  }
  if (!state->whole()) return failed(DatabaseError::damaged, backup, state->first_fault());
  Restored restored;
  restored.state = std::move(*state);
  auto aside = set_aside(database, now);
  if (!aside) return util::failure(aside.error());
  restored.replaced = std::move(*aside);
  if (auto swapped = swap_in(fresh->path(), database); !swapped) {
    return util::failure(swapped.error());
  }
  fresh->kept();
  count_later(config.audit, now, restored);
  if (restored.later != 0 && !reason.empty()) {
    const auto marked = put_mark(config.audit, restored.state, reason, now);
    restored.marked = marked.has_value();
    if (!marked) restored.mark_problem = marked.error();
  }
  return restored;
}

DatabaseResult<store::sqlite::SchemaState> schema_state(const std::string& path) {
  if (auto there = must_be_there(path); !there) return util::failure(there.error());
  auto state = store::sqlite::schema_of(path);
  if (!state) return util::failure(problem_of(state.error(), path));
  if (state->version > state->newest) {
    return failed(DatabaseError::newer, path,
                  fmt::format("schema {}, this program has {}", state->version, state->newest));
  }
  return std::move(*state);
}

DatabaseResult<Migrated> bring_forward(const center::CenterConfig& config, FirstBackup first,
                                       std::string backup_file, util::Instant now,
                                       const Pages& told) {
  const auto& database = config.store.path;
  const auto held = hold(database);
  if (!held) return util::failure(held.error());
  auto before = schema_state(database);
  if (!before) return util::failure(before.error());
  Migrated migrated{std::move(*before), {}};
  if (migrated.before.pending.empty()) return migrated;
  if (first == FirstBackup::take) {
    if (backup_file.empty()) {
      backup_file = fmt::format("{}.schema-{}-{}", database, migrated.before.version, stamp(now));
    }
    const auto saved = back_up(config, backup_file, told);
    if (!saved) return util::failure(saved.error());
    migrated.backup = backup_file;
  }
  const auto done = store::sqlite::bring_forward(database);
  if (!done) return util::failure(problem_of(done.error(), database));
  return migrated;
}

DatabaseResult<Findings> check_database(const std::string& path, const center::AuditSettings& audit,
                                        BeyondHead beyond, const Pages& told) {
  using State = Finding::State;
  const auto state = look_through(path, audit, beyond, told);
  if (!state) return util::failure(state.error());
  Findings findings;
  findings.push_back({State::good,
                      "schema",
                      {"形式の番号", "schema"},
                      {fmt::format("{}", state->schema), fmt::format("{}", state->schema)}});
  const Text repair{"センターを止め、控えから madoguchi db restore で戻してください。",
                    "Stop the center and restore a backup with madoguchi db restore."};
  for (const auto& one : state->inspections) {
    const bool good = one.faults == 0;
    findings.push_back({good ? State::good : State::bad,
                        one.what,
                        {one.japanese, one.what},
                        {good ? "" : fmt::format("{}件 {}", one.faults, one.detail),
                         good ? "" : fmt::format("{} faults {}", one.faults, one.detail)},
                        good ? Text{} : repair});
  }
  const Text chain{"監査の鎖と署名", "audit chain and checkpoints"};
  if (state->chain == DatabaseState::Chain::older_schema) {
    findings.push_back({State::skipped,
                        "chain",
                        chain,
                        {"古い形式のため確かめられません。", "older schema: cannot be walked"},
                        {"madoguchi db migrate のあとに、もう一度お試しください。",
                         "Check again after madoguchi db migrate."}});
    return findings;
  }
  const auto counts = fmt::format("{} / {}", state->head, state->checkpoints);
  if (state->faults.empty()) {
    findings.push_back(
        {State::good,
         "chain",
         chain,
         {"記録 / チェックポイント: " + counts, "records / checkpoints: " + counts}});
  }
  for (const auto& fault : state->faults) {
    findings.push_back(
        {State::bad,
         "chain." + fault.what,
         chain,
         {fmt::format("{}: {}", fault.id, fault.text),
          fmt::format("{} at {}", fault.what, fault.id)},
         {"元のファイルを保全し、madoguchi audit verify で確かめて運用者へ連絡してください。",
          "Secure the originals, run madoguchi audit verify, tell the operator."}});
  }
  return findings;
}

}  // namespace madoguchi::tools
