#include "store/disaster.hpp"

#include <sqlite3.h>

#include "unit/store/sqlite_backend.hpp"
#include "util/task.hpp"

namespace madoguchi::store {
namespace {

void run_sql(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(db);
  sqlite3_close(db);
}

QualificationRow born(const std::string& key, std::string_view birthdate,
                      const std::string& number) {
  auto row = qualification(key, "L" + key, number);
  row.qualification.person.birthdate = day(birthdate);
  return row;
}

class DisasterStore : public testing::Test {
 protected:
  void SetUp() override { registry = backend.open(); }
  void apply(std::vector<Row> rows) {
    const auto kind = kind_of(rows.front());
    const auto done = util::sync_wait(
        registry->apply(header_for(kind), std::make_unique<ListSource>(std::move(rows))));
    ASSERT_TRUE(done);
    EXPECT_EQ(done->refused, 0U);
  }
  Disasters& disasters() { return disasters_of(*registry); }
  std::size_t born_on(std::string_view birthdate) {
    return util::sync_wait(disasters().people_born(day(birthdate), 100)).value().value().size();
  }

  SqliteBackend backend;
  std::unique_ptr<Registry> registry;
};

domain::Disaster earthquake() {
  return {{"17", "1310000011"}, util::Instant{1000}, util::Instant{2000}, "地震"};
}

TEST_F(DisasterStore, people_are_found_by_the_birth_date_that_holds_now) {
  apply({born("R1", "19500401", "1010008"), born("R2", "19500401", "1010016"),
         born("R3", "19500402", "1010024")});
  EXPECT_EQ(born_on("19500401"), 2U);
  EXPECT_EQ(born_on("19500402"), 1U);
  EXPECT_EQ(born_on("19500403"), 0U);
  auto corrected = born("R1", "19500403", "1010008");
  corrected.updated_at = 9'000'000'000'000;
  apply({corrected});
  EXPECT_EQ(born_on("19500401"), 1U);
  EXPECT_EQ(born_on("19500403"), 1U);
  corrected.deleted = true;
  corrected.updated_at += 1;
  apply({corrected});
  EXPECT_EQ(born_on("19500403"), 0U);
  auto insured = insurance("L9", "777");
  insured.insurance.birthdate = day("19600101");
  apply({insured});
  EXPECT_EQ(born_on("19600101"), 1U);
}

TEST_F(DisasterStore, too_many_of_one_day_are_nobody) {
  apply({born("R1", "19500401", "1010008"), born("R2", "19500401", "1010016")});
  EXPECT_TRUE(util::sync_wait(disasters().people_born(day("19500401"), 2)).value());
  EXPECT_FALSE(util::sync_wait(disasters().people_born(day("19500401"), 1)).value());
}

// A file of before this index: it is filled from the packed rows, and a broken row stops nothing.
TEST_F(DisasterStore, an_older_files_people_are_found_too) {
  auto insured = insurance("L9", "777");
  insured.insurance.birthdate = day("19600101");
  apply({born("R1", "19500401", "1010008"), born("R2", "19500402", "1010016")});
  apply({insured});
  registry.reset();
  run_sql(backend.path(),
          "DROP TABLE disaster; DROP TABLE exceptional_use; DROP TABLE born;"
          "DROP INDEX setting_with_right; PRAGMA user_version = 11;"
          "UPDATE qualification SET body = x'0102' WHERE version_id ="
          " (SELECT max(version_id) FROM qualification)");
  registry = backend.open();
  ASSERT_NE(registry, nullptr);
  EXPECT_EQ(born_on("19500401"), 1U);
  EXPECT_EQ(born_on("19600101"), 1U);
}

TEST_F(DisasterStore, a_declaration_stays_over_a_restart_and_ends_once) {
  auto record = entry("key-1");
  record.at = util::Instant{1500};
  const auto declared = util::sync_wait(disasters().declare_disaster(earthquake(), record)).value();
  const auto again = util::sync_wait(disasters().declare_disaster(earthquake(), record));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().error, StoreError::key_used);
  registry.reset();
  registry = backend.open();
  auto all = util::sync_wait(disasters().disasters()).value();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].id, declared.id);
  EXPECT_EQ(all[0].declared.areas, earthquake().areas);
  EXPECT_EQ(all[0].declared.reason, "地震");
  EXPECT_EQ(all[0].standing().until, util::Instant{2000});
  auto ending = entry("key-2");
  ending.at = util::Instant{1700};
  EXPECT_TRUE(util::sync_wait(disasters().end_disaster(declared.id, ending)).value());
  ending.request_key = "key-3";
  const auto head = util::sync_wait(registry->head()).value().id;
  EXPECT_FALSE(util::sync_wait(disasters().end_disaster(declared.id, ending)).value());
  EXPECT_FALSE(util::sync_wait(disasters().end_disaster(4711, ending)).value());
  EXPECT_EQ(util::sync_wait(registry->head()).value().id, head);  // and nothing is on record
  all = util::sync_wait(disasters().disasters()).value();
  EXPECT_EQ(all[0].standing().until, util::Instant{1700});
}

TEST_F(DisasterStore, uses_are_pages_of_their_records_only) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(util::sync_wait(disasters().record_use(entry())));
    Commit ordinary;
    ordinary.record = entry();
    EXPECT_TRUE(util::sync_wait(registry->commit(ordinary)));
  }
  auto page = util::sync_wait(disasters().exceptional_uses(0, 2)).value();
  EXPECT_EQ(page.items.size(), 2U);
  EXPECT_TRUE(page.more);
  page = util::sync_wait(disasters().exceptional_uses(page.next, 2)).value();
  ASSERT_EQ(page.items.size(), 1U);
  EXPECT_FALSE(page.more);
  EXPECT_EQ(page.items[0].id, 5);
}

}  // namespace
}  // namespace madoguchi::store
