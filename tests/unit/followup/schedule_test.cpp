#include "followup/schedule.hpp"

#include "unit/followup/bed.hpp"

namespace madoguchi::followup::test {
namespace {

Schedule on() {
  Schedule schedule;
  schedule.runs = Schedule::Runs::on;
  return schedule;
}

const auto july = *util::Month::parse("202607");

TEST(ScheduleTest, is_off_unless_switched_on) {
  EXPECT_TRUE(run_times(Schedule{}, july, {}).empty());
  EXPECT_FALSE(is_due(Schedule{}, july, {}, std::nullopt, at("2026-07-20T12:00:00+09:00")));
}

TEST(ScheduleTest, runs_daily_from_the_15th_to_the_10th_and_twice_when_claims_are_sent) {
  const auto times = run_times(on(), july, {});
  ASSERT_EQ(times.size(), 27U + 6U);  // 15 July to 10 August, 5th to 10th twice
  EXPECT_EQ(times.front(), at("2026-07-15T06:00:00+09:00"));
  EXPECT_EQ(times.back(), at("2026-08-10T13:00:00+09:00"));
}

TEST(ScheduleTest, begins_on_the_first_day_on_which_an_office_concerned_registers) {
  EXPECT_EQ(run_times(on(), july, {day("20260720"), day("20260718")}).front(),
            at("2026-07-18T06:00:00+09:00"));
  // A day of another month says nothing of this one.
  EXPECT_EQ(run_times(on(), july, {day("20260618")}).front(), at("2026-07-15T06:00:00+09:00"));
}

TEST(ScheduleTest, knows_short_months_and_the_end_of_a_year) {
  auto schedule = on();
  schedule.first_day = 31;
  EXPECT_EQ(run_times(schedule, *util::Month::parse("202602"), {}).front(),
            at("2026-02-28T06:00:00+09:00"));
  EXPECT_EQ(run_times(on(), *util::Month::parse("202612"), {}).back(),
            at("2027-01-10T13:00:00+09:00"));
}

TEST(ScheduleTest, days_are_japans) {
  // 06:00 in Japan is the evening before in UTC.
  EXPECT_EQ(run_times(on(), july, {}).front(), at("2026-07-14T21:00:00Z"));
  EXPECT_FALSE(is_due(on(), july, {}, std::nullopt, at("2026-07-14T20:59:59Z")));
  EXPECT_TRUE(is_due(on(), july, {}, std::nullopt, at("2026-07-14T21:00:00Z")));
}

TEST(ScheduleTest, one_run_makes_up_for_missed_ones_and_none_comes_twice) {
  const auto now = at("2026-07-20T12:00:00+09:00");
  EXPECT_TRUE(is_due(on(), july, {}, at("2026-07-16T06:00:01+09:00"), now));
  EXPECT_FALSE(is_due(on(), july, {}, at("2026-07-20T06:00:01+09:00"), now));
  // By hand counts as well.
  EXPECT_FALSE(is_due(on(), july, {}, at("2026-07-20T10:00:00+09:00"), now));
}

TEST(ScheduleTest, is_over_after_the_10th) {
  EXPECT_TRUE(
      is_due(on(), july, {}, at("2026-08-10T06:00:00+09:00"), at("2026-08-10T23:59:00+09:00")));
  EXPECT_FALSE(
      is_due(on(), july, {}, at("2026-08-10T06:00:00+09:00"), at("2026-08-11T00:00:00+09:00")));
}

}  // namespace
}  // namespace madoguchi::followup::test
