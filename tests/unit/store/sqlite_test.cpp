// What only the embedded store does: its file, its lock, its disk, and a sudden death.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <future>
#include <random>
#include <thread>

#include "store/sqlite/migrate.hpp"
#include "unit/store/sqlite_backend.hpp"

namespace madoguchi::store {

namespace {

void run_sql(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  char* error = nullptr;
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK)
      << (error != nullptr ? error : "");
  sqlite3_free(error);
  sqlite3_close(db);
}

std::int64_t number_in(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  sqlite3_open(path.c_str(), &db);
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr);
  const std::int64_t value =
      sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return value;
}

Commit plain(std::string key = "") {
  Commit one;
  one.record = entry(std::move(key));
  return one;
}

CheckpointKey new_key(const TemporaryFolder& folder) {
  return CheckpointKey::open_or_create((folder.path() / "key.pem").string()).value();
}

// Gives qualifications without end.
class EndlessSource : public RowSource {
 public:
  explicit EndlessSource(std::size_t rows) : rows_(rows) {}
  std::optional<NumberedRow> next() override {
    if (at_ == rows_) return std::nullopt;
    const std::string key = std::to_string(at_);
    auto row = qualification("r" + key, "p" + key, "1010008");
    row.updated_at = 5;
    return NumberedRow{++at_, row};
  }

 private:
  std::size_t rows_;
  std::size_t at_ = 0;
};

std::size_t people_with_number(Registry& registry) {
  std::vector<FactsQuery> query{{std::string(clinic),
                                 ByAssistanceNumber{"12131017", "1010008"},
                                 {month("202406"), month("202408")},
                                 {}}};
  const auto reads = util::sync_wait(registry.facts(query));
  return reads ? reads->at(0).facts.people.size() : 999;
}

int exit_code(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

TEST(SqliteStore, A_second_opener_is_locked_out_and_the_next_one_after_it_is_not) {
  SqliteBackend backend;
  auto first = backend.open();
  ASSERT_NE(first, nullptr);
  const auto second = sqlite::open(backend.options());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().error, StoreError::locked);
  first.reset();
  EXPECT_NE(backend.open(), nullptr);
}

// Answers hold a snapshot from one question to the next. It must not keep the log from being moved
// into the file, or the log would grow for ever.
TEST(SqliteStore, The_log_begins_anew_although_somebody_asks_all_the_time) {
  SqliteBackend backend;
  const auto registry = backend.open();
  const auto begun = [&] {
    std::string head(16, '\0');
    std::ifstream(backend.path() + "-wal", std::ios::binary).read(head.data(), 16);
    return head.substr(12);  // how often the log began
  };
  auto large = plain();
  large.record.detail = std::string(4 * 1024 * 1024, 'x');
  ASSERT_TRUE(util::sync_wait(registry->commit(large)));
  const auto first = begun();
  bool anew = false;
  for (int tries = 0; tries < 300 && !anew; ++tries) {
    ASSERT_TRUE(util::sync_wait(registry->commit(large)));
    EXPECT_EQ(people_with_number(*registry), 0U);
    anew = begun() != first;
  }
  EXPECT_TRUE(anew);
}

namespace {

unsigned mode_of(const std::string& file) {
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

}  // namespace

TEST(SqliteStore, The_files_are_their_owners_alone_whatever_the_umask) {
  SqliteBackend backend;
  const mode_t before = ::umask(0);
  auto registry = backend.open();
  ::umask(before);
  ASSERT_NE(registry, nullptr);
  ASSERT_TRUE(util::sync_wait(registry->commit(plain())));
  for (const std::string suffix : {"", "-wal", "-shm"}) {
    EXPECT_EQ(mode_of(backend.path() + suffix), 0600U) << suffix;
  }
}

TEST(SqliteStore, Files_that_others_could_read_are_closed_to_them) {
  SqliteBackend backend;
  ASSERT_TRUE(util::sync_wait(backend.open()->commit(plain())));
  const std::string wal = backend.path() + "-wal";
  std::ofstream{wal};
  ASSERT_EQ(::chmod(backend.path().c_str(), 0644), 0);
  ASSERT_EQ(::chmod(wal.c_str(), 0666), 0);
  auto registry = backend.open();
  ASSERT_NE(registry, nullptr);
  ASSERT_TRUE(util::sync_wait(registry->commit(plain())));
  for (const std::string suffix : {"", "-wal", "-shm"}) {
    EXPECT_EQ(mode_of(backend.path() + suffix), 0600U) << suffix;
  }
  EXPECT_EQ(util::sync_wait(registry->head())->id, 2);
}

TEST(SqliteStore, Asking_for_health_again_and_again_does_not_write_again_and_again) {
  SqliteBackend backend;
  auto registry = backend.open();
  ASSERT_NE(registry, nullptr);
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(registry->healthy());
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begun);
  const std::int64_t probes =
      number_in(backend.path(), "SELECT value FROM meta WHERE name = 'probe'");
  EXPECT_GE(probes, 1);
  EXPECT_LE(probes, seconds.count() + 1);
}

TEST(SqliteStore, A_reader_works_beside_the_writer_and_writes_nothing) {
  SqliteBackend backend;
  auto writer = backend.open();
  util::sync_wait(writer->commit(plain()));
  auto options = backend.options();
  options.open = sqlite::Options::Open::read_only;
  auto reader = sqlite::open(options);
  ASSERT_TRUE(reader) << reader.error().detail;
  EXPECT_EQ(util::sync_wait((*reader)->head())->id, 1);
  util::sync_wait(writer->commit(plain()));
  EXPECT_EQ(util::sync_wait((*reader)->head())->id, 2);
  EXPECT_FALSE(util::sync_wait((*reader)->commit(plain())));
  EXPECT_FALSE(util::sync_wait(
      (*reader)->apply(header_for(RowKind::qualification), std::make_unique<EndlessSource>(1))));
  EXPECT_FALSE((*reader)->healthy());
  util::sync_wait(
      writer->apply(header_for(RowKind::qualification), std::make_unique<EndlessSource>(3)));
  EXPECT_EQ((*reader)->published(), writer->published());
  EXPECT_EQ(people_with_number(**reader), 3U);
  writer.reset();
  EXPECT_EQ(util::sync_wait((*reader)->head())->id, 3);  // still, and alone
}

TEST(SqliteStore, A_reader_of_a_file_that_is_not_there_makes_none) {
  SqliteBackend backend;
  auto options = backend.options();
  options.open = sqlite::Options::Open::read_only;
  EXPECT_FALSE(sqlite::open(options));
  EXPECT_FALSE(std::filesystem::exists(backend.path()));
}

TEST(SqliteStore, A_place_that_cannot_be_written_is_unavailable) {
  sqlite::Options options;
  options.path = "/proc/no-such-folder/registry.db";
  const auto opened = sqlite::open(options);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().error, StoreError::unavailable);
}

TEST(SqliteStore, A_read_only_folder_is_unavailable) {
  const TemporaryFolder folder;
  ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    // Root may write everywhere: become nobody first.
    if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(9);
    sqlite::Options options;
    options.path = (folder.path() / "registry.db").string();
    const auto opened = sqlite::open(options);
    ::_exit(!opened && opened.error().error == StoreError::unavailable ? 0 : 1);
  }
  EXPECT_EQ(exit_code(child), 0);
  ::chmod(folder.path().c_str(), 0755);
}

TEST(SqliteStore, A_file_that_is_no_store_is_corrupt_and_stays_as_it_is) {
  SqliteBackend backend;
  const std::string bytes(8192, 'x');
  std::ofstream(backend.path()) << bytes;
  const auto opened = sqlite::open(backend.options());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().error, StoreError::corrupt);
  std::ifstream file(backend.path());
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), bytes);
}

TEST(SqliteStore, Another_programs_database_is_refused) {
  SqliteBackend backend;
  run_sql(backend.path(), "CREATE TABLE t (x); INSERT INTO t VALUES (1)");
  const auto opened = sqlite::open(backend.options());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().error, StoreError::corrupt);
}

TEST(SqliteStore, A_damaged_row_is_told_and_never_half_answered) {
  SqliteBackend backend;
  auto registry = backend.open();
  util::sync_wait(
      registry->apply(header_for(RowKind::qualification), std::make_unique<EndlessSource>(1)));
  registry.reset();
  run_sql(backend.path(), "UPDATE qualification SET body = substr(body, 1, length(body) - 3)");
  registry = backend.open();
  std::vector<FactsQuery> query{{std::string(clinic),
                                 ByAssistanceNumber{"12131017", "1010008"},
                                 {month("202406"), month("202408")},
                                 {}}};
  const auto reads = util::sync_wait(registry->facts(query));
  ASSERT_FALSE(reads);
  EXPECT_EQ(reads.error().error, StoreError::corrupt);
}

TEST(SqliteStore, Damaged_pages_are_told_as_corrupt) {
  SqliteBackend backend;
  auto registry = backend.open();
  util::sync_wait(
      registry->apply(header_for(RowKind::qualification), std::make_unique<EndlessSource>(500)));
  registry.reset();
  {
    std::fstream file(backend.path(), std::ios::in | std::ios::out | std::ios::binary);
    const auto size = static_cast<std::int64_t>(std::filesystem::file_size(backend.path()));
    const std::string noise(4096, '\xa5');
    for (std::int64_t at = 4096 * 40; at < size; at += 4096) {
      file.seekp(at);
      file.write(noise.data(), static_cast<std::streamsize>(noise.size()));
    }
  }
  auto opened = sqlite::open(backend.options());
  bool told = !opened && opened.error().error == StoreError::corrupt;
  if (opened) {
    std::vector<FactsQuery> query{{std::string(clinic),
                                   ByAssistanceNumber{"12131017", "1010008"},
                                   {month("202406"), month("202408")},
                                   {}}};
    const auto reads = util::sync_wait((*opened)->facts(query));
    told = !reads && reads.error().error == StoreError::corrupt;
  }
  EXPECT_TRUE(told);
}

TEST(SqliteStore, A_newer_schema_is_refused_and_may_be_read_when_it_says_so) {
  SqliteBackend backend;
  backend.open().reset();
  const auto latest = sqlite::migrations().back().number;
  run_sql(backend.path(), "PRAGMA user_version = " + std::to_string(latest + 1));
  auto opened = sqlite::open(backend.options());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().error, StoreError::schema_newer);
  auto reading = backend.options();
  reading.open = sqlite::Options::Open::read_only;
  EXPECT_TRUE(sqlite::open(reading));
  run_sql(backend.path(),
          "UPDATE meta SET value = " + std::to_string(latest + 1) + " WHERE name = 'min_reader'");
  opened = sqlite::open(reading);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().error, StoreError::schema_newer);
}

TEST(SqliteStore, A_filled_file_of_every_older_schema_is_brought_forward) {
  const auto all = sqlite::migrations();
  for (std::size_t old = 1; old < all.size(); ++old) {
    SqliteBackend backend;
    std::string sql;
    for (std::size_t i = 0; i < old; ++i) sql += all[i].sql;
    sql +=
        "PRAGMA application_id = 1296122959; PRAGMA user_version = " +
        std::to_string(all[old - 1].number) +
        "; INSERT INTO office VALUES (1, 1, 9223372036854775807, 0, 0, '13101', x'00')"
        "; INSERT INTO batch (id, state, kind, party, office_code, at, first_version, last_version,"
        " first_person, first_recipient, first_code)"
        " VALUES (1, 1, 'office', 'operator:1', '', 0, 0, 1, 0, 0, 0)"
        "; UPDATE meta SET value = 1 WHERE name = 'published'";
    run_sql(backend.path(), sql);
    auto registry = backend.open();
    ASSERT_NE(registry, nullptr);
    EXPECT_EQ(registry->published(), 1);
    EXPECT_TRUE(registry->healthy());
    EXPECT_EQ(util::sync_wait(registry->commit(plain()))->id, 1);
    registry.reset();
    EXPECT_EQ(number_in(backend.path(), "PRAGMA user_version"), all.back().number);
    EXPECT_EQ(number_in(backend.path(), "SELECT count(*) FROM office"), 1);
  }
}

TEST(SqliteStore, Records_that_were_changed_in_any_column_are_found) {
  SqliteBackend backend;
  const TemporaryFolder folder;
  const CheckpointKey key = new_key(folder);
  auto registry = backend.open();
  for (int i = 0; i < 9; ++i) util::sync_wait(registry->commit(plain(std::to_string(i))));
  const AuditRecord head = util::sync_wait(registry->head()).value();
  Checkpoint checkpoint{"center-1", head.id, head.hash, util::Instant{1}, "", ""};
  key.sign(checkpoint);
  registry.reset();
  const auto whole = (folder.path() / "whole.db").string();
  std::filesystem::copy_file(backend.path(), whole);
  struct Damage {
    std::string sql;
    std::string what;
  };
  const std::vector<Damage> damages{
      {"UPDATE audit SET at = at + 1 WHERE id = 5", "hash"},
      {"UPDATE audit SET kind = 'look' WHERE id = 5", "hash"},
      {"UPDATE audit SET party = 'x' WHERE id = 5", "hash"},
      {"UPDATE audit SET interface = 'x' WHERE id = 5", "hash"},
      {"UPDATE audit SET request_key = 'x' WHERE id = 5", "hash"},
      {"UPDATE audit SET request_hash = 'x' WHERE id = 5", "hash"},
      {"UPDATE audit SET person = 8 WHERE id = 5", "hash"},
      {"UPDATE audit SET detail = '{}' WHERE id = 5", "hash"},
      {"UPDATE audit SET previous_hash = zeroblob(32) WHERE id = 5", "hash"},
      {"UPDATE audit SET hash = zeroblob(32) WHERE id = 5", "hash"},
      {"UPDATE audit SET id = 50 WHERE id = 5", "gap"},
      {"DELETE FROM audit WHERE id = 1", "gap"},
      {"DELETE FROM audit WHERE id = 5", "gap"},
      {"DELETE FROM audit WHERE id = 9", "cut"},
      {"DELETE FROM audit", "cut"},
      {"INSERT INTO audit SELECT 10, at, kind, party, interface, 'new', request_hash, person,"
       " detail, hash, hash FROM audit WHERE id = 9",
       "hash"},
  };
  for (const Damage& damage : damages) {
    std::filesystem::copy_file(whole, backend.path(),
                               std::filesystem::copy_options::overwrite_existing);
    run_sql(backend.path(), damage.sql);
    auto options = backend.options();
    options.open = sqlite::Options::Open::read_only;
    auto reader = sqlite::open(options);
    ASSERT_TRUE(reader);
    const auto report = verify_chain(**reader, {checkpoint}, key);
    ASSERT_TRUE(report);
    bool found = false;
    for (const auto& fault : report->faults) found = found || fault.what == damage.what;
    EXPECT_TRUE(found) << damage.sql;
  }
  std::filesystem::copy_file(whole, backend.path(),
                             std::filesystem::copy_options::overwrite_existing);
  registry = backend.open();
  EXPECT_TRUE(verify_chain(*registry, {checkpoint}, key)->faults.empty());
}

// A tail that was cut and written anew is whole in itself: only the outside checkpoint tells.
TEST(SqliteStore, A_rewritten_tail_shows_against_the_outside_checkpoint) {
  SqliteBackend backend;
  const TemporaryFolder folder;
  const CheckpointKey key = new_key(folder);
  auto registry = backend.open();
  for (int i = 0; i < 5; ++i) util::sync_wait(registry->commit(plain()));
  const AuditRecord head = util::sync_wait(registry->head()).value();
  Checkpoint checkpoint{"center-1", head.id, head.hash, util::Instant{1}, "", ""};
  key.sign(checkpoint);
  registry.reset();
  run_sql(backend.path(), "DELETE FROM audit WHERE id > 3");
  registry = backend.open();
  for (int i = 0; i < 4; ++i) util::sync_wait(registry->commit(plain("other" + std::to_string(i))));
  EXPECT_TRUE(verify_chain(*registry, {}, key)->faults.empty());
  const auto report = verify_chain(*registry, {checkpoint}, key);
  ASSERT_EQ(report->faults.size(), 1U);
  EXPECT_EQ(report->faults[0].what, "checkpoint");
  EXPECT_EQ(report->faults[0].id, 5);
}

TEST(SqliteStore, Rows_of_a_batch_that_was_never_published_vanish_at_the_next_start) {
  SqliteBackend backend;
  auto registry = backend.open();
  util::sync_wait(
      registry->apply(header_for(RowKind::qualification), std::make_unique<EndlessSource>(3)));
  const auto published = registry->published();
  registry.reset();
  const pid_t child = ::fork();
  if (child == 0) {
    auto opened = sqlite::open(backend.options());
    if (!opened) ::_exit(9);
    class Dying : public RowSource {
     public:
      std::optional<NumberedRow> next() override {
        if (at_ == 400) ::raise(SIGKILL);
        const std::string key = std::to_string(at_);
        auto row = qualification("r" + key, "p" + key, "1010008");
        row.updated_at = 9;
        row.qualification.person.name = "未公開";
        return NumberedRow{++at_, row};
      }

     private:
      std::size_t at_ = 0;
    };
    util::sync_wait(
        (*opened)->apply(header_for(RowKind::qualification), std::make_unique<Dying>()));
    ::_exit(8);
  }
  EXPECT_EQ(exit_code(child), 128 + SIGKILL);
  EXPECT_GT(number_in(backend.path(), "SELECT count(*) FROM qualification"), 3);  // they are there
  registry = backend.open();
  EXPECT_EQ(registry->published(), published);
  EXPECT_EQ(people_with_number(*registry), 3U);
  registry.reset();
  EXPECT_EQ(number_in(backend.path(), "SELECT count(*) FROM qualification"), 3);
  EXPECT_EQ(number_in(backend.path(),
                      "SELECT count(*) FROM qualification WHERE to_batch ="
                      " 9223372036854775807"),
            3);
  for (const std::string table : {"person", "recipient", "number_holder"}) {
    EXPECT_EQ(number_in(backend.path(), "SELECT count(*) FROM " + table), 3) << table;
  }
  EXPECT_EQ(number_in(backend.path(), "SELECT count(*) FROM batch WHERE state = 0"), 0);
}

TEST(SqliteStore, Everything_acknowledged_before_a_kill_is_there_and_the_chain_verifies) {
  const TemporaryFolder folder;
  const CheckpointKey key = new_key(folder);
  SqliteBackend backend;
  std::random_device seed_source;
  const unsigned seed = seed_source();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 5; ++round) {
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      auto opened = sqlite::open(backend.options());
      if (!opened) ::_exit(9);
      std::vector<std::thread> threads;
      for (int t = 0; t < 3; ++t) {
        threads.emplace_back([&] {
          for (;;) {
            const auto record = util::sync_wait((*opened)->commit(plain()));
            if (!record) ::_exit(7);
            const AuditId id = record->id;
            if (::write(pipe_ends[1], &id, sizeof id) != sizeof id) ::_exit(6);
          }
        });
      }
      for (;;) ::pause();
    }
    ::close(pipe_ends[1]);
    const std::size_t wanted = 20 + random() % 200;
    AuditId last = 0;
    std::size_t acknowledged = 0;
    AuditId id = 0;
    while (::read(pipe_ends[0], &id, sizeof id) == sizeof id) {
      last = std::max(last, id);
      if (++acknowledged == wanted) ::kill(child, SIGKILL);
    }
    ::close(pipe_ends[0]);
    EXPECT_EQ(exit_code(child), 128 + SIGKILL);
    ASSERT_GE(acknowledged, wanted);
    auto registry = backend.open();
    ASSERT_NE(registry, nullptr);
    const auto report = verify_chain(*registry, {}, key);
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->faults.empty());
    EXPECT_GE(report->records, last);
  }
}

// The limit on a file's size stands in for a full disk: writing fails at any moment, and later it
// works.
TEST(SqliteStore, A_full_disk_acknowledges_nothing_and_is_got_over) {
  SqliteBackend backend;
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    auto opened = sqlite::open(backend.options());
    if (!opened) ::_exit(10);
    Registry& registry = **opened;
    AuditId acknowledged = 0;
    for (int i = 0; i < 5; ++i) {
      const auto record = util::sync_wait(registry.commit(plain()));
      if (!record) ::_exit(11);
      acknowledged = record->id;
    }
    rlimit unlimited{};
    ::getrlimit(RLIMIT_FSIZE, &unlimited);
    rlimit full = unlimited;
    full.rlim_cur = std::filesystem::file_size(backend.path() + "-wal") + 20000;
    ::setrlimit(RLIMIT_FSIZE, &full);
    bool failed = false;
    for (int i = 0; i < 200 && !failed; ++i) {
      const auto record = util::sync_wait(registry.commit(plain()));
      if (record && record->id != ++acknowledged) ::_exit(12);
      failed = !record;
      if (failed && record.error().error != StoreError::unavailable) ::_exit(13);
    }
    if (!failed) ::_exit(14);
    if (registry.healthy()) ::_exit(15);
    if (util::sync_wait(registry.head())->id != acknowledged) ::_exit(16);  // reading goes on
    if (util::sync_wait(registry.apply(header_for(RowKind::qualification),
                                       std::make_unique<EndlessSource>(50)))) {
      ::_exit(17);
    }
    if (registry.published() != 0) ::_exit(18);
    ::setrlimit(RLIMIT_FSIZE, &unlimited);
    const auto again = util::sync_wait(registry.commit(plain()));
    if (!again || again->id != acknowledged + 1) ::_exit(19);
    // What the health page heard is kept for a second.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!registry.healthy()) {
      if (std::chrono::steady_clock::now() > deadline) ::_exit(20);
      std::this_thread::yield();
    }
    const auto applied = util::sync_wait(
        registry.apply(header_for(RowKind::qualification), std::make_unique<EndlessSource>(10)));
    if (!applied || applied->added != 10) ::_exit(21);
    if (people_with_number(registry) != 10) ::_exit(22);
    const TemporaryFolder folder;
    if (!verify_chain(registry, {}, new_key(folder))->faults.empty()) ::_exit(23);
    ::_exit(0);
  }
  EXPECT_EQ(exit_code(child), 0);
  auto registry = backend.open();  // the lock went with the child
  ASSERT_NE(registry, nullptr);
  EXPECT_TRUE(registry->healthy());
}

TEST(SqliteStore, Closing_during_an_import_cancels_it_and_keeps_nothing) {
  SqliteBackend backend;
  auto registry = backend.open();
  std::promise<void> begun;
  class Slow : public RowSource {
   public:
    explicit Slow(std::promise<void>& begun) : begun_(begun) {}
    std::optional<NumberedRow> next() override {
      if (at_ == 30) begun_.set_value();
      const std::string key = std::to_string(at_);
      return NumberedRow{++at_, qualification("r" + key, "p" + key, "1010008")};
    }

   private:
    std::promise<void>& begun_;
    std::size_t at_ = 0;
  };
  std::promise<util::Result<ApplyOutcome, StoreProblem>> ended;
  util::start(
      registry->apply(header_for(RowKind::qualification), std::make_unique<Slow>(begun)),
      [&](auto result) { ended.set_value(std::move(result)); },
      [&](std::exception_ptr error) { ended.set_exception(error); });
  begun.get_future().wait();
  registry.reset();
  const auto result = ended.get_future().get();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().error, StoreError::cancelled);
  registry = backend.open();
  EXPECT_EQ(people_with_number(*registry), 0U);
  EXPECT_EQ(registry->published(), 0);
}

}  // namespace madoguchi::store
