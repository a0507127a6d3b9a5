#include "office/verification_log.hpp"

#include "unit/office/bed.hpp"
#include "util/csv.hpp"
#include "util/encoding.hpp"

namespace madoguchi::office {

// Questions about R1 on several days, and about R2 with a name that a spreadsheet would calculate.
class Log : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int day = 1; day <= 3; ++day) ask("1010008", "19900115", day);
    ask("1010008", "19900115", 3);  // twice on one day
    ask("1010032", "19600606", 2);  // R4, not disclosed
    ASSERT_TRUE(eventually([&] { return look(supervisor, {{"month", "202407"}}).size() == 5; }));
  }
  void ask(const std::string& number, const std::string& birthdate, int day) {
    center::NumberQuestion question;
    question.number = number;
    question.birthdate = birthdate;
    question.day = "2024070" + std::to_string(day);
    question.file_id = "f" + std::to_string(++asked);
    auto clinic = bed.center.client("institution:1310000011");
    (void)center::ask(clinic, question);
  }
  Json look(const edge::SignedIn& who, Json wanted) {
    wanted["purpose"] = "頻回受診の指導";
    return bed.post(who, "/api/log", wanted).body.value("items", Json::array());
  }
  std::vector<std::vector<std::string>> csv(const std::string& text) {
    EXPECT_TRUE(text.starts_with(util::utf8_bom)) << "Excel reads UTF-8 by its mark";
    EXPECT_TRUE(util::check_utf8(text));
    std::vector<std::vector<std::string>> rows;
    util::CsvReader reader(text);
    for (util::CsvRow row; reader.next(row);) {
      EXPECT_FALSE(row.error);
      rows.emplace_back(row.fields.begin(), row.fields.end());
    }
    return rows;
  }
  std::size_t looks() {
    std::size_t count = 0;
    for (const auto& record : bed.center.records()) {
      count += record.entry.interface == "office/looks" ? 1 : 0;
    }
    return count;
  }
  Bed bed;
  int asked = 0;
};

TEST_F(Log, needs_a_purpose_a_right_and_is_on_record_before_anything_is_seen) {
  const auto before = looks();
  EXPECT_EQ(bed.post(supervisor, "/api/log", {{"month", "202407"}}).status, 422);
  EXPECT_EQ(bed.post(supervisor, "/api/log", {{"month", "202407"}, {"purpose", "　 "}}).status,
            422);
  EXPECT_EQ(bed.post(clerk, "/api/log", {{"month", "202407"}, {"purpose", "x"}}).status, 403);
  EXPECT_EQ(looks(), before);
  EXPECT_EQ(look(caseworker, {{"month", "202407"}}).size(), 4U) << "without who is not disclosed";
  EXPECT_EQ(looks(), before + 1);
  EXPECT_EQ(look(caseworker, {{"recipient_key", "R4"}}).size(), 0U);
  const auto last = bed.center.records().back().entry.detail;
  EXPECT_NE(last.find("頻回受診の指導"), std::string::npos) << last;
  EXPECT_NE(last.find("tanaka"), std::string::npos) << last;
}

TEST_F(Log, of_a_month_or_a_person_within_days) {
  EXPECT_EQ(look(supervisor, {{"month", "202406"}}).size(), 0U);
  EXPECT_EQ(look(supervisor, {{"recipient_key", "R1"}}).size(), 4U);
  EXPECT_EQ(look(supervisor, {{"month", "202407"}, {"from", "20240703"}}).size(), 2U);
  EXPECT_EQ(look(supervisor, {{"month", "202407"}, {"to", "20240701"}}).size(), 1U);
  EXPECT_EQ(bed.post(supervisor, "/api/log", {{"purpose", "x"}, {"month", "202413"}}).status, 422);
  EXPECT_EQ(bed.post(supervisor, "/api/log", {{"purpose", "x"}}).status, 422);
}

TEST_F(Log, comes_as_csv_that_no_spreadsheet_calculates) {
  auto person = bed.person("R1");
  ASSERT_EQ(
      bed.post(clerk, "/api/people/R1/correct",
               {{"seen", person["seen"]}, {"Name", "=HYPERLINK(\"x\")"}, {"NameKana", "＋ｲﾁ"}})
          .status,
      200);
  ASSERT_TRUE(eventually(
      [&] { return text_of(bed.person("R1")["person"], "Name") == "=HYPERLINK(\"x\")"; }));
  const auto said =
      bed.post(supervisor, "/api/log?form=csv", {{"month", "202407"}, {"purpose", "指導"}});
  ASSERT_EQ(said.status, 200) << said.text;
  const auto rows = csv(said.text);
  ASSERT_EQ(rows.size(), 6U);
  EXPECT_EQ(rows[0][0], "日時");
  bool guarded = false;
  for (const auto& row : rows) {
    for (const auto& cell : row) {
      EXPECT_TRUE(cell.empty() ||
                  std::string_view("=+-@\t\r\n").find(cell[0]) == std::string_view::npos)
          << cell;
      EXPECT_FALSE(cell.starts_with("＋")) << cell;
      guarded = guarded || cell == "'=HYPERLINK(\"x\")";
    }
  }
  EXPECT_TRUE(guarded);
  EXPECT_EQ(said.text.find("秘密"), said.text.rfind("秘密")) << "R4 once, for a supervisor";
  const auto without =
      bed.post(caseworker, "/api/log?form=csv", {{"month", "202407"}, {"purpose", "指導"}});
  EXPECT_EQ(without.text.find("秘密"), std::string::npos);
}

TEST_F(Log, frequent_visits_count_days_and_not_questions) {
  const auto frequent = [&](int days, const std::string& form = "") {
    return bed.post(supervisor, "/api/log/frequent" + form,
                    {{"month", "202407"}, {"days", days}, {"purpose", "指導"}});
  };
  EXPECT_EQ(frequent(4).body["items"].size(), 0U) << "four questions on three days";
  const auto three = frequent(3).body["items"];
  ASSERT_EQ(three.size(), 1U);
  EXPECT_EQ(three[0]["days"], 3);
  EXPECT_EQ(three[0]["trend"].size(), 6U);
  EXPECT_EQ(three[0]["trend"][5]["days"], 3);
  const auto rows = csv(frequent(3, "?form=csv").text);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1][1], "R1");
  EXPECT_EQ(rows[1].back(), "3");
  EXPECT_EQ(frequent(0).status, 422);
  // The usual threshold is the office's setting.
  ASSERT_EQ(bed.post(administrator, "/api/settings", {{"frequent_days", 3}}).status, 200);
  EXPECT_EQ(bed.post(supervisor, "/api/log/frequent", {{"month", "202407"}, {"purpose", "指導"}})
                .body["items"]
                .size(),
            1U);
}

TEST_F(Log, without_its_record_nothing_is_shown) {
  bed.center.stop();
  const auto said =
      bed.post(supervisor, "/api/log", {{"month", "202407"}, {"purpose", "頻回受診の指導"}});
  EXPECT_EQ(said.status, 503);
  EXPECT_EQ(said.text.find("生保"), std::string::npos);
  EXPECT_EQ(
      bed.post(supervisor, "/api/log?form=csv", {{"month", "202407"}, {"purpose", "x"}}).status,
      503);
}

}  // namespace madoguchi::office
