#include <gtest/gtest.h>

#include "unit/domain/world.hpp"

namespace madoguchi::domain {
namespace {

using namespace world;
using Rows = std::vector<std::string>;

const auto anyone = qualification();
const auto t1 = ticket(clinic_x, "202407");

void expect(const Facts& f, std::string_view on, Reason expected_reason, std::string_view results,
            Validity body) {
  const Question q = by_card(on);
  const Decision d = decide(f, q);
  EXPECT_FALSE(d.refused);
  EXPECT_EQ(reason(d), expected_reason) << on;
  EXPECT_EQ(shape(project(f, q, d)), results) << on;
  EXPECT_EQ(d.validity, body) << on;
}

TEST(Decide, D24_a_future_day_is_refused_before_anything_else) {
  const Facts f = with(facts(), anyone, t1, insurance());
  Question card = by_card("20240711");
  card.today = day("20240710");
  EXPECT_EQ(decide(f, card).refused, Reason::future_day);
  EXPECT_TRUE(decide(f, card).verdicts.empty());
  EXPECT_EQ(decide(f, card).validity, std::nullopt);
  EXPECT_EQ(decide(f, card).rows(), Rows{"D24"});
  card.day = day("20240710");
  EXPECT_EQ(decide(f, card).refused, std::nullopt);

  Question number = by_number("20240711");
  number.today = day("20240710");
  EXPECT_EQ(decide(f, number).refused, Reason::future_day);
  EXPECT_EQ(decide(switched_off(f), number).refused, Reason::future_day) << "before D1";
  Question insured = by_insurance("20240711");
  insured.today = day("20240710");
  EXPECT_EQ(decide(f, insured).refused, Reason::future_day);
}

TEST(Decide, D1_setting_off_hides_assistance_by_card) {
  const Facts f = switched_off(with(facts(), anyone, t1));
  expect(f, "20240710", Reason::assistance_not_used, "", Validity::none);
  expect(with(f, insurance()), "20240710", Reason::insurance_valid, "I1", Validity::valid);
  EXPECT_EQ(decide(with(f, insurance()), by_card("20240710")).rows(), (Rows{"I1", "D1"}));
}

TEST(Decide, D3_not_disclosed_hides_assistance_by_card_but_not_insurance) {
  auto q = anyone;
  q.not_disclosed = true;
  const Facts f = with(facts(), q, t1);
  expect(f, "20240710", Reason::not_disclosed, "", Validity::none);
  expect(with(f, insurance()), "20240710", Reason::insurance_valid, "I1", Validity::valid);
  EXPECT_EQ(decide(with(f, insurance()), by_card("20240710")).withheld,
            std::vector<Reason>{Reason::not_disclosed});
}

TEST(Decide, D3_one_protected_interval_hides_the_whole_person) {
  auto old = moved("20230101", "20230201");
  old.not_disclosed = true;
  expect(with(facts(), anyone, t1, old), "20240710", Reason::not_disclosed, "", Validity::none);
  expect(with(facts(), old, anyone, t1), "20240710", Reason::not_disclosed, "", Validity::none);
}

TEST(Decide, D4_insurance_and_assistance_are_two_results) {
  const Facts f = with(facts(), anyone, t1, insurance());
  expect(f, "20240710", Reason::valid, "A1 I1", Validity::valid);
  EXPECT_EQ(decide(f, by_card("20240710")).rows(), (Rows{"D7", "D4", "I1"}));
}

TEST(Decide, D5_insurance_valid_beside_unregistered_assistance) {
  const Facts f = with(facts(), anyone, insurance());
  expect(f, "20240710", Reason::nothing_registered, "A6 I1", Validity::valid_unregistered);
  EXPECT_EQ(decide(f, by_card("20240710")).rows(), (Rows{"D8", "D5", "I1"}));
}

TEST(Decide, D6_what_is_not_registered_is_absent) {
  expect(with(facts(), insurance()), "20240710", Reason::insurance_valid, "I1", Validity::valid);
  expect(with(facts(), anyone, t1), "20240710", Reason::valid, "A1", Validity::valid);
  EXPECT_EQ(decide(with(facts(), anyone, t1), by_card("20240710")).rows(), Rows{"D7"});
}

TEST(Decide, D7_all_usable_tickets_are_shown_and_no_other) {
  auto inpatient = ticket(clinic_x, "202407", "20240710", "20240731");
  inpatient.treatment_type = "01";
  const auto over = ticket(clinic_x, "202407", "20240701", "20240709");
  const auto elsewhere = ticket(clinic_y, "202407");
  const auto last_month = ticket(clinic_x, "202406");
  const Facts f = with(facts(), anyone, elsewhere, t1, over, inpatient, last_month);
  const Decision d = decide(f, by_card("20240710"));
  ASSERT_EQ(d.verdicts.size(), 1u);
  EXPECT_EQ(d.verdicts[0].tickets, (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(d.verdicts[0].validity, Validity::valid);
  EXPECT_EQ(d.verdicts[0].reason, Reason::valid);
  EXPECT_EQ(d.verdicts[0].qualification, 0u);
  EXPECT_TRUE(d.withheld.empty());
  EXPECT_EQ(d.rows(), Rows{"D7"});
}

TEST(Decide, D7_tickets_under_different_numbers_are_different_results) {
  auto second = ticket(clinic_x, "202407");
  second.treatment_type = "01";
  second.beneficiary = beneficiary_number("0000007");
  const Facts f = with(facts(), anyone, t1, second, t1);
  const Decision d = decide(f, by_card("20240710"));
  ASSERT_EQ(d.verdicts.size(), 2u);
  EXPECT_EQ(d.verdicts[0].tickets, std::vector<std::size_t>{1});
  EXPECT_EQ(d.verdicts[1].tickets, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(d.validity, Validity::valid);
}

TEST(Decide, D7_ends_with_the_ticket_and_with_the_month) {
  const Facts f = with(facts(), anyone, t1);
  expect(f, "20240701", Reason::valid, "A1", Validity::valid);
  expect(f, "20240731", Reason::valid, "A1", Validity::valid);
  expect(f, "20240630", Reason::own_ticket_other_month, "A6", Validity::valid_unregistered);
  expect(f, "20240801", Reason::own_ticket_other_month, "A6", Validity::valid_unregistered);
}

TEST(Decide, D7_a_period_that_reaches_out_of_its_month_counts_only_in_the_month) {
  const Facts f = with(facts(), anyone, ticket(clinic_x, "202407", "20240630", "20240801"));
  expect(f, "20240630", Reason::own_ticket_other_month, "A6", Validity::valid_unregistered);
  expect(f, "20240701", Reason::valid, "A1", Validity::valid);
  expect(f, "20240801", Reason::own_ticket_other_month, "A6", Validity::valid_unregistered);
}

TEST(Decide, D8_no_ticket_is_valid_unregistered) {
  const Facts f = with(facts(), anyone);
  expect(f, "20240710", Reason::nothing_registered, "A6", Validity::valid_unregistered);
  EXPECT_EQ(decide(f, by_card("20240710")).rows(), Rows{"D8"});
}

TEST(Decide, D8_a_ticket_under_a_foreign_payer_number_is_not_registered) {
  auto foreign = t1;
  foreign.payer = payer_number(new_payer);
  expect(with(facts(), anyone, foreign), "20240710", Reason::nothing_registered, "A6",
         Validity::valid_unregistered);
  auto renumbered = t1;
  renumbered.beneficiary = beneficiary_number(new_beneficiary);
  expect(with(facts(), anyone, renumbered), "20240710", Reason::valid, "A1", Validity::valid);
}

TEST(Decide, D8_a_ticket_of_another_recipient_or_office_is_nobodys) {
  auto other_recipient = t1;
  other_recipient.recipient_key = "R2";
  auto other_office = t1;
  other_office.office_code = office_b;
  expect(with(facts(), anyone, other_recipient), "20240710", Reason::nothing_registered, "A6",
         Validity::valid_unregistered);
  expect(with(facts(), anyone, other_office), "20240710", Reason::nothing_registered, "A6",
         Validity::valid_unregistered);
}

TEST(Decide, D9_own_ticket_of_another_month_within_the_window) {
  for (const std::string_view m : {"202307", "202406", "202408", "202410"}) {
    expect(with(facts(), anyone, ticket(clinic_x, m)), "20240710", Reason::own_ticket_other_month,
           "A6", Validity::valid_unregistered);
  }
  for (const std::string_view m : {"202306", "202411"}) {
    expect(with(facts(), anyone, ticket(clinic_x, m)), "20240710", Reason::nothing_registered, "A6",
           Validity::valid_unregistered);
  }
  EXPECT_EQ(decide(with(facts(), anyone, ticket(clinic_x, "202406")), by_card("20240710")).rows(),
            Rows{"D9"});
}

TEST(Decide, D10_own_ticket_of_the_month_whose_period_is_over_or_not_yet_begun) {
  const Facts f = with(facts(), anyone, ticket(clinic_x, "202407", "20240705", "20240709"));
  expect(f, "20240704", Reason::own_ticket_period_over, "A6", Validity::valid_unregistered);
  expect(f, "20240705", Reason::valid, "A1", Validity::valid);
  expect(f, "20240709", Reason::valid, "A1", Validity::valid);
  expect(f, "20240710", Reason::own_ticket_period_over, "A6", Validity::valid_unregistered);
  expect(with(facts(), anyone, ticket(clinic_x, "202406"),
              ticket(clinic_x, "202407", "20240705", "20240709"), ticket(clinic_y, "202407")),
         "20240710", Reason::own_ticket_period_over, "A6", Validity::valid_unregistered);
}

TEST(Decide, D11_ticket_of_another_institution) {
  expect(with(facts(), anyone, ticket(clinic_y, "202407")), "20240710",
         Reason::commissioned_elsewhere, "A6", Validity::valid_unregistered);
  expect(with(facts(), anyone, ticket(clinic_y, "202406")), "20240710", Reason::nothing_registered,
         "A6", Validity::valid_unregistered);
  expect(with(facts(), anyone, ticket(clinic_y, "202407"), ticket(clinic_x, "202406")), "20240710",
         Reason::own_ticket_other_month, "A6", Validity::valid_unregistered);
  expect(with(facts(), anyone, ticket(pharmacy, "202407"), ticket(clinic_y, "202407")), "20240710",
         Reason::commissioned_elsewhere, "A6", Validity::valid_unregistered);
}

TEST(Decide, D12_only_a_ticket_of_the_wrong_kind) {
  expect(with(facts(), anyone, ticket(pharmacy, "202407")), "20240710",
         Reason::wrong_kind_elsewhere, "A6", Validity::valid_unregistered);
  expect(with(facts(), anyone, ticket(pharmacy, "202406")), "20240710", Reason::nothing_registered,
         "A6", Validity::valid_unregistered);
  auto mistaken = t1;
  mistaken.ticket_type = "02";
  expect(with(facts(), anyone, mistaken), "20240710", Reason::wrong_kind_elsewhere, "A6",
         Validity::valid_unregistered);
  mistaken.treatment_month = month("202406");
  expect(with(facts(), anyone, mistaken), "20240710", Reason::nothing_registered, "A6",
         Validity::valid_unregistered);
  expect(asked_by(pharmacy, with(facts(), anyone, t1)), "20240710", Reason::wrong_kind_elsewhere,
         "A6", Validity::valid_unregistered);
}

TEST(Decide, D13_a_pharmacy_sees_all_issuers_of_its_own_dispensing_tickets) {
  auto of_x = ticket(pharmacy, "202407");
  of_x.issuer_code = clinic_x;
  auto of_y = ticket(pharmacy, "202407");
  of_y.issuer_code = clinic_y;
  const Facts f = asked_by(pharmacy, with(facts(), anyone, of_x, of_y));
  const Answer a = ask(f, by_card("20240710"));
  ASSERT_EQ(a.results.size(), 1u);
  ASSERT_EQ(a.results[0].tickets.size(), 2u);
  EXPECT_EQ(
      text(value(a.results[0].tickets[0], TicketField::PrescriptionIssuerMedicalInstitutionCode)),
      clinic_x);
  EXPECT_EQ(
      text(value(a.results[0].tickets[1], TicketField::PrescriptionIssuerMedicalInstitutionCode)),
      clinic_y);
}

TEST(Decide, D14_a_loss_is_told_until_the_end_of_the_next_month) {
  const Facts f = with(facts(), qualification("20240110", "20240720"), t1);
  expect(f, "20240719", Reason::valid, "A1", Validity::valid);
  expect(f, "20240720", Reason::suspended_or_abolished, "A2", Validity::invalid);
  expect(f, "20240731", Reason::suspended_or_abolished, "A2", Validity::invalid);
  expect(f, "20240801", Reason::suspended_or_abolished, "A2", Validity::invalid);
  expect(f, "20240831", Reason::suspended_or_abolished, "A2", Validity::invalid);
  expect(f, "20240901", Reason::never_recipient, "", Validity::none);
  EXPECT_EQ(decide(f, by_card("20240720")).rows(), Rows{"D14"});
}

TEST(Decide, D14_counts_the_month_of_the_loss_at_its_edges) {
  const Facts first = with(facts(), qualification("20240110", "20240701"));
  expect(first, "20240831", Reason::suspended_or_abolished, "A2", Validity::invalid);
  expect(first, "20240901", Reason::never_recipient, "", Validity::none);
  const Facts last = with(facts(), qualification("20240110", "20240630"));
  expect(last, "20240731", Reason::suspended_or_abolished, "A2", Validity::invalid);
  expect(last, "20240801", Reason::never_recipient, "", Validity::none);
  const Facts year = with(facts(), qualification("20230110", "20231231"));
  expect(year, "20240131", Reason::suspended_or_abolished, "A2", Validity::invalid);
  expect(year, "20240201", Reason::never_recipient, "", Validity::none);
}

TEST(Decide, D14_with_Q1_begins_the_day_after_the_loss) {
  const Facts f = with(facts(), qualification("20240110", "20240720"), t1);
  Question q = by_card("20240720");
  q.settings.loss_date_is_covered = true;
  EXPECT_EQ(reason(f, q), Reason::valid);
  q.day = day("20240721");
  EXPECT_EQ(reason(f, q), Reason::suspended_or_abolished);
}

TEST(Decide, D14_of_several_losses_the_last_is_judged) {
  const auto old = qualification("20230110", "20240305");
  const auto recent = moved("20240305", "20240720");
  for (const Facts& f : {with(facts(), old, recent), with(facts(), recent, old)}) {
    const Decision d = decide(f, by_card("20240725"));
    ASSERT_EQ(reason(d), Reason::suspended_or_abolished);
    EXPECT_EQ(f.people[0].qualifications[*d.verdicts[0].qualification].office_code, office_b);
  }
  // A longer one that began earlier is the last when it ended later.
  const auto around = qualification("20230110", "20240722");
  const Decision d = decide(with(facts(), around, recent), by_card("20240725"));
  EXPECT_EQ(d.verdicts.at(0).qualification, 0u);
  // Of equal ends the later start, of equal starts the larger office code.
  const auto same_end = qualification("20240301", "20240720");
  EXPECT_EQ(
      decide(with(facts(), recent, same_end), by_card("20240725")).verdicts.at(0).qualification,
      0u);
  const auto same = qualification("20240305", "20240720");
  EXPECT_EQ(decide(with(facts(), same, recent), by_card("20240725")).verdicts.at(0).qualification,
            1u);
  EXPECT_EQ(decide(with(facts(), recent, same), by_card("20240725")).verdicts.at(0).qualification,
            0u);
}

TEST(Decide, D14_of_losses_equal_in_everything_the_first_registered_is_judged) {
  const auto lost = qualification("20240110", "20240720");
  auto same = lost;
  same.recipient_key = "R2";
  const Decision d = decide(with(facts(), lost, same), by_card("20240725"));
  EXPECT_EQ(d.verdicts.at(0).qualification, 0u);
}

TEST(Decide, D14_assistance_abolished_on_the_day_it_began_is_ended_from_that_day) {
  const Facts f = with(facts(), qualification("20240720", "20240720"));
  expect(f, "20240719", Reason::never_recipient, "", Validity::none);
  expect(f, "20240720", Reason::suspended_or_abolished, "A2", Validity::invalid);
}

TEST(Decide, D14_a_suspension_ends_with_the_resumption) {
  const Facts f =
      with(facts(), qualification("20240110", "20240710"), qualification("20240725"), t1);
  expect(f, "20240709", Reason::valid, "A1", Validity::valid);
  expect(f, "20240710", Reason::suspended_or_abolished, "A2", Validity::invalid);
  expect(f, "20240724", Reason::suspended_or_abolished, "A2", Validity::invalid);
  expect(f, "20240725", Reason::valid, "A1", Validity::valid);
}

TEST(Decide, D15_the_new_office_is_judged_and_the_old_one_not_shown) {
  auto new_ticket = ticket(clinic_x, "202407");
  new_ticket.office_code = office_b;
  new_ticket.recipient_key = "M7";
  const auto old = qualification("20240110", "20240715");
  const Facts without = with(facts(), old, moved("20240715"), t1);
  expect(without, "20240714", Reason::valid, "A1", Validity::valid);
  expect(without, "20240715", Reason::nothing_registered, "A6", Validity::valid_unregistered);
  const Facts f = with(without, new_ticket);
  const Answer a = ask(f, by_card("20240715"));
  EXPECT_EQ(shape(a), "A1");
  EXPECT_EQ(text(value(a.results[0], Field::InsurerNumber)), new_payer);
  EXPECT_EQ(text(value(a.results[0], Field::InsuredIdentificationNumber)), new_beneficiary);
  EXPECT_EQ(text(value(a.results[0], Field::InsurerName)), "隣市福祉事務所");
  EXPECT_EQ(a.results[0].tickets.size(), 1u);
  EXPECT_EQ(text_of(a).find(payer), std::string::npos);
}

TEST(Decide, D15_of_overlapping_qualifications_the_latest_start_is_judged_then_the_larger_office) {
  const auto old = qualification("20240110", "20240731");
  for (const Facts& f :
       {with(facts(), old, moved("20240715"), t1), with(facts(), moved("20240715"), old, t1)}) {
    expect(f, "20240714", Reason::valid, "A1", Validity::valid);
    expect(f, "20240715", Reason::nothing_registered, "A6", Validity::valid_unregistered);
  }
  for (const Facts& f : {with(facts(), qualification("20240715"), moved("20240715")),
                         with(facts(), moved("20240715"), qualification("20240715"))}) {
    const Decision d = decide(f, by_card("20240720"));
    EXPECT_EQ(f.people[0].qualifications[*d.verdicts[0].qualification].office_code, office_b);
  }
}

TEST(Decide, D16_never_a_recipient_shows_nothing_or_the_insurance) {
  Facts unknown = facts();
  unknown.people.clear();
  expect(unknown, "20240710", Reason::never_recipient, "", Validity::none);
  expect(facts(), "20240710", Reason::never_recipient, "", Validity::none);
  expect(with(facts(), insurance()), "20240710", Reason::insurance_valid, "I1", Validity::valid);
  EXPECT_EQ(decide(facts(), by_card("20240710")).rows(), Rows{"D16"});
}

TEST(Decide, D16_before_the_first_start_there_is_nothing) {
  const Facts f = with(facts(), anyone, t1);
  expect(f, "20240109", Reason::never_recipient, "", Validity::none);
  EXPECT_NE(reason(f, by_card("20240110")), Reason::never_recipient);
}

TEST(Decide, D23_a_past_day_is_judged_with_todays_data) {
  Question q = by_card("20240710");
  q.today = day("20240930");
  EXPECT_EQ(reason(with(facts(), anyone), q), Reason::nothing_registered);
  EXPECT_EQ(reason(with(facts(), anyone, t1), q), Reason::valid);
}

TEST(Decide, D27_ended_assistance_beside_active_insurance_is_not_shown) {
  const auto lost = qualification("20240110", "20240720");
  const Facts f = with(facts(), lost, insurance("20240720"));
  expect(f, "20240720", Reason::insurance_valid, "I1", Validity::valid);
  EXPECT_EQ(decide(f, by_card("20240720")).withheld, std::vector<Reason>{Reason::ended_insured});
  EXPECT_EQ(decide(f, by_card("20240720")).rows(), (Rows{"I1", "D27"}));
  EXPECT_EQ(decide(f, by_card("20241001")).withheld, std::vector<Reason>{Reason::ended_insured});
  // Insurance that begins a day later leaves D14.
  expect(with(facts(), lost, insurance("20240721")), "20240720", Reason::suspended_or_abolished,
         "A2", Validity::invalid);
}

}  // namespace
}  // namespace madoguchi::domain
