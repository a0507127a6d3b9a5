#include "card/lifetime.hpp"

#include <gtest/gtest.h>

#include "unit/card/own_ca.hpp"

namespace madoguchi::card {
namespace {

using testing::at;

util::Day day(std::string_view text) {
  return util::Day::parse(text).value();
}

util::Instant noon(util::Day of) {
  return at(of.iso_text() + "T12:00:00+09:00");
}

// The last second of a day in Japan, as the CA of the cards writes it.
ValidityTimes to_end_of(std::string_view last_day) {
  return {at("2015-01-01T00:00:00+09:00"), at(day(last_day).iso_text() + "T23:59:59+09:00")};
}

TEST(Months, are_clamped_to_the_length_of_the_month) {
  struct Row {
    const char* from;
    int months;
    const char* to;
  };
  for (const Row& row : std::initializer_list<Row>{{"20240131", 1, "20240229"},
                                                   {"20230131", 1, "20230228"},
                                                   {"20241130", 3, "20250228"},
                                                   {"20231130", 3, "20240229"},
                                                   {"20240229", 12, "20250228"},
                                                   {"20240229", 48, "20280229"},
                                                   {"20240531", -3, "20240229"},
                                                   {"20230531", -3, "20230228"},
                                                   {"20240615", -3, "20240315"},
                                                   {"20240131", -1, "20231231"},
                                                   {"20240331", 0, "20240331"},
                                                   {"20241231", 6, "20250630"},
                                                   {"20240831", 3, "20241130"},
                                                   {"20240830", 3, "20241130"},
                                                   {"20240829", 3, "20241129"}}) {
    EXPECT_EQ(months_from(day(row.from), row.months).text(), row.to) << row.from << row.months;
  }
}

TEST(Grace, from_month_end_ends_with_the_third_month_after) {
  const TrustFiles rules;
  EXPECT_EQ(last_usable_day(day("20240601"), rules).text(), "20240930");
  EXPECT_EQ(last_usable_day(day("20240630"), rules).text(), "20240930");
  EXPECT_EQ(last_usable_day(day("20231115"), rules).text(), "20240229");
  EXPECT_EQ(last_usable_day(day("20221115"), rules).text(), "20230228");
  EXPECT_EQ(last_usable_day(day("20241231"), rules).text(), "20250331");
}

TEST(Grace, from_the_day_ends_on_the_same_day_three_months_after) {
  TrustFiles rules;
  rules.grace_from_month_end = false;
  EXPECT_EQ(last_usable_day(day("20240601"), rules).text(), "20240901");
  EXPECT_EQ(last_usable_day(day("20231130"), rules).text(), "20240229");
  EXPECT_EQ(last_usable_day(day("20221130"), rules).text(), "20230228");
  EXPECT_EQ(last_usable_day(day("20240229"), rules).text(), "20240529");
}

// Walks every day from half a year before the end to half a year after it.
void expect_life(const TrustFiles& rules, const char* valid_to, const char* notice_from,
                 const char* usable_until) {
  const ValidityTimes times = to_end_of(valid_to);
  for (util::Day on = day(valid_to).plus_days(-180); on <= day(valid_to).plus_days(180);
       on = on.plus_days(1)) {
    const auto life = judge_life(times, rules, noon(on));
    if (on > day(usable_until)) {
      ASSERT_FALSE(life.has_value()) << valid_to << ' ' << on.text();
      EXPECT_EQ(life.error(), CardError::certificate_expired);
      continue;
    }
    ASSERT_TRUE(life.has_value()) << valid_to << ' ' << on.text();
    const LifeState expected = on > day(valid_to)       ? LifeState::grace
                               : on >= day(notice_from) ? LifeState::expires_soon
                                                        : LifeState::good;
    EXPECT_EQ(*life, expected) << valid_to << ' ' << on.text();
  }
}

TEST(Life, day_by_day_with_grace_from_month_end) {
  const TrustFiles rules;
  expect_life(rules, "20240610", "20240310", "20240930");
  expect_life(rules, "20240630", "20240330", "20240930");
  expect_life(rules, "20240531", "20240229", "20240831");
  expect_life(rules, "20230531", "20230228", "20230831");
  expect_life(rules, "20231130", "20230830", "20240229");
  expect_life(rules, "20240229", "20231129", "20240531");
}

TEST(Life, day_by_day_with_grace_from_the_day) {
  TrustFiles rules;
  rules.grace_from_month_end = false;
  expect_life(rules, "20240610", "20240310", "20240910");
  expect_life(rules, "20231130", "20230830", "20240229");
  expect_life(rules, "20240229", "20231129", "20240529");
}

TEST(Life, other_months_are_settings) {
  TrustFiles rules;
  rules.grace_months = 1;
  rules.notice_months_before = 0;
  expect_life(rules, "20240610", "20240610", "20240731");
}

TEST(Life, without_grace_ends_with_its_last_second) {
  TrustFiles rules;
  rules.grace_months = 0;
  expect_life(rules, "20240610", "20240310", "20240610");
  const ValidityTimes midday{at("2020-01-01T00:00:00+09:00"), at("2024-06-10T12:00:00+09:00")};
  EXPECT_TRUE(judge_life(midday, rules, at("2024-06-10T12:00:00.999+09:00")).has_value());
  EXPECT_FALSE(judge_life(midday, rules, at("2024-06-10T12:00:01+09:00")).has_value());
}

TEST(Life, turns_at_the_second_and_at_the_day_in_japan) {
  const TrustFiles rules;
  const ValidityTimes times = to_end_of("20240610");
  EXPECT_EQ(judge_life(times, rules, at("2024-03-09T23:59:59.999+09:00")), LifeState::good);
  EXPECT_EQ(judge_life(times, rules, at("2024-03-10T00:00:00+09:00")), LifeState::expires_soon);
  EXPECT_EQ(judge_life(times, rules, at("2024-06-10T23:59:59.999+09:00")), LifeState::expires_soon);
  EXPECT_EQ(judge_life(times, rules, at("2024-06-11T00:00:00+09:00")), LifeState::grace);
  EXPECT_EQ(judge_life(times, rules, at("2024-09-30T23:59:59.999+09:00")), LifeState::grace);
  EXPECT_EQ(judge_life(times, rules, at("2024-09-30T15:00:00Z")).error(),
            CardError::certificate_expired);
}

TEST(Life, starts_with_its_first_second) {
  const TrustFiles rules;
  const ValidityTimes times{at("2024-06-11T00:00:00+09:00"), at("2029-06-10T23:59:59+09:00")};
  EXPECT_EQ(judge_life(times, rules, at("2024-06-10T23:59:59.999+09:00")).error(),
            CardError::certificate_not_yet_valid);
  EXPECT_EQ(judge_life(times, rules, at("2024-06-11T00:00:00+09:00")), LifeState::good);
}

}  // namespace
}  // namespace madoguchi::card
