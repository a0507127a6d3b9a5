#include "domain/claim.hpp"

#include <gtest/gtest.h>

namespace madoguchi::domain {
namespace {

ResultAnswer assistance(Validity validity) {
  ResultAnswer result;
  result.side = Side::assistance;
  result.validity = validity;
  result.fields = {{Field::InsuredCardClassification, "A1"},
                   {Field::InsurerNumber, "12000006"},
                   {Field::InsuredIdentificationNumber, "1010008"},
                   {Field::Name, "生保　一郎"},
                   {Field::Birthdate, "19900115"},
                   {Field::Address, "〇〇市一丁目"},
                   {Field::QualificationDate, "20240110"},
                   {Field::InsurerName, "〇〇市福祉事務所"}};
  return result;
}

std::vector<TicketFieldValue> ticket(const std::string& issue_number, const std::string& last_day) {
  return {{TicketField::TicketType, "01"},
          {TicketField::MedicalTicketValidDate, "20240701"},
          {TicketField::MedicalTicketExpirationDate, last_day},
          {TicketField::IssueNumber, issue_number},
          {TicketField::MedicalTreatmentMonth, "202407"},
          {TicketField::DistrictContactName, "佐藤"}};
}

Answer valid() {
  Answer answer;
  answer.validity = Validity::valid;
  answer.results = {assistance(Validity::valid)};
  answer.results[0].tickets = {ticket("1", "20240731"), ticket("2", "20240731")};
  return answer;
}

Answer without_tickets(Validity validity) {
  Answer answer;
  answer.validity = validity;
  answer.results = {assistance(validity)};
  std::erase_if(answer.results[0].fields, [](const FieldValue& value) {
    return value.field == Field::InsurerNumber ||
           value.field == Field::InsuredIdentificationNumber || value.field == Field::Address;
  });
  return answer;
}

Answer only(Validity validity) {
  Answer answer;
  answer.validity = validity;
  return answer;
}

void set(Answer& answer, Field field, const std::string& value) {
  auto& fields = answer.results.at(0).fields;
  for (auto& one : fields) {
    if (one.field == field) one.value = value;
  }
}

TEST(Claim, does_not_depend_on_what_no_claim_holds) {
  auto now = valid();
  set(now, Field::Address, "〇〇市九丁目");
  set(now, Field::InsurerName, "新しい名前の福祉事務所");
  now.results[0].fields.push_back({Field::ReferenceNumber, "0000001"});
  now.results[0].fields.push_back({Field::PharmacistsInfoConsFlg, "1"});
  now.results[0].tickets[0].back().value = "鈴木";
  now.remarks = {{"N0001", "備考"}};
  now.reference_number = "77";
  EXPECT_EQ(claim_state(now), claim_state(valid()));
  EXPECT_EQ(claim_change(valid(), now), ClaimChange::none);
  EXPECT_TRUE(claim_differences(valid(), now).empty());
}

TEST(Claim, does_not_depend_on_the_order_of_tickets) {
  auto now = valid();
  std::swap(now.results[0].tickets[0], now.results[0].tickets[1]);
  EXPECT_EQ(claim_change(valid(), now), ClaimChange::none);
}

TEST(Claim, depends_on_each_of_these) {
  struct Case {
    const char* what;
    Answer now;
    ClaimChange change;
    std::string place, element;
  };
  std::vector<Case> cases;
  const auto changed = [&](const char* what, Field field, const char* value) {
    auto now = valid();
    set(now, field, value);
    cases.push_back({what, now, ClaimChange::changed, "A1", std::string(element_name(field))});
  };
  changed("name corrected", Field::Name, "生保　市郎");
  changed("birth date corrected", Field::Birthdate, "19900116");
  changed("payer number", Field::InsurerNumber, "12000014");
  changed("recipient's number", Field::InsuredIdentificationNumber, "1010016");
  changed("start", Field::QualificationDate, "20240111");
  auto now = valid();
  now.results[0].fields.push_back({Field::DisqualificationDate, "20240725"});
  cases.push_back(
      {"a loss behind the day", now, ClaimChange::changed, "A1", "DisqualificationDate"});
  now = valid();
  now.results[0].tickets[1] = ticket("2", "20240715");
  cases.push_back(
      {"a shortened period", now, ClaimChange::changed, "A1/2", "MedicalTicketExpirationDate"});
  now = valid();
  now.results[0].tickets.pop_back();
  cases.push_back(
      {"one of two tickets cancelled", now, ClaimChange::changed, "A1/2", "IssueNumber"});
  cases.push_back({"abolished, by card", without_tickets(Validity::invalid), ClaimChange::lost,
                   "A1", "QualificationValidity"});
  cases.push_back({"the only ticket cancelled, by card",
                   without_tickets(Validity::valid_unregistered), ClaimChange::lost, "A1",
                   "QualificationValidity"});
  cases.push_back({"invalid, by number", only(Validity::invalid), ClaimChange::lost, "",
                   "QualificationValidity"});
  cases.push_back(
      {"unit gone from a bulk", Answer(), ClaimChange::lost, "", "QualificationValidity"});
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    EXPECT_EQ(claim_change(valid(), one.now), one.change);
    EXPECT_NE(claim_state(valid()), claim_state(one.now));
    bool named = false;
    for (const auto& difference : claim_differences(valid(), one.now)) {
      named = named || (difference.place == one.place && difference.element == one.element);
      EXPECT_NE(difference.then, difference.now);
    }
    EXPECT_TRUE(named);
  }
}

TEST(Claim, registered_since_is_its_own_kind) {
  EXPECT_EQ(claim_change(without_tickets(Validity::valid_unregistered), valid()),
            ClaimChange::registered);
  EXPECT_EQ(claim_change(only(Validity::invalid), valid()), ClaimChange::registered);
  EXPECT_EQ(claim_change(Answer(), valid()), ClaimChange::registered);
}

TEST(Claim, an_unregistered_answer_that_became_invalid_is_a_change) {
  EXPECT_EQ(claim_change(without_tickets(Validity::valid_unregistered),
                         without_tickets(Validity::invalid)),
            ClaimChange::changed);
  EXPECT_EQ(claim_change(only(Validity::invalid), only(Validity::invalid_newer)),
            ClaimChange::changed);
}

TEST(Claim, loses_one_side_while_the_other_stays) {
  auto both = valid();
  ResultAnswer insurance;
  insurance.side = Side::insurance;
  insurance.validity = Validity::valid;
  insurance.fields = {{Field::InsurerNumber, "33120015"}};
  both.results.push_back(insurance);
  auto ended = both;
  ended.results[1].validity = Validity::invalid;
  EXPECT_EQ(claim_change(both, ended), ClaimChange::lost);
  auto gone = both;
  gone.results.pop_back();
  EXPECT_EQ(claim_change(both, gone), ClaimChange::lost);
  EXPECT_EQ(claim_change(gone, both), ClaimChange::changed);
}

TEST(Claim, states_of_different_sheets_never_meet) {
  auto one = only(Validity::valid);
  auto two = only(Validity::valid);
  one.results = {assistance(Validity::valid)};
  two.results = one.results;
  one.results[0].fields = {{Field::Name, "ab"}, {Field::NameKana, "c"}};
  two.results[0].fields = {{Field::Name, "a"}, {Field::NameKana, "bc"}};
  EXPECT_NE(claim_state(one), claim_state(two));
}

}  // namespace
}  // namespace madoguchi::domain
