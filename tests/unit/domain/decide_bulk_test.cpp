#include <gtest/gtest.h>

#include "unit/domain/world.hpp"

namespace madoguchi::domain {
namespace {

using namespace world;
using Indexes = std::vector<std::size_t>;

Decision bulk(const Facts& f, std::string_view yyyymm, DecisionSettings settings = {}) {
  return decide_bulk(f, 0, month(yyyymm), settings);
}

Answer unit(const Facts& f, std::string_view yyyymm) {
  return project_bulk(f, month(yyyymm), bulk(f, yyyymm), {});
}

const auto anyone = qualification();
const auto t1 = ticket(clinic_x, "202407");

TEST(DecideBulk, D25_own_tickets_of_the_month_are_delivered) {
  auto inpatient = t1;
  inpatient.treatment_type = "01";
  const Facts f = with(facts(), anyone, ticket(clinic_x, "202406"), t1, ticket(clinic_y, "202407"),
                       ticket(clinic_x, "202408"), inpatient);
  const Decision d = bulk(f, "202407");
  ASSERT_EQ(d.verdicts.size(), 1u);
  EXPECT_EQ(d.verdicts[0].tickets, (Indexes{1, 4}));
  EXPECT_EQ(d.verdicts[0].reason, Reason::bulk_valid);
  EXPECT_EQ(d.verdicts[0].validity, Validity::valid);
  EXPECT_EQ(d.verdicts[0].qualification, 0u);
  EXPECT_EQ(d.validity, Validity::valid);
  EXPECT_EQ(d.rows(), std::vector<std::string>{"D25"});
}

TEST(DecideBulk, D25_without_a_ticket_of_this_institution_there_is_no_unit) {
  auto mistaken = t1;
  mistaken.ticket_type = "02";
  auto stranger = t1;
  stranger.recipient_key = "R2";
  auto foreign = t1;
  foreign.payer = payer_number(new_payer);
  for (const Facts& f : {facts(), with(facts(), anyone), with(facts(), t1),
                         with(facts(), anyone, ticket(clinic_y, "202407")),
                         with(facts(), anyone, ticket(clinic_x, "202406")),
                         with(facts(), anyone, mistaken), with(facts(), anyone, stranger),
                         with(facts(), anyone, foreign), with(facts(), insurance())}) {
    EXPECT_TRUE(bulk(f, "202407").verdicts.empty());
    EXPECT_EQ(bulk(f, "202407").validity, std::nullopt);
    EXPECT_EQ(unit(f, "202407"), Answer{});
  }
}

TEST(DecideBulk, D25_the_period_must_meet_the_qualification) {
  const auto t = ticket(clinic_x, "202407", "20240710", "20240720");
  const auto delivered = [&](std::string_view start, std::string_view end,
                             DecisionSettings settings = {}) {
    return !bulk(with(facts(), qualification(start, end), t), "202407", settings).verdicts.empty();
  };
  EXPECT_TRUE(delivered("20240720", ""));
  EXPECT_FALSE(delivered("20240721", ""));
  EXPECT_TRUE(delivered("20240101", "20240711"));
  EXPECT_FALSE(delivered("20240101", "20240710"));
  DecisionSettings q1;
  q1.loss_date_is_covered = true;
  EXPECT_TRUE(delivered("20240101", "20240710", q1));
  EXPECT_FALSE(delivered("20240101", "20240709", q1));
}

TEST(DecideBulk, D25_a_ticket_is_delivered_whole_although_the_qualification_ended) {
  const Facts f = with(facts(), qualification("20240110", "20240705"), t1);
  const Answer a = unit(f, "202407");
  ASSERT_EQ(shape(a), "A1");
  EXPECT_EQ(text(value(a.results[0], Field::DisqualificationDate)), "20240705");
  EXPECT_EQ(text(value(a.results[0].tickets.at(0), TicketField::MedicalTicketExpirationDate)),
            "20240731");
}

TEST(DecideBulk, D25_the_latest_interval_that_carries_a_ticket_is_shown) {
  const Facts f = with(facts(), qualification("20240725"), qualification("20240110", "20240710"),
                       ticket(clinic_x, "202407", "20240701", "20240709"), t1);
  const Decision d = bulk(f, "202407");
  ASSERT_EQ(d.verdicts.size(), 1u);
  EXPECT_EQ(d.verdicts[0].tickets, (Indexes{0, 1}));
  EXPECT_EQ(d.verdicts[0].qualification, 0u);
  const Facts reversed =
      with(facts(), qualification("20240110", "20240710"), qualification("20240725"), t1,
           ticket(clinic_x, "202407", "20240701", "20240709"));
  EXPECT_EQ(bulk(reversed, "202407").verdicts.at(0).qualification, 1u);
  const Facts early =
      with(facts(), qualification("20240725"), qualification("20240110", "20240710"),
           ticket(clinic_x, "202407", "20240701", "20240709"));
  EXPECT_EQ(bulk(early, "202407").verdicts.at(0).qualification, 1u);
}

TEST(DecideBulk, D25_after_a_move_there_is_one_result_for_each_pair_of_numbers) {
  auto second = t1;
  second.office_code = office_b;
  second.recipient_key = "M7";
  const Facts f =
      with(facts(), qualification("20240110", "20240715"), moved("20240715"), second, t1);
  const Decision d = bulk(f, "202407");
  ASSERT_EQ(d.verdicts.size(), 2u);
  EXPECT_EQ(d.verdicts[0].tickets, Indexes{1});
  EXPECT_EQ(d.verdicts[0].qualification, 0u);
  EXPECT_EQ(d.verdicts[1].tickets, Indexes{0});
  EXPECT_EQ(d.verdicts[1].qualification, 1u);
}

TEST(DecideBulk, D1_and_D3_leave_no_unit) {
  auto secret = anyone;
  secret.not_disclosed = true;
  const Facts off = switched_off(with(facts(), anyone, t1));
  EXPECT_TRUE(bulk(off, "202407").verdicts.empty());
  EXPECT_EQ(bulk(off, "202407").withheld, std::vector<Reason>{Reason::assistance_not_used});
  const Facts hidden_one = with(facts(), secret, t1, insurance());
  EXPECT_TRUE(bulk(hidden_one, "202407").verdicts.empty());
  EXPECT_EQ(bulk(hidden_one, "202407").withheld, std::vector<Reason>{Reason::not_disclosed});
  EXPECT_EQ(unit(hidden_one, "202407"), Answer{});
  auto old = moved("20230101", "20230201");
  old.not_disclosed = true;
  EXPECT_TRUE(bulk(with(facts(), anyone, t1, old), "202407").verdicts.empty());
}

TEST(DecideBulk, D25_combined_use_adds_the_insurance_of_those_days) {
  auto combined = ticket(clinic_x, "202407", "20240710", "20240720");
  combined.single_or_combined = "02";
  const auto results = [&](const Ticket& t, std::string_view start, std::string_view end) {
    return shape(unit(with(facts(), anyone, t, insurance(start, end)), "202407"));
  };
  EXPECT_EQ(results(combined, "20240720", ""), "A1 I1");
  EXPECT_EQ(results(combined, "20240721", ""), "A1");
  EXPECT_EQ(results(combined, "20200101", "20240711"), "A1 I1");
  EXPECT_EQ(results(combined, "20200101", "20240710"), "A1");
  EXPECT_EQ(results(t1, "20200101", ""), "A1") << "単独";
  const Facts two = with(facts(), anyone, combined, insurance("20240712"), insurance("20200101"));
  EXPECT_EQ(bulk(two, "202407").verdicts.at(1).insurance, 0u);
  EXPECT_EQ(bulk(two, "202407").verdicts.at(1).reason, Reason::insurance_valid);
  EXPECT_EQ(bulk(two, "202407").rows(), (std::vector<std::string>{"D25", "I1"}));
  const Facts same = with(facts(), anyone, combined, insurance(), insurance());
  EXPECT_EQ(bulk(same, "202407").verdicts.at(1).insurance, 0u);
  // Only the combined ticket's own days count.
  auto early = ticket(clinic_x, "202407", "20240701", "20240705");
  EXPECT_EQ(shape(unit(with(facts(), anyone, combined, early, insurance("20200101", "20240706")),
                       "202407")),
            "A1");
}

TEST(DecideBulk, D25_looks_at_the_person_it_is_told) {
  Facts f = with(facts(), anyone);
  f.people.push_back(with(facts(), anyone, t1).people[0]);
  f.people[1].reference_number = "REF-2";
  const Decision d = decide_bulk(f, 1, month("202407"), {});
  EXPECT_EQ(d.verdicts.at(0).person, 1u);
  EXPECT_EQ(project_bulk(f, month("202407"), d, {}).reference_number, "REF-2");
  EXPECT_TRUE(bulk(f, "202407").verdicts.empty());
}

TEST(DecideBulk, A_unit_is_column_1_with_the_reference_number_beside_the_results) {
  Facts f = with(facts(), anyone, t1);
  const Answer a = unit(f, "202407");
  ASSERT_EQ(shape(a), "A1");
  EXPECT_EQ(a.reference_number, "REF-0000001");
  EXPECT_EQ(value(a.results[0], Field::ReferenceNumber), nullptr);
  EXPECT_EQ(text(value(a.results[0], Field::InsurerNumber)), payer);
  EXPECT_EQ(text(value(a.results[0], Field::Address)), "見本県見本市一丁目");
  EXPECT_EQ(a.validity, Validity::valid);
  EXPECT_TRUE(a.remarks.empty());
  EXPECT_EQ(a.told, Told::nothing);
}

TEST(DecideBulk, The_consistency_flag_looks_at_every_day_of_the_ticket) {
  const auto flag = [&](std::string_view stated, std::string_view start, std::string_view end) {
    auto t = ticket(clinic_x, "202407", "20240710", "20240720");
    t.social_insurance = stated;
    const Answer a = unit(with(facts(), anyone, t, insurance(start, end)), "202407");
    return text(value(a.results.at(0).tickets.at(0), TicketField::ConsistencyFlag));
  };
  EXPECT_EQ(flag("01", "20240720", ""), "(absent)");
  EXPECT_EQ(flag("01", "20240721", ""), "1");
  EXPECT_EQ(flag("01", "20200101", "20240710"), "1");
  EXPECT_EQ(flag("02", "20240720", ""), "1");
  EXPECT_EQ(flag("02", "20240721", ""), "(absent)");
  EXPECT_EQ(flag("", "20240101", ""), "(absent)");
  EXPECT_EQ(flag("", "20240721", ""), "(absent)");
}

TEST(DecideBulk, The_reason_of_loss_is_masked) {
  auto combined = t1;
  combined.single_or_combined = "02";
  auto lost = insurance("20200101", "20240715");
  lost.fields.push_back({Field::ReasonOfLoss, "02"});
  const Facts f = with(facts(), anyone, combined, lost);
  EXPECT_EQ(text(value(unit(f, "202407").results.at(1), Field::ReasonOfLoss)), "99");
  DecisionSettings tell;
  tell.tell_reason_of_loss = true;
  EXPECT_EQ(text(value(project_bulk(f, month("202407"), bulk(f, "202407"), tell).results.at(1),
                       Field::ReasonOfLoss)),
            "02");
}

}  // namespace
}  // namespace madoguchi::domain
