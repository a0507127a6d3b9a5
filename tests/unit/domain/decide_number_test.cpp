#include <gtest/gtest.h>

#include "unit/domain/world.hpp"

namespace madoguchi::domain {
namespace {

using namespace world;
using Rows = std::vector<std::string>;

const auto anyone = qualification();
const auto t1 = ticket(clinic_x, "202407");

void expect(const Facts& f, const Question& q, Reason expected_reason, Validity body) {
  const Decision d = decide(f, q);
  EXPECT_FALSE(d.refused);
  EXPECT_EQ(reason(d), expected_reason) << q.day.text();
  EXPECT_EQ(d.validity, body) << q.day.text();
  const Answer a = project(f, q, d);
  EXPECT_EQ(shape(a), body == Validity::valid ? "A1" : "") << "shows " << text_of(a);
}

// A second person, known by other numbers, of another birth date.
void add_person(Facts& f, AssistanceQualification q, std::string_view key) {
  f.people.emplace_back();
  f.people.back().id = static_cast<PersonId>(f.people.size());
  q.recipient_key = key;
  f.people.back().qualifications.push_back(std::move(q));
}

TEST(DecideByNumber, D1_setting_off_is_an_error_whoever_is_asked_for) {
  const Facts f = switched_off(with(facts(), anyone, t1));
  EXPECT_EQ(decide(f, by_number("20240710")).refused, Reason::assistance_not_used_number);
  EXPECT_EQ(decide(f, by_number("20240710")).rows(), Rows{"D1"});
  EXPECT_EQ(decide(f, by_number("20240710")).validity, std::nullopt);
  EXPECT_EQ(decide(switched_off(facts()), by_number("20240710")).refused,
            Reason::assistance_not_used_number);
  EXPECT_EQ(decide(switched_off(with(facts(), insurance())), by_insurance("20240710")).refused,
            std::nullopt);
}

TEST(DecideByNumber, D3_not_disclosed_is_as_unknown) {
  auto secret = anyone;
  secret.not_disclosed = true;
  expect(with(facts(), secret, t1), by_number("20240710"), Reason::number_not_disclosed,
         Validity::none);
  auto elsewhere = moved("20230101", "20230201");
  elsewhere.not_disclosed = true;
  expect(with(facts(), anyone, elsewhere, t1), by_number("20240710"), Reason::number_not_disclosed,
         Validity::none);
  EXPECT_EQ(decide(with(facts(), secret), by_number("20240710")).rows(), Rows{"D3"});
}

TEST(DecideByNumber, D17_own_usable_ticket_is_valid) {
  const Facts f = with(facts(), anyone, t1);
  expect(f, by_number("20240701"), Reason::number_valid, Validity::valid);
  expect(f, by_number("20240731"), Reason::number_valid, Validity::valid);
  const Decision d = decide(f, by_number("20240710"));
  EXPECT_EQ(d.rows(), Rows{"D17"});
  EXPECT_EQ(d.verdicts.at(0).tickets, std::vector<std::size_t>{0});
  EXPECT_EQ(d.verdicts.at(0).qualification, 0u);
}

TEST(DecideByNumber, D17_insurance_is_never_looked_at) {
  const Facts f = with(facts(), anyone, t1);
  EXPECT_EQ(ask(with(f, insurance()), by_number("20240710")), ask(f, by_number("20240710")));
  const Facts gone = with(facts(), qualification("20240110", "20240701"));
  EXPECT_EQ(ask(with(gone, insurance()), by_number("20240710")), ask(gone, by_number("20240710")));
}

TEST(DecideByNumber, D17_only_tickets_under_the_asked_numbers_are_shown) {
  auto renumbered = t1;
  renumbered.beneficiary = beneficiary_number("0000007");
  const Facts f = with(facts(), anyone, t1, renumbered);
  EXPECT_EQ(decide(f, by_number("20240710")).verdicts.at(0).tickets, std::vector<std::size_t>{0});
  EXPECT_EQ(decide(f, by_number("20240710", payer, "0000007")).verdicts.at(0).tickets,
            std::vector<std::size_t>{1});
}

TEST(DecideByNumber, D17_a_ticket_names_its_recipient_in_its_month_or_at_its_institution) {
  auto renumbered = t1;
  renumbered.beneficiary = beneficiary_number("0000007");
  const Facts f = with(facts(), anyone, renumbered);
  const auto asked = [](std::string_view on) { return by_number(on, payer, "0000007"); };
  expect(f, asked("20240710"), Reason::number_valid, Validity::valid);
  expect(f, asked("20240810"), Reason::number_own_ticket_other_month, Validity::invalid);
  expect(f, asked("20240410"), Reason::number_own_ticket_other_month, Validity::invalid);
  expect(f, asked("20240331"), Reason::number_unknown, Validity::none);  // out of the window
  const Facts at_y = asked_by(clinic_y, f);
  expect(at_y, asked("20240710"), Reason::number_commissioned_elsewhere, Validity::invalid);
  expect(at_y, asked("20240810"), Reason::number_unknown, Validity::none);
}

TEST(DecideByNumber, D17_the_far_edge_of_the_window_still_names) {
  auto renumbered = ticket(clinic_x, "202406");
  renumbered.beneficiary = beneficiary_number("0000007");
  const Facts f = with(facts(), anyone, renumbered);
  Question q = by_number("20250630", payer, "0000007");
  q.today = day("20251231");
  EXPECT_EQ(reason(f, q), Reason::number_own_ticket_other_month);
  q.day = day("20250701");
  EXPECT_EQ(reason(f, q), Reason::number_unknown);
}

TEST(DecideByNumber, D17_a_ticket_under_another_payer_than_the_qualifications_is_not_usable) {
  auto foreign = t1;
  foreign.payer = payer_number(new_payer);
  const Facts f = with(facts(), anyone, foreign);
  expect(f, by_number("20240710", new_payer), Reason::number_nothing_registered, Validity::invalid);
}

TEST(DecideByNumber, D18_own_ticket_over_or_of_another_month) {
  const auto short_ticket = ticket(clinic_x, "202407", "20240705", "20240709");
  const Facts f = with(facts(), anyone, short_ticket);
  expect(f, by_number("20240704"), Reason::number_own_ticket_period_over, Validity::invalid);
  expect(f, by_number("20240705"), Reason::number_valid, Validity::valid);
  expect(f, by_number("20240709"), Reason::number_valid, Validity::valid);
  expect(f, by_number("20240710"), Reason::number_own_ticket_period_over, Validity::invalid);
  expect(f, by_number("20240801"), Reason::number_own_ticket_other_month, Validity::invalid);
  expect(with(f, ticket(clinic_x, "202406"), ticket(clinic_y, "202407")), by_number("20240710"),
         Reason::number_own_ticket_period_over, Validity::invalid);
  expect(with(facts(), anyone, ticket(clinic_y, "202407"), ticket(clinic_x, "202406")),
         by_number("20240710"), Reason::number_own_ticket_other_month, Validity::invalid);
  EXPECT_EQ(decide(f, by_number("20240710")).rows(), Rows{"D18"});
  EXPECT_EQ(decide(f, by_number("20240801")).rows(), Rows{"D18"});
}

TEST(DecideByNumber, D18_is_not_told_of_tickets_under_other_numbers) {
  auto renumbered = ticket(clinic_x, "202407", "20240705", "20240709");
  renumbered.beneficiary = beneficiary_number("0000007");
  expect(with(facts(), anyone, renumbered), by_number("20240710"),
         Reason::number_nothing_registered, Validity::invalid);
}

TEST(DecideByNumber, D19_tickets_only_at_other_institutions) {
  expect(with(facts(), anyone, ticket(clinic_y, "202407")), by_number("20240710"),
         Reason::number_commissioned_elsewhere, Validity::invalid);
  expect(with(facts(), anyone, ticket(pharmacy, "202407")), by_number("20240710"),
         Reason::number_commissioned_elsewhere, Validity::invalid);
  expect(with(facts(), anyone, ticket(clinic_y, "202406")), by_number("20240710"),
         Reason::number_nothing_registered, Validity::invalid);
  EXPECT_EQ(decide(with(facts(), anyone, ticket(clinic_y, "202407")), by_number("20240710")).rows(),
            Rows{"D19"});
}

TEST(DecideByNumber, D20_a_newer_qualification_under_other_numbers) {
  const Facts f = with(facts(), qualification("20240110", "20240715"), moved("20240715"), t1);
  expect(f, by_number("20240715"), Reason::number_newer_qualification, Validity::invalid_newer);
  expect(f, by_number("20240714"), Reason::number_valid, Validity::valid);
  EXPECT_EQ(decide(f, by_number("20240715")).rows(), Rows{"D20"});
  expect(f, by_number("20240714", new_payer, new_beneficiary), Reason::number_unknown,
         Validity::none);
  expect(f, by_number("20240715", new_payer, new_beneficiary), Reason::number_nothing_registered,
         Validity::invalid);
}

TEST(DecideByNumber, D20_the_newer_one_must_be_active_and_start_later) {
  const auto old = qualification("20240110", "20240715");
  expect(with(facts(), old, moved("20240717")), by_number("20240716"), Reason::number_ended,
         Validity::invalid);
  expect(with(facts(), old, moved("20240717")), by_number("20240717"),
         Reason::number_newer_qualification, Validity::invalid_newer);
  expect(with(facts(), old, moved("20240715", "20240716")), by_number("20240716"),
         Reason::number_ended, Validity::invalid);
  expect(with(facts(), old, moved("20240110")), by_number("20240716"), Reason::number_ended,
         Validity::invalid);
  expect(with(facts(), old, moved("20240111")), by_number("20240716"),
         Reason::number_newer_qualification, Validity::invalid_newer);
  // The same numbers again, registered with another birth date, are not other numbers.
  auto corrected = qualification("20240715");
  corrected.person.birthdate = day("19900116");
  expect(with(facts(), old, corrected), by_number("20240716"), Reason::number_ended,
         Validity::invalid);
}

TEST(DecideByNumber, D20_and_D21_follow_Q1) {
  const Facts f =
      with(facts(), qualification("20240110", "20240715"), moved("20240301", "20240715"), t1);
  Question q = by_number("20240715");
  EXPECT_EQ(reason(f, q), Reason::number_ended);
  q.settings.loss_date_is_covered = true;
  EXPECT_EQ(reason(f, q), Reason::number_valid);
  const Facts other =
      with(facts(), qualification("20240110", "20240714"), moved("20240301", "20240715"));
  EXPECT_EQ(reason(other, q), Reason::number_newer_qualification);
}

TEST(DecideByNumber, D21_ended_without_a_newer_one) {
  const Facts f = with(facts(), qualification("20240110", "20240720"), t1);
  expect(f, by_number("20240719"), Reason::number_valid, Validity::valid);
  expect(f, by_number("20240720"), Reason::number_ended, Validity::invalid);
  expect(f, by_number("20241201"), Reason::number_ended, Validity::invalid);
  EXPECT_EQ(decide(f, by_number("20240720")).rows(), Rows{"D21"});
}

TEST(DecideByNumber, D21_of_several_intervals_under_the_numbers_the_active_one_is_judged) {
  const auto old = qualification("20240110", "20240710");
  const auto resumed = qualification("20240725", "20240801");
  for (const Facts& f : {with(facts(), old, resumed, t1), with(facts(), resumed, old, t1)}) {
    expect(f, by_number("20240715"), Reason::number_ended, Validity::invalid);
    expect(f, by_number("20240725"), Reason::number_valid, Validity::valid);
    expect(f, by_number("20240801"), Reason::number_ended, Validity::invalid);
    const auto shown = decide(f, by_number("20240801")).verdicts.at(0).qualification.value();
    EXPECT_EQ(f.people[0].qualifications[shown].start, day("20240725"));
  }
}

TEST(DecideByNumber, D22_unknown_numbers_and_a_wrong_birth_date) {
  const Facts f = with(facts(), anyone, t1);
  expect(f, by_number("20240710", payer, "1010002"), Reason::number_unknown, Validity::none);
  expect(f, by_number("20240710", new_payer, beneficiary), Reason::number_unknown, Validity::none);
  expect(f, by_number("20240710", payer, beneficiary, "19900116"), Reason::number_birthdate_differs,
         Validity::none);
  Facts nobody = facts();
  nobody.people.clear();
  expect(nobody, by_number("20240710"), Reason::number_unknown, Validity::none);
  EXPECT_EQ(decide(nobody, by_number("20240710")).rows(), Rows{"D22"});
}

TEST(DecideByNumber, D22_before_the_first_start_the_numbers_are_unknown) {
  const Facts f = with(facts(), anyone, t1);
  expect(f, by_number("20240109"), Reason::number_unknown, Validity::none);
  expect(f, by_number("20240110"), Reason::number_nothing_registered, Validity::invalid);
  EXPECT_EQ(reason(f, by_number("20240109", payer, beneficiary, "19900116")),
            Reason::number_unknown);
}

TEST(DecideByNumber, Q14_the_birth_date_may_be_waived) {
  Question q = by_number("20240710", payer, beneficiary, "19900116");
  q.settings.number_inquiry_requires_birthdate = false;
  EXPECT_EQ(reason(with(facts(), anyone, t1), q), Reason::number_valid);
}

TEST(DecideByNumber, D28_active_and_nothing_registered_here) {
  expect(with(facts(), anyone), by_number("20240710"), Reason::number_nothing_registered,
         Validity::invalid);
  EXPECT_EQ(decide(with(facts(), anyone), by_number("20240710")).rows(), Rows{"D28"});
  auto mistaken = t1;
  mistaken.ticket_type = "02";
  expect(with(facts(), anyone, mistaken), by_number("20240710"), Reason::number_nothing_registered,
         Validity::invalid);
}

TEST(DecideByNumber, Of_several_people_the_active_one_is_meant) {
  Facts f = with(facts(), qualification("20240110", "20240715"));
  add_person(f, qualification("20240715"), "R2");
  EXPECT_EQ(decide(f, by_number("20240714")).verdicts.at(0).person, 0u);
  EXPECT_EQ(reason(f, by_number("20240714")), Reason::number_nothing_registered);
  EXPECT_EQ(decide(f, by_number("20240715")).verdicts.at(0).person, 1u);
  EXPECT_EQ(reason(f, by_number("20240715")), Reason::number_nothing_registered);
}

TEST(DecideByNumber, Two_active_people_under_one_number_are_refused) {
  Facts f = with(facts(), anyone);
  add_person(f, anyone, "R2");
  EXPECT_EQ(decide(f, by_number("20240710")).refused, Reason::ambiguous_number);
  EXPECT_TRUE(decide(f, by_number("20240710")).verdicts.empty());
  EXPECT_EQ(decide(f, by_number("20240710")).validity, std::nullopt);
  EXPECT_EQ(decide(f, by_number("20240710")).rows(), Rows{"3.3"});
  // The birth date tells them apart.
  f.people[1].qualifications[0].person.birthdate = day("19900116");
  EXPECT_EQ(decide(f, by_number("20240710")).refused, std::nullopt);
  EXPECT_EQ(decide(f, by_number("20240710", payer, beneficiary, "19900116")).verdicts.at(0).person,
            1u);
}

TEST(DecideByNumber, Two_active_intervals_of_one_person_are_not_ambiguous) {
  auto second = qualification("20240601");
  second.recipient_key = "R9";
  const Decision d = decide(with(facts(), anyone, second), by_number("20240710"));
  EXPECT_EQ(d.refused, std::nullopt);
  EXPECT_EQ(d.verdicts.at(0).qualification, 1u);
}

TEST(DecideByNumber, A_hidden_person_does_not_disturb_another_under_the_same_numbers) {
  Facts f = with(facts(), anyone, t1);
  const Answer alone = ask(f, by_number("20240710"));
  auto secret = anyone;
  secret.not_disclosed = true;
  add_person(f, secret, "R2");
  EXPECT_EQ(ask(f, by_number("20240710")), alone);
  std::swap(f.people[0], f.people[1]);
  EXPECT_EQ(ask(f, by_number("20240710")), alone);
}

TEST(DecideByNumber, Of_several_ended_people_the_last_ended_is_meant) {
  Facts f = with(facts(), qualification("20240110", "20240701"));
  add_person(f, qualification("20240101", "20240702"), "R2");
  EXPECT_EQ(decide(f, by_number("20240710")).verdicts.at(0).person, 1u);
  std::swap(f.people[0], f.people[1]);
  EXPECT_EQ(decide(f, by_number("20240710")).verdicts.at(0).person, 0u);
  // Of equal ends the later start.
  f.people[1].qualifications[0].end = day("20240702");
  EXPECT_EQ(decide(f, by_number("20240710")).verdicts.at(0).person, 1u);
  // Of all equal the first.
  f.people[0] = f.people[1];
  EXPECT_EQ(decide(f, by_number("20240710")).verdicts.at(0).person, 0u);
}

TEST(DecideByNumber, D22_the_gravest_cause_is_recorded) {
  auto secret = anyone;
  secret.not_disclosed = true;
  auto younger = anyone;
  younger.person.birthdate = day("19900116");
  Facts f = with(facts(), secret);
  add_person(f, younger, "R2");
  EXPECT_EQ(reason(f, by_number("20240710")), Reason::number_not_disclosed);
  std::swap(f.people[0], f.people[1]);
  EXPECT_EQ(reason(f, by_number("20240710")), Reason::number_not_disclosed);
  // A hidden person is not confirmed to whoever does not even know the birth date.
  EXPECT_EQ(reason(with(facts(), secret), by_number("20240710", payer, beneficiary, "19900116")),
            Reason::number_birthdate_differs);
}

}  // namespace
}  // namespace madoguchi::domain
