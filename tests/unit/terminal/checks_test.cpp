#include "terminal/page/checks.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "util/hash.hpp"

namespace madoguchi::terminal {
namespace {

namespace fs = std::filesystem;

class DayList : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder); }
  void TearDown() override {
    list.reset();
    database.reset();
    fs::remove_all(folder);
  }
  // As a start of the terminal finds it.
  Checks& open(Checks::Settings settings = {}) {
    list.reset();
    database.reset();
    database = *sql::Database::open((folder / "counter.db").native(), {"1", {checks_schema}});
    auto key = local::SealingKey::open((folder / "counter.key").native());
    list = std::make_unique<Checks>(*database, std::move(*key), settings, clock);
    return *list;
  }
  static Heard heard(const std::string& name) {
    Heard one;
    one.way = Heard::Way::page;
    one.who = {"sato", "佐藤　一", "reception", "1-01,3-02"};
    one.request = "<XmlMsg>request of " + name + "</XmlMsg>";
    one.result = "<XmlMsg>" + name + "</XmlMsg>";
    one.record = "42";
    return one;
  }
  std::string bytes() const {
    std::string all;
    for (const auto& file : fs::directory_iterator(folder)) {
      std::ostringstream text;
      text << std::ifstream(file.path(), std::ios::binary).rdbuf();
      all += text.str();
    }
    return all;
  }
  std::vector<std::string> listed(std::int64_t after = 0) {
    std::vector<std::string> results;
    for (const auto& check : list->after(after, 0, 100)) results.push_back(check.heard.result);
    return results;
  }

  fs::path folder = fs::temp_directory_path() / ("checks-" + util::random_key());
  util::SetClock clock{*util::parse_iso_date_time("2024-07-10T09:00:00+09:00")};
  std::unique_ptr<sql::Database> database;
  std::unique_ptr<Checks> list;
};

using Strings = std::vector<std::string>;

TEST_F(DayList, is_newest_first_and_survives_a_restart) {
  auto& checks = open();
  const auto first = checks.note(heard("生保　一郎"));
  clock.set(clock.now().plus_ms(60000));
  const auto second = checks.note(heard("生保　花子"));
  EXPECT_EQ(listed(), (Strings{"<XmlMsg>生保　花子</XmlMsg>", "<XmlMsg>生保　一郎</XmlMsg>"}));
  open();
  EXPECT_EQ(listed(), (Strings{"<XmlMsg>生保　花子</XmlMsg>", "<XmlMsg>生保　一郎</XmlMsg>"}));
  const auto found = list->find(second);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->heard.who.name, "佐藤　一");
  EXPECT_EQ(found->heard.who.role, "reception");
  EXPECT_EQ(found->heard.request, "<XmlMsg>request of 生保　花子</XmlMsg>");
  EXPECT_EQ(found->heard.record, "42");
  EXPECT_EQ(found->at.ms, clock.now().ms);
  EXPECT_NE(first, second);
  EXPECT_FALSE(list->find(second + 1));
}

TEST_F(DayList, checked_again_is_the_same_line_on_top) {
  auto& checks = open();
  const auto first = checks.note(heard("A"));
  checks.note(heard("B"));
  const auto seen = checks.last_change();
  EXPECT_EQ(checks.note(heard("A again"), first), first);
  EXPECT_EQ(listed(), (Strings{"<XmlMsg>A again</XmlMsg>", "<XmlMsg>B</XmlMsg>"}));
  EXPECT_EQ(listed(seen), Strings{"<XmlMsg>A again</XmlMsg>"});
  EXPECT_TRUE(listed(checks.last_change()).empty());
  EXPECT_EQ(checks.note(heard("C"), first + 100), 0);
}

TEST_F(DayList, is_read_page_by_page_downwards) {
  auto& checks = open();
  for (const auto* name : {"A", "B", "C", "D", "E"}) checks.note(heard(name));
  const auto top = checks.after(0, 0, 2);
  ASSERT_EQ(top.size(), 2U);
  EXPECT_EQ(top[0].heard.result, "<XmlMsg>E</XmlMsg>");
  const auto next = checks.after(0, top[1].change, 2);
  ASSERT_EQ(next.size(), 2U);
  EXPECT_EQ(next[0].heard.result, "<XmlMsg>C</XmlMsg>");
  EXPECT_EQ(checks.after(0, next[1].change, 2).size(), 1U);
}

TEST_F(DayList, a_number_registered_later_leaves_the_time_of_the_check) {
  auto& checks = open();
  const auto id = checks.note(heard("A"));
  const auto at = checks.find(id)->at;
  const auto change = checks.last_change();
  clock.set(clock.now().plus_ms(60000));
  auto more = heard("A");
  more.registered = "K-1";
  EXPECT_EQ(checks.amend(more, id), id);
  EXPECT_EQ(checks.find(id)->at.ms, at.ms);
  EXPECT_EQ(checks.find(id)->heard.registered, "K-1");
  EXPECT_GT(checks.last_change(), change) << "pages hear of it";
  EXPECT_EQ(checks.amend(more, id + 1), 0);
}

TEST_F(DayList, ends_with_the_day_in_japan_and_leaves_no_bytes) {
  auto& checks = open();
  clock.set(*util::parse_iso_date_time("2024-07-10T23:59:59+09:00"));
  const auto id = checks.note(heard("夜の人"));
  EXPECT_EQ(listed().size(), 1U);
  const auto blob = database->read([](sql::Connection& db) {
    sql::Query query(db, "SELECT sealed FROM checked");
    return query.row() ? std::string(query.blob(0)) : std::string();
  });
  ASSERT_GT(blob.size(), 64U);
  EXPECT_NE(bytes().find(blob.substr(0, 64)), std::string::npos);
  clock.set(*util::parse_iso_date_time("2024-07-11T00:00:00+09:00"));
  EXPECT_TRUE(listed().empty());
  EXPECT_FALSE(checks.find(id));
  EXPECT_EQ(bytes().find(blob.substr(0, 64)), std::string::npos);
  // A number never comes twice, so that a page left open does not open another person's line.
  EXPECT_GT(checks.note(heard("朝の人")), id);
}

TEST_F(DayList, is_kept_as_many_days_longer_as_the_setting_says) {
  auto& checks = open({.retention_days = 1});
  checks.note(heard("A"));
  clock.set(*util::parse_iso_date_time("2024-07-11T23:59:59+09:00"));
  EXPECT_EQ(listed().size(), 1U);
  clock.set(*util::parse_iso_date_time("2024-07-12T00:00:00+09:00"));
  EXPECT_TRUE(listed().empty());
}

TEST_F(DayList, holds_no_more_than_its_limit_the_oldest_go) {
  auto& checks = open({.retention_days = 0, .checks_max = 3});
  for (const auto* name : {"A", "B", "C", "D"}) checks.note(heard(name));
  EXPECT_EQ(listed(), (Strings{"<XmlMsg>D</XmlMsg>", "<XmlMsg>C</XmlMsg>", "<XmlMsg>B</XmlMsg>"}));
}

TEST_F(DayList, shows_nobody_to_who_reads_the_file_without_its_key) {
  open().note(heard("生保　一郎"));
  EXPECT_EQ(bytes().find("生保"), std::string::npos);
  EXPECT_EQ(bytes().find("佐藤"), std::string::npos);
  fs::remove(folder / "counter.key");
  open();
  EXPECT_TRUE(listed().empty());
}

TEST_F(DayList, a_wait_ends_with_news_and_with_the_end) {
  auto& checks = open();
  checks.note(heard("A"));
  checks.wait(0, 600);  // there is news already
  const auto seen = checks.last_change();
  std::thread other([&] { checks.note(heard("B")); });
  while (checks.last_change() == seen) checks.wait(seen, 600);
  other.join();
  checks.stop();
  checks.wait(checks.last_change(), 600);
}

}  // namespace
}  // namespace madoguchi::terminal
