// The registration calendar: what an office stated, what is made of it, and when it is told on
// every page.
#include "unit/office/bed.hpp"

namespace madoguchi::office {
namespace {

class Calendar : public ::testing::Test {
 protected:
  void SetUp() override { bed.start(); }
  Json month(const std::string& wanted) {
    const auto status = bed.get(clerk, "/api/status").body;
    for (const auto& one : status["calendar"]) {
      if (one["month"] == wanted) return one;
    }
    ADD_FAILURE() << status;
    return {};
  }
  void state(const std::string& wanted, const char* what, const char* day = "15") {
    const auto told =
        bed.post(clerk, "/api/calendar",
                 {{"month", wanted}, {"planned_day", day}, {"state", what}, {"text", "係へ"}});
    EXPECT_EQ(told.status, 200) << told.text;
  }
  void expect(const Json& one, const char* now, bool off, const std::string& remark) {
    EXPECT_EQ(one["now"], now) << one;
    EXPECT_EQ(one["off"], off) << one;
    EXPECT_NE(text_of(one, "remark").find(remark), std::string::npos) << one;
  }

  Bed bed;
};

TEST_F(Calendar, the_usual_day_stands_until_it_is_over_and_is_never_taken_for_registered) {
  expect(month("202407"), "planned", false, "この福祉事務所の7月分は15日に登録予定です。");
  EXPECT_EQ(month("202407")["state"], "") << "nobody stated anything";
  EXPECT_EQ(month("202407")["day"], "15");
  bed.center.clock.set(bed.center.clock.now().plus_ms(6LL * 86400000));  // noon of the 16th
  expect(month("202407"), "overdue", true, "15日に登録予定でしたが、まだ登録の連絡がありません。");
  expect(month("202408"), "planned", false, "8月分は15日に登録予定です。");
  expect(month("202406"), "overdue", false, "");  // a month gone by, and never stated: no banner
}

TEST_F(Calendar, what_was_stated_holds_and_what_is_not_as_planned_is_told) {
  state("202407", "planned", "9");
  expect(month("202407"), "overdue", true, "9日に登録予定でしたが");
  state("202407", "planned", "20");
  expect(month("202407"), "planned", false, "20日に登録予定です。係へ");
  state("202407", "late");
  expect(month("202407"), "late", true, "登録が遅れています。");
  state("202407", "failed");
  expect(month("202407"), "failed", true, "登録に失敗し、まだ登録されていません。");
  state("202407", "registered");
  expect(month("202407"), "registered", false, "登録済みです。");
  state("202406", "failed");
  expect(month("202406"), "failed", true, "登録に失敗し");
}

}  // namespace
}  // namespace madoguchi::office
