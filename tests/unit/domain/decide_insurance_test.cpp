#include <gtest/gtest.h>

#include "unit/domain/world.hpp"

namespace madoguchi::domain {
namespace {

using namespace world;
using Rows = std::vector<std::string>;

void expect(const Facts& f, const Question& q, Reason expected_reason, std::string_view results,
            Validity body) {
  const Decision d = decide(f, q);
  EXPECT_FALSE(d.refused);
  EXPECT_EQ(reason(d), expected_reason) << q.day.text();
  EXPECT_EQ(shape(project(f, q, d)), results) << q.day.text();
  EXPECT_EQ(d.validity, body) << q.day.text();
}

Facts insured_twins() {
  Facts f = with(facts(), insurance());
  f.people.push_back(f.people[0]);
  f.people[1].id = 2;
  f.people[1].insurances[0].branch = "02";
  return f;
}

TEST(Insurance, Active_on_the_day_is_valid_by_card_and_by_number) {
  const Facts f = with(facts(), insurance("20200401", "20240720"));
  for (const auto ask_on : {by_card, by_insurance}) {
    expect(f, ask_on("20200401"), Reason::insurance_valid, "I1", Validity::valid);
    expect(f, ask_on("20240719"), Reason::insurance_valid, "I1", Validity::valid);
  }
  EXPECT_EQ(decide(f, by_insurance("20240719")).rows(), Rows{"I1"});
}

TEST(Insurance, Ended_is_invalid_from_the_day_of_loss_also_with_Q1) {
  const Facts f = with(facts(), insurance("20200401", "20240720"));
  for (const auto ask_on : {by_card, by_insurance}) {
    Question q = ask_on("20240720");
    expect(f, q, Reason::insurance_ended, "I2", Validity::invalid);
    q.settings.loss_date_is_covered = true;
    expect(f, q, Reason::insurance_ended, "I2", Validity::invalid);
  }
}

TEST(Insurance, Lost_on_the_day_it_began_is_ended_from_that_day) {
  const Facts f = with(facts(), insurance("20240720", "20240720"));
  expect(f, by_card("20240719"), Reason::never_recipient, "", Validity::none);
  expect(f, by_card("20240720"), Reason::insurance_ended, "I2", Validity::invalid);
}

TEST(Insurance, Not_yet_started_shows_nothing) {
  const Facts f = with(facts(), insurance("20240720"));
  expect(f, by_card("20240719"), Reason::never_recipient, "", Validity::none);
  expect(f, by_insurance("20240719"), Reason::insurance_unknown, "", Validity::none);
}

TEST(Insurance, Of_several_active_the_latest_start_is_shown) {
  for (const Facts& f : {with(facts(), insurance("20200401"), insurance("20240701")),
                         with(facts(), insurance("20240701"), insurance("20200401"))}) {
    for (const Question& q : {by_card("20240710"), by_insurance("20240710")}) {
      const Decision d = decide(f, q);
      const std::size_t shown = d.verdicts.at(0).insurance.value();
      EXPECT_EQ(f.people[0].insurances[shown].start, day("20240701"));
    }
  }
}

TEST(Insurance, Of_several_ended_the_last_is_shown) {
  const auto start_shown = [](const Facts& f, const Question& q) {
    return f.people[0].insurances[decide(f, q).verdicts.at(0).insurance.value()].start.text();
  };
  const auto longer = insurance("20200401", "20240601");
  const auto shorter = insurance("20210401", "20240531");
  const auto same_end = insurance("20220401", "20240601");
  for (const Question& q : {by_card("20240710"), by_insurance("20240710")}) {
    EXPECT_EQ(start_shown(with(facts(), longer, shorter), q), "20200401");
    EXPECT_EQ(start_shown(with(facts(), shorter, longer), q), "20200401");
    EXPECT_EQ(start_shown(with(facts(), longer, same_end), q), "20220401");
    EXPECT_EQ(start_shown(with(facts(), same_end, longer), q), "20220401");
    EXPECT_EQ(decide(with(facts(), longer, longer), q).verdicts.at(0).insurance, 0u);
  }
}

TEST(Insurance, Ended_with_a_newer_one_registered_is_3) {
  const auto old = insurance("20200401", "20240601");
  auto future = insurance("20240801");
  future.number = "5";
  const Facts f = with(facts(), old, future);
  expect(f, by_card("20240710"), Reason::insurance_newer, "I3", Validity::invalid_newer);
  expect(f, by_insurance("20240710"), Reason::insurance_newer, "I3", Validity::invalid_newer);
  EXPECT_EQ(decide(f, by_insurance("20240710")).rows(), Rows{"I3"});

  // By number another number of the person may be active; by card that one is shown.
  auto current = insurance("20240601");
  current.number = "6";
  expect(with(facts(), old, current), by_insurance("20240710"), Reason::insurance_newer, "I3",
         Validity::invalid_newer);
  expect(with(facts(), old, current), by_card("20240710"), Reason::insurance_valid, "I1",
         Validity::valid);
  // One that ran beside the old one and goes on.
  current.start = day("20240531");
  expect(with(facts(), old, current), by_insurance("20240710"), Reason::insurance_newer, "I3",
         Validity::invalid_newer);
  // One that ran beside the old one and is ended as well is not newer.
  current.end = day("20240601");
  expect(with(facts(), old, current), by_insurance("20240710"), Reason::insurance_ended, "I2",
         Validity::invalid);
  // One that followed and is ended as well is.
  current.start = day("20240601");
  current.end = day("20240605");
  expect(with(facts(), old, current), by_insurance("20240710"), Reason::insurance_newer, "I3",
         Validity::invalid_newer);
}

TEST(Insurance, Ended_is_left_out_beside_a_valid_assistance) {
  const auto gone = insurance("20200401", "20240110");
  expect(with(facts(), qualification(), ticket(clinic_x, "202407"), gone), by_card("20240710"),
         Reason::valid, "A1", Validity::valid);
  expect(with(facts(), qualification(), gone), by_card("20240710"), Reason::nothing_registered,
         "A6", Validity::valid_unregistered);
  expect(with(facts(), qualification("20240110", "20240701"), gone), by_card("20240710"),
         Reason::suspended_or_abolished, "A2 I2", Validity::invalid);
  expect(with(facts(), qualification("20240110", "20240701"), gone, insurance("20241001")),
         by_card("20240710"), Reason::suspended_or_abolished, "A2 I3", Validity::invalid);
}

TEST(Insurance, Unknown_or_with_another_birth_date_is_4) {
  const Facts f = with(facts(), insurance());
  expect(f, by_number("20240710", "33120023", "778899"), Reason::insurance_unknown, "",
         Validity::none);
  expect(f, by_number("20240710", "33120015", "778898"), Reason::insurance_unknown, "",
         Validity::none);
  expect(f, by_number("20240710", "33120015", "778899", "19900116"), Reason::insurance_unknown, "",
         Validity::none);
  EXPECT_EQ(decide(f, by_number("20240710", "33120015", "0")).rows(), Rows{"I4"});
  Question no_birthdate = by_number("20240710", "33120015", "778899", "19900116");
  no_birthdate.settings.number_inquiry_requires_birthdate = false;
  EXPECT_EQ(reason(f, no_birthdate), Reason::insurance_unknown) << "Q14 is about assistance";
}

TEST(Insurance, Symbol_and_branch_are_compared_when_given) {
  const Facts f = with(facts(), insurance());
  const auto asked = [&](std::string_view symbol, std::string_view branch) {
    Question q = by_insurance("20240710");
    q.search.symbol = symbol;
    q.search.branch = branch;
    return reason(f, q);
  };
  EXPECT_EQ(asked("", ""), Reason::insurance_valid);
  EXPECT_EQ(asked("記12", ""), Reason::insurance_valid);
  EXPECT_EQ(asked("記１２", "01"), Reason::insurance_valid) << "full width is the same symbol";
  EXPECT_EQ(asked("記13", ""), Reason::insurance_unknown);
  EXPECT_EQ(asked("", "1"), Reason::insurance_valid);
  EXPECT_EQ(asked("", "02"), Reason::insurance_unknown);
  EXPECT_EQ(asked("", "10"), Reason::insurance_unknown);
}

TEST(Insurance, Several_people_without_branch_number_is_5_and_shows_nobody) {
  const Facts f = insured_twins();
  Question q = by_insurance("20240710");
  expect(f, q, Reason::insurance_several, "", Validity::several);
  EXPECT_EQ(decide(f, q).rows(), Rows{"I5"});
  q.search.branch = "02";
  expect(f, q, Reason::insurance_valid, "I1", Validity::valid);
  EXPECT_EQ(decide(f, q).verdicts.at(0).person, 1u);
  q.search.branch = "1";
  EXPECT_EQ(decide(f, q).verdicts.at(0).person, 0u);
}

TEST(Insurance, Two_periods_of_one_person_are_one_person) {
  const Facts f = with(facts(), insurance("20200401", "20230401"), insurance("20230401"));
  expect(f, by_insurance("20240710"), Reason::insurance_valid, "I1", Validity::valid);
}

TEST(Insurance, Six_digit_insurer_numbers_and_those_that_begin_with_12_are_insurances) {
  auto national = insurance();
  national.insurer_number = "123456";
  expect(with(facts(), national), by_number("20240710", "123456", "778899"),
         Reason::insurance_valid, "I1", Validity::valid);
  EXPECT_EQ(reason(facts(), by_number("20240710", "12345678")), Reason::number_unknown);
}

TEST(Insurance, D26_an_insurance_number_never_reveals_a_recipient) {
  const auto t = ticket(clinic_x, "202407");
  for (const auto& i : {insurance(), insurance("20200401", "20240201")}) {
    const Facts plain = with(facts(), i);
    const Question q = by_insurance("20240710");
    EXPECT_EQ(ask(with(plain, qualification(), t), q), ask(plain, q));
    EXPECT_EQ(ask(switched_off(with(plain, qualification(), t)), q), ask(plain, q));
    auto secret = qualification();
    secret.not_disclosed = true;
    EXPECT_EQ(ask(with(plain, secret, t), q), ask(plain, q));
  }
}

}  // namespace
}  // namespace madoguchi::domain
