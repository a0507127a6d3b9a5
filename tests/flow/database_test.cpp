// madoguchi db: the operator's hands on the center's database, also while it works.
#include <sqlite3.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>

#include "flow/asker.hpp"
#include "flow/manual.hpp"
#include "flow/requests.hpp"
#include "flow/small_volume.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;

void run_sql(const fs::path& file, const std::string& sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
  char* error = nullptr;
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK)
      << sql << ": " << (error != nullptr ? error : "");
  sqlite3_free(error);
  sqlite3_close(db);
}

std::vector<std::string> texts_in(const fs::path& file, const std::string& sql) {
  sqlite3* db = nullptr;
  sqlite3_open(file.c_str(), &db);
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr);
  std::vector<std::string> texts;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    texts.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
  }
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return texts;
}

// No file may grow beyond it: a full disk for the commands started meanwhile.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit full = before_;
    full.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &full);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

class Database : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
  }
  Finished db(std::vector<std::string> words) const {
    words.insert(words.begin(), "db");
    words.insert(words.end(), {"--config", system.center_config()});
    return run(words);
  }
  Finished back_up(const std::string& name) const {
    return db({"backup", "--output", system.path(name).string()});
  }
  Finished restore(const std::string& name, const std::string& reason = "") const {
    std::vector<std::string> words = {"restore", system.path(name).string()};
    if (!reason.empty()) words.insert(words.end(), {"--reason", reason});
    return db(words);
  }
  Finished check(const std::string& name = "") const {
    if (name.empty()) return db({"check"});
    return db({"check", "--file", system.path(name).string()});
  }
  Finished verify() const { return run({"audit", "verify", "--config", system.center_config()}); }
  std::string database() const { return bytes_of(system.path("center.db")); }
  // Nothing of an unfinished one.
  void expect_no_leftovers() const {
    for (const auto& name : names_in(system.path(""))) {
      EXPECT_EQ(name.find(".partial"), std::string::npos) << name;
      EXPECT_EQ(name.find(".restoring"), std::string::npos) << name;
    }
  }
  static void expect(const Finished& done, int code, std::string_view text) {
    EXPECT_EQ(done.code, code) << done.out << done.err;
    EXPECT_NE((done.out + done.err).find(text), std::string::npos) << done.out << done.err;
  }
  std::string asked(std::string_view key) { return message(about(recipient(key), system.today())); }
  // A crowd's qualifications, so that there is something to copy.
  std::string crowd(int from, int count) const {
    std::vector<Recipient> people;
    for (int i = from; i < from + count; ++i) people.push_back(one_of_crowd(i));
    return qualification_csv(people);
  }

  System system;
};

TEST_F(Database, a_backup_is_taken_and_checked_while_the_center_answers_and_imports) {
  auto& x = system.clinic(clinic_x);
  Asker asker(x, asked("R1"));
  std::atomic<bool> imported = false;
  std::thread importing([&] {
    for (int i = 0; i < 4; ++i) {
      EXPECT_EQ(system.import("qualification", crowd(i * 3000, 3000)).code, 0);
    }
    imported = true;
  });
  int backups = 0;
  do {
    const auto name = "backup-" + std::to_string(backups++) + ".db";
    expect(back_up(name), 0, "控えを取り、確かめました");
    EXPECT_FALSE(fs::exists(system.path(name + "-wal"))) << "one file is everything";
    EXPECT_EQ(fs::status(system.path(name)).permissions() & fs::perms::all,
              fs::perms::owner_read | fs::perms::owner_write);
    expect(check(name), 0, "合格");
  } while (!imported && backups < 200);
  importing.join();
  EXPECT_TRUE(asker.goes_on());
  asker.end();
  // Each is one state: never half an import.
  for (int i = 0; i < backups; ++i) {
    const auto rows = texts_in(system.path("backup-" + std::to_string(i) + ".db"),
                               "SELECT count(*) FROM qualification q JOIN batch b ON b.id = "
                               "q.from_batch WHERE b.state = 1");
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ((std::stoi(rows[0]) - static_cast<int>(everybody().size())) % 3000, 0) << rows[0];
  }
  const auto before = bytes_of(system.path("backup-0.db"));
  expect(back_up("backup-0.db"), 2, "上書きしません");
  EXPECT_EQ(bytes_of(system.path("backup-0.db")), before);
  expect_no_leftovers();
  system.expect_whole_chain();
}

TEST_F(Database, a_killed_backup_leaves_nothing_that_passes_for_one) {
  system.registered("qualification", crowd(0, 5000));
  write_in_place(system.path("left.db.partial"), "what a killed one left");
  expect(back_up("left.db"), 0, "控えを取り");
  for (int i = 0; i < 10; ++i) {
    const auto name = "killed-" + std::to_string(i) + ".db";
    const auto file = system.path(name);
    Process backup({"db", "backup", "--config", system.center_config(), "--output", file.string()},
                   system.path("killed.log").string());
    eventually([&] { return fs::exists(file.string() + ".partial") || !backup.running(); });
    backup.kill();
    if (fs::exists(file)) {
      expect(check(name), 0, "合格");
    } else {
      expect(back_up(name), 0, "控えを取り");
    }
  }
  expect_no_leftovers();
  system.expect_whole_chain();
}

TEST_F(Database, a_full_disk_and_wrong_places_are_told_and_leave_nothing) {
  {
    const FullDisk full(64 * 1024);
    expect(back_up("full.db"), 1, "空き容量");
  }
  EXPECT_FALSE(fs::exists(system.path("full.db")));
  expect_no_leftovers();
  expect(back_up("full.db"), 0, "控えを取り");
  expect(db({"backup", "--output", "/proc/no-such-place.db"}), 1, "権限");
  expect(back_up("no/such/folder.db"), 1, "権限");
  expect(back_up("center.db"), 2, "上書きしません");
  system.stop_center();
  const auto before = database();
  {
    const FullDisk full(64 * 1024);
    expect(restore("full.db"), 1, "空き容量");
  }
  EXPECT_EQ(database(), before) << "a restore that failed changed nothing";
  expect_no_leftovers();
}

TEST_F(Database, a_copy_that_would_not_fit_is_not_begun) {
  if (const auto why = SmallVolume::impossible(); !why.empty()) GTEST_SKIP() << why;
  const SmallVolume volume(system.path("backups"), 128);
  expect(db({"backup", "--output", volume.path("center.db").string()}), 1, "空き容量が足りません");
  EXPECT_TRUE(fs::is_empty(system.path("backups")));
  expect(back_up("center-1.db"), 0, "控えを取り");
}

TEST_F(Database, a_restore_keeps_what_was_there_and_tells_the_auditor) {
  auto& x = system.clinic(clinic_x);
  ASSERT_EQ(x.send(asked("R1")).xml().first("QualificationValidity"), "1");
  expect(back_up("good.db"), 0, "控えを取り");
  expect(restore("good.db"), 1, "使用中");  // the center holds it
  ASSERT_EQ(x.send(asked("R1")).xml().first("QualificationValidity"), "1");
  system.registered("qualification", crowd(0, 10));
  system.stop_center();  // signs what came after the backup

  expect(restore("good.db"), 0, "切り取り（cut）");
  expect(verify(), 1, "[cut]");
  const auto later = texts_in(system.path("center.db"), "SELECT count(*) FROM audit");
  std::size_t replaced = 0;
  for (const auto& name : names_in(system.path(""))) {
    if (name.find("center.db.replaced-") != 0) continue;
    ++replaced;
    EXPECT_GT(std::stoi(texts_in(system.path(name), "SELECT count(*) FROM audit")[0]),
              std::stoi(later[0]))
        << "what was there is all there";
  }
  EXPECT_EQ(replaced, 1U);

  expect(restore("good.db", "ディスクの故障"), 0, "復元の印に署名しました");
  expect(verify(), 0, "ディスクの故障");
  system.start_center();
  EXPECT_EQ(x.send(asked("R1")).xml().first("QualificationValidity"), "1");
  system.stop_center();
  expect(verify(), 0, "RESTORED");
  expect(check(), 0, "合格");

  // The mark cannot be used a second time to hide another cut.
  const auto path = system.path("checkpoints.jsonl");
  std::string mark;
  std::ifstream lines(path);
  for (std::string line; std::getline(lines, line);) {
    if (line.find("restored") != std::string::npos) mark = line;
  }
  ASSERT_FALSE(mark.empty());
  expect(restore("good.db"), 0, "切り取り（cut）");
  std::ofstream(path, std::ios::app) << mark << '\n';
  expect(verify(), 1, "[restore]");
}

TEST_F(Database, only_a_whole_backup_of_ours_is_put_in_place) {
  expect(back_up("good.db"), 0, "控えを取り");
  system.stop_center();
  const auto good = bytes_of(system.path("good.db"));
  const auto before = database();
  const auto refused = [&](const std::string& bytes, int code, std::string_view text) {
    write_in_place(system.path("bad.db"), bytes);
    expect(restore("bad.db"), code, text);
    EXPECT_EQ(database(), before);
  };
  refused("", 1, "窓口のデータベースではありません");
  refused("a text file of somebody", 1, "窓口のデータベースではありません");
  for (const auto part : {good.size() / 4, good.size() / 2, good.size() - 4096, std::size_t{100}}) {
    write_in_place(system.path("bad.db"), good.substr(0, part));
    const auto done = restore("bad.db");
    EXPECT_EQ(done.code, 1) << part << done.out;
    EXPECT_EQ(database(), before) << part;
  }
  fs::remove(system.path("bad.db"));
  run_sql(system.path("bad.db"), "CREATE TABLE other (id INTEGER); INSERT INTO other VALUES (1)");
  expect(restore("bad.db"), 1, "窓口のデータベースではありません");
  // One whose record was changed.
  write_in_place(system.path("bad.db"), good);
  run_sql(system.path("bad.db"), "UPDATE audit SET party = 'operator:other' WHERE id = 2");
  expect(restore("bad.db"), 1, "書き換えられています");
  expect(restore("not-there.db"), 2, "ファイルがありません");
  EXPECT_EQ(database(), before);
  expect_no_leftovers();
  system.start_center();
}

TEST_F(Database, a_check_lists_what_does_not_fit_together) {
  expect(back_up("good.db"), 0, "控えを取り");
  expect(check(), 0, "○ 監査の鎖と署名");
  const auto damaged = [&](const std::string& sql, std::string_view line) {
    fs::copy_file(system.path("good.db"), system.path("bad.db"),
                  fs::copy_options::overwrite_existing);
    run_sql(system.path("bad.db"), sql);
    expect(check("bad.db"), 1, line);
  };
  damaged("DELETE FROM recipient WHERE id = 1", "× 受給者");
  damaged("DELETE FROM person WHERE id = 1", "× 個人");
  damaged("DELETE FROM batch WHERE id = (SELECT from_batch FROM ticket LIMIT 1)", "× 版の登録");
  damaged("DELETE FROM number_holder", "× 番号の索引");
  damaged("UPDATE meta SET value = 0 WHERE name = 'published'", "× 公開の番号");
  damaged("DELETE FROM audit WHERE id = 2", "× 監査の番号");
  damaged("UPDATE audit SET detail = '{}' WHERE id = 1", "× 監査の鎖と署名");
  const auto json = db({"check", "--file", system.path("bad.db").string(), "--json"});
  EXPECT_EQ(json.code, 1);
  const auto read = nlohmann::json::parse(json.out);
  EXPECT_EQ(read["ok"], false);
  EXPECT_EQ(db({"check", "--english"}).code, 0);
  EXPECT_EQ(db({"check", "--file", system.path("none.db").string()}).code, 2);
}

// A filled database with the schema that the first `count` migrations make.
void make_older(const fs::path& filled, const fs::path& older, int count) {
  std::vector<std::string> files;
  const auto folder = source_folder() / "src/store/migrations/sqlite";
  for (const auto& name : names_in(folder)) files.push_back(bytes_of(folder / name));
  std::string sql =
      "PRAGMA application_id = 1296122959; PRAGMA user_version = " + std::to_string(count) + ";";
  for (int i = 0; i < count; ++i) sql += files[static_cast<std::size_t>(i)];
  run_sql(older, sql);
  std::string copy = "ATTACH '" + filled.string() + "' AS filled;";
  for (const auto& table : texts_in(older, "SELECT name FROM sqlite_schema WHERE type = 'table'")) {
    if (table == "meta") {  // its names are the schema's
      copy += "UPDATE meta SET value = (SELECT value FROM filled.meta f WHERE f.name = meta.name);";
      continue;
    }
    std::string columns;
    for (const auto& one : texts_in(older, "SELECT name FROM pragma_table_info('" + table + "')")) {
      columns += (columns.empty() ? "" : ", ") + one;
    }
    copy += "DELETE FROM " + table + "; INSERT INTO " + table + " (" + columns + ") SELECT " +
            columns + " FROM filled." + table + ";";
  }
  run_sql(older, copy);
  run_sql(older, "UPDATE meta SET value = 1 WHERE name = 'min_reader'");
}

TEST_F(Database, an_older_one_is_brought_forward_with_a_backup_first) {
  auto& x = system.clinic(clinic_x);
  ASSERT_EQ(x.send(asked("R1")).xml().first("QualificationValidity"), "1");
  expect(db({"migrate"}), 0, "最新です");
  system.stop_center();
  system.center_more = "[store]\npath = \"center.db\"\nmigrate = \"by_command\"\n";
  for (const int release : {3, 2}) {  // 0.1.0, and one before its last migration
    const auto older = system.path("older.db");
    fs::remove(older);
    make_older(system.path("center.db"), older, release);
    fs::rename(older, system.path("center.db"));
    const auto old_bytes = database();
    const auto dry = db({"migrate", "--dry-run"});
    EXPECT_EQ(dry.code, 0) << dry.err;
    EXPECT_EQ(database(), old_bytes) << "a dry run changes nothing";
    const bool pending = dry.out.find("最新です") == std::string::npos;
    EXPECT_TRUE(release == 3 || pending) << dry.out;
    if (pending) {
      system.begin_center();  // refuses it until it was told to
      EXPECT_TRUE(eventually([this] { return !system.center.running(); }));
      EXPECT_NE(system.center_log().find("db migrate"), std::string::npos) << system.center_log();
      const auto first = system.path("first-" + std::to_string(release) + ".db").string();
      expect(db({"migrate", "--backup", first}), 0, "移行しました");
      EXPECT_EQ(texts_in(first, "PRAGMA user_version")[0], std::to_string(release));
    }
    expect(db({"migrate"}), 0, "最新です");
    expect(check(), 0, "合格");
    system.start_center();
    EXPECT_EQ(x.send(asked("R1")).xml().first("QualificationValidity"), "1");
    expect(db({"migrate", "--dry-run"}), 0, "最新です");
    system.stop_center();
    system.expect_whole_chain();
  }
  run_sql(system.path("center.db"), "PRAGMA user_version = 9999");
  expect(db({"migrate"}), 1, "新しい版");
}

}  // namespace
}  // namespace madoguchi::flow
