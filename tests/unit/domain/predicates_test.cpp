#include <gtest/gtest.h>

#include "unit/domain/world.hpp"

namespace madoguchi::domain {
namespace {

using namespace world;

TEST(Active, A_qualification_without_end_is_active_from_its_first_day_on) {
  const auto q = qualification("20240110");
  EXPECT_FALSE(active(q, day("20240109"), false));
  EXPECT_TRUE(active(q, day("20240110"), false));
  EXPECT_TRUE(active(q, day("20240111"), false));
  EXPECT_TRUE(active(q, day("20991231"), false));
}

TEST(Active, Q1_the_day_of_loss_is_covered_only_when_the_setting_says_so) {
  const auto q = qualification("20240110", "20240720");
  EXPECT_TRUE(active(q, day("20240719"), false));
  EXPECT_FALSE(active(q, day("20240720"), false));
  EXPECT_FALSE(active(q, day("20240721"), false));
  EXPECT_TRUE(active(q, day("20240719"), true));
  EXPECT_TRUE(active(q, day("20240720"), true));
  EXPECT_FALSE(active(q, day("20240721"), true));
  EXPECT_FALSE(active(q, day("20240109"), true));
}

TEST(Covers, A_ticket_covers_its_first_and_its_last_day) {
  const auto t = ticket(clinic_x, "202407", "20240705", "20240720");
  EXPECT_FALSE(covers(t, day("20240704")));
  EXPECT_TRUE(covers(t, day("20240705")));
  EXPECT_TRUE(covers(t, day("20240712")));
  EXPECT_TRUE(covers(t, day("20240720")));
  EXPECT_FALSE(covers(t, day("20240721")));
}

// 3.4: one line per fee table, every pair of 券別 and 診療別.
TEST(Fits, Each_fee_table_uses_its_own_kinds_of_tickets) {
  struct Row {
    std::string_view institution;
    std::vector<std::string> kinds;
  };
  const std::vector<Row> rows{
      {clinic_x, {"01/01", "01/02"}},
      {dental, {"01/03"}},
      {pharmacy, {"02/04"}},
      {visiting_nursing, {"01/05"}},
      {"1350000012", {}},
      {"13B0000012", {}},
      {"13", {}},
      {"", {}},
  };
  for (const Row& row : rows) {
    for (const std::string type : {"01", "02", "03", ""}) {
      for (const std::string treatment : {"01", "02", "03", "04", "05", "06", ""}) {
        Ticket t = ticket(clinic_x, "202407");
        t.ticket_type = type;
        t.treatment_type = treatment;
        const bool expected = std::find(row.kinds.begin(), row.kinds.end(),
                                        type + "/" + treatment) != row.kinds.end();
        EXPECT_EQ(fits(t, row.institution), expected)
            << row.institution << " " << type << treatment;
      }
    }
  }
}

TEST(Fits, A_code_too_short_for_a_fee_table_fits_nothing) {
  const Ticket t = ticket(clinic_x, "202407");
  EXPECT_TRUE(fits(t, clinic_x.substr(0, 3)));
  EXPECT_FALSE(fits(t, clinic_x.substr(0, 2)));
}

TEST(BillingNumbers, A_ticket_is_billed_under_its_own_numbers) {
  PersonFacts person;
  Ticket t = ticket(clinic_x, "202407");
  t.payer = payer_number(new_payer);
  t.beneficiary = beneficiary_number(new_beneficiary);
  const BillingNumbers own{std::string(new_payer), std::string(new_beneficiary)};
  EXPECT_EQ(billing_numbers(t, person), own);
  person.qualifications = {qualification()};
  EXPECT_EQ(billing_numbers(t, person), own);
}

TEST(BillingNumbers, What_the_ticket_does_not_state_is_the_qualifications) {
  PersonFacts person;
  person.qualifications = {qualification()};
  Ticket t = ticket(clinic_x, "202407");
  EXPECT_EQ(billing_numbers(t, person),
            (BillingNumbers{std::string(payer), std::string(beneficiary)}));
  t.payer = payer_number(new_payer);
  EXPECT_EQ(billing_numbers(t, person),
            (BillingNumbers{std::string(new_payer), std::string(beneficiary)}));
  t.payer.reset();
  t.beneficiary = beneficiary_number(new_beneficiary);
  EXPECT_EQ(billing_numbers(t, person),
            (BillingNumbers{std::string(payer), std::string(new_beneficiary)}));
}

TEST(BillingNumbers, Of_another_recipient_or_office_nothing_is_taken) {
  PersonFacts person;
  person.qualifications = {qualification()};
  Ticket t = ticket(clinic_x, "202407");
  t.office_code = office_b;
  EXPECT_EQ(billing_numbers(t, person), std::nullopt);
  t.office_code = office_a;
  t.recipient_key = "R2";
  EXPECT_EQ(billing_numbers(t, person), std::nullopt);
}

TEST(BillingNumbers, The_latest_interval_that_meets_the_period_counts_then_the_latest_of_all) {
  PersonFacts person;
  const auto numbered = [](std::string_view number, std::string_view start, std::string_view end) {
    auto q = qualification(start, end);
    q.beneficiary = beneficiary_number(number);
    return q;
  };
  person.qualifications = {numbered("0000001", "20240101", "20240605"),
                           numbered("0000002", "20240605", "20240708"),
                           numbered("0000003", "20240801", "")};
  const auto number_of = [&](std::string_view yyyymm, std::string_view from, std::string_view to) {
    return billing_numbers(ticket(clinic_x, yyyymm, from, to), person)->beneficiary;
  };
  EXPECT_EQ(number_of("202406", "20240601", "20240604"), "0000001");
  EXPECT_EQ(number_of("202406", "20240604", "20240605"), "0000002");
  EXPECT_EQ(number_of("202407", "20240707", "20240731"), "0000002");
  EXPECT_EQ(number_of("202407", "20240708", "20240731"), "0000003") << "meets none: the latest";
  EXPECT_EQ(number_of("202312", "20231201", "20231231"), "0000003") << "meets none: the latest";
  std::reverse(person.qualifications.begin(), person.qualifications.end());
  EXPECT_EQ(number_of("202406", "20240604", "20240605"), "0000002");
  EXPECT_EQ(number_of("202407", "20240708", "20240731"), "0000003");
}

TEST(TicketWindow, Reaches_twelve_months_back_and_three_ahead) {
  for (const std::string_view d : {"20240701", "20240731"}) {
    EXPECT_EQ(ticket_window(day(d)).first, month("202307"));
    EXPECT_EQ(ticket_window(day(d)).last, month("202410"));
  }
}

TEST(Intervals, The_one_that_counts_is_active_and_started_last_or_ended_last) {
  PersonFacts person;
  person.qualifications = {qualification("20230101", "20230401"), qualification("20230601"),
                           moved("20240101")};
  EXPECT_EQ(active_interval(person, day("20230331"), false), 0U);
  EXPECT_EQ(active_interval(person, day("20230401"), false), std::nullopt);
  EXPECT_EQ(active_interval(person, day("20230401"), true), 0U);
  EXPECT_EQ(active_interval(person, day("20231231"), false), 1U);
  EXPECT_EQ(active_interval(person, day("20240101"), false), 2U);
  EXPECT_EQ(ended_interval(person, day("20230331"), false), std::nullopt);
  EXPECT_EQ(ended_interval(person, day("20230401"), false), 0U);
  EXPECT_EQ(ended_interval(person, day("20230401"), true), std::nullopt);
  person.qualifications = {qualification("20230101", "20230901"),
                           qualification("20230201", "20230801")};
  EXPECT_EQ(ended_interval(person, day("20240101"), false), 0U) << "ended last";
  EXPECT_EQ(ended_interval(person, day("20230101"), false), std::nullopt) << "starts, or later";
  EXPECT_EQ(ended_interval(PersonFacts(), day("20240101"), false), std::nullopt);
}

TEST(Consistency, A_ticket_contradicts_insurance_of_its_own_period) {
  const auto flag = [](const std::string& stated, bool insured) {
    PersonFacts person;
    if (insured) person.insurances = {insurance("20240710", "20240720")};
    Ticket t = ticket(clinic_x, "202407");
    t.social_insurance = stated;
    return contradicts_insurance(t, person);
  };
  EXPECT_TRUE(flag("01", false));
  EXPECT_FALSE(flag("01", true));
  EXPECT_FALSE(flag("02", false));
  EXPECT_TRUE(flag("02", true));
  EXPECT_FALSE(flag("", true));
  EXPECT_FALSE(flag("", false));
  PersonFacts before;
  before.insurances = {insurance("20240101", "20240701")};
  Ticket t = ticket(clinic_x, "202407");
  t.social_insurance = "02";
  EXPECT_FALSE(contradicts_insurance(t, before));
}

}  // namespace
}  // namespace madoguchi::domain
