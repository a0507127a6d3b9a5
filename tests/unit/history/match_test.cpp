#include "history/match.hpp"

#include <gtest/gtest.h>

namespace madoguchi::history {
namespace {

domain::AssistanceQualification qualification(const std::string& payer, const std::string& number) {
  return {"13101",
          "R",
          *domain::PublicExpenseNumber::parse(payer),
          *domain::BeneficiaryNumber::parse(number),
          {"生保　一郎", "ｾｲﾎ ｲﾁﾛｳ", "", "", "1", "", *util::Day::parse("19900115"), "", ""},
          *util::Day::parse("20240110"),
          std::nullopt,
          domain::LossKind::none,
          "",
          false};
}

domain::PersonFacts person(domain::PersonId id, const std::string& payer,
                           const std::string& number) {
  domain::PersonFacts made;
  made.id = id;
  made.qualifications.push_back(qualification(payer, number));
  return made;
}

ClaimIdentity asked(const std::string& payer, const std::string& number) {
  return {"生保　一郎",
          "",
          "1",
          *util::Day::parse("19900115"),
          {{ClaimPayer::Of::public_expense, payer, "", number}}};
}

TEST(Match, exactly_one_with_number_name_birth_date_and_sex) {
  const auto found = match_person(asked("12000006", "1010008"), {person(7, "12000006", "1010008")});
  EXPECT_EQ(found.person, 7);
  EXPECT_EQ(found.why, NoMatch::matched);
}

TEST(Match, whatever_differs_makes_it_nobodys) {
  const std::vector<domain::PersonFacts> people = {person(7, "12000006", "1010008")};
  const auto why = [&people](auto spoil) {
    auto claim = asked("12000006", "1010008");
    spoil(claim);
    const auto found = match_person(claim, people);
    EXPECT_EQ(found.person, 0);
    return found.why;
  };
  EXPECT_EQ(why([](auto& c) { c.name = "生保　二郎"; }), NoMatch::differs);
  EXPECT_EQ(why([](auto& c) { c.name = ""; }), NoMatch::differs);
  EXPECT_EQ(why([](auto& c) { c.sex = "2"; }), NoMatch::differs);
  EXPECT_EQ(why([](auto& c) { c.birthdate = c.birthdate.plus_days(1); }), NoMatch::differs);
  EXPECT_EQ(why([](auto& c) { c.payers[0].number = "1010016"; }), NoMatch::nobody);
  EXPECT_EQ(why([](auto& c) { c.payers[0].payer = "28140507"; }), NoMatch::no_number);
  EXPECT_EQ(why([](auto& c) { c.payers.clear(); }), NoMatch::no_number);
}

TEST(Match, the_kana_counts_where_the_name_is_written_otherwise) {
  auto claim = asked("12000006", "1010008");
  claim.name = "生保　いちろう";
  claim.kana = "セイホ　イチロウ";
  EXPECT_EQ(match_person(claim, {person(7, "12000006", "1010008")}).person, 7);
  claim.kana = "セイホ　ジロウ";
  EXPECT_EQ(match_person(claim, {person(7, "12000006", "1010008")}).person, 0);
}

TEST(Match, two_who_fit_are_nobody) {
  const std::vector<domain::PersonFacts> people = {person(7, "12000006", "1010008"),
                                                   person(8, "12000006", "1010008")};
  const auto found = match_person(asked("12000006", "1010008"), people);
  EXPECT_EQ(found.person, 0);
  EXPECT_EQ(found.why, NoMatch::several);
}

// An office change gives new numbers: both are the person's.
TEST(Match, claims_under_old_and_new_numbers_are_one_persons) {
  auto moved = person(7, "12000006", "1010008");
  moved.qualifications.push_back(qualification("12000014", "2020007"));
  EXPECT_EQ(match_person(asked("12000006", "1010008"), {moved}).person, 7);
  EXPECT_EQ(match_person(asked("12000014", "2020007"), {moved}).person, 7);
  // Found twice, by two numbers of one claim: still one.
  EXPECT_EQ(match_person(asked("12000014", "2020007"), {moved, moved}).person, 7);
}

TEST(Match, an_insurance_number_that_a_family_shares_finds_the_one_of_the_name) {
  domain::PersonFacts father, child;
  father.id = 1;
  child.id = 2;
  for (auto* one : {&father, &child}) {
    domain::Insurance insurance;
    insurance.insurer_number = "33120015";
    insurance.symbol = "記号";
    insurance.number = "123456";
    insurance.birthdate = *util::Day::parse(one->id == 1 ? "19600101" : "19900115");
    insurance.fields = {{domain::Field::Name, one->id == 1 ? "生保　父" : "生保　一郎"},
                        {domain::Field::Sex1, "1"}};
    one->insurances.push_back(insurance);
  }
  ClaimIdentity claim{"生保　一郎",
                      "",
                      "1",
                      *util::Day::parse("19900115"),
                      {{ClaimPayer::Of::insurance, "33120015", "記号", "１２３４５６"}}};
  EXPECT_EQ(match_person(claim, {father, child}).person, 2);
  claim.payers[0].symbol = "別";
  EXPECT_EQ(match_person(claim, {father, child}).why, NoMatch::nobody);
}

}  // namespace
}  // namespace madoguchi::history
