#include <algorithm>

#include "unit/store/registry_suite.hpp"

namespace madoguchi::store {

TEST_P(RegistrySuite, Facts_by_number_hold_everything_that_was_registered) {
  apply({institution(clinic)});
  apply({office("13101")});
  auto row = qualification("r1", "p1", "1010008");
  row.qualification.end = day("20241001");
  row.qualification.loss_kind = domain::LossKind::abolished;
  row.qualification.reason_of_loss = "99";
  apply({row});
  auto own = ticket("r1", "202407", "001");
  own.ticket.payer = domain::PublicExpenseNumber::parse("12131025").value();
  own.ticket.beneficiary = domain::BeneficiaryNumber::parse("0010008").value();
  apply({own});
  apply({insurance("p1", "55")});

  const FactsRead read = by_number("1010008");
  EXPECT_TRUE(read.institution_known);
  EXPECT_EQ(read.facts.institution.name, "●●医療機関");
  EXPECT_FALSE(read.facts.institution.uses_medical_assistance);  // D1: the initial state
  ASSERT_EQ(read.facts.people.size(), 1U);
  const domain::PersonFacts& person = read.facts.people[0];
  EXPECT_GT(person.id, 0);
  ASSERT_EQ(person.qualifications.size(), 1U);
  const auto& stored = person.qualifications[0];
  EXPECT_EQ(stored.office_code, "13101");
  EXPECT_EQ(stored.recipient_key, "r1");
  EXPECT_EQ(stored.payer.text(), "12131017");
  EXPECT_EQ(stored.beneficiary.text(), "1010008");
  EXPECT_EQ(stored.person, row.qualification.person);
  EXPECT_EQ(stored.start, day("20240110"));
  EXPECT_EQ(stored.end, day("20241001"));
  EXPECT_EQ(stored.loss_kind, domain::LossKind::abolished);
  EXPECT_EQ(stored.reason_of_loss, "99");
  EXPECT_FALSE(stored.not_disclosed);
  ASSERT_EQ(person.tickets.size(), 1U);
  const domain::Ticket& found = person.tickets[0];
  EXPECT_EQ(found.recipient_key, "r1");
  EXPECT_EQ(found.office_code, "13101");
  EXPECT_EQ(found.payer->text(), "12131025");
  EXPECT_EQ(found.beneficiary->text(), "0010008");
  EXPECT_EQ(found.issue_number, "001");
  EXPECT_EQ(found.treatment_month, month("202407"));
  EXPECT_EQ(found.from, day("20240701"));
  EXPECT_EQ(found.to, day("20240731"));
  EXPECT_EQ(found.institution_code, clinic);
  EXPECT_EQ(found.injury_name1, "傷病");
  EXPECT_EQ(found.remarks3, "備考");
  EXPECT_GT(found.version, 0);
  ASSERT_EQ(person.insurances.size(), 1U);
  EXPECT_EQ(person.insurances[0].fields, insurance("p1", "55").insurance.fields);
  EXPECT_EQ(person.insurances[0].specific_diseases,
            insurance("p1", "55").insurance.specific_diseases);
  EXPECT_EQ(person.insurances[0].symbol, "千");
  EXPECT_EQ(person.insurances[0].end, std::nullopt);
  EXPECT_EQ(person.reference_number, "");
  ASSERT_EQ(read.facts.offices.size(), 1U);
  EXPECT_EQ(read.facts.offices[0].name, "〇〇市福祉事務所");
  EXPECT_EQ(read.facts.offices[0].telephone, "0312345678");
  EXPECT_EQ(read.facts.offices[0].registration_day, 15);
  EXPECT_EQ(read.as_of, registry().published());
}

TEST_P(RegistrySuite, Facts_by_a_tickets_own_numbers_find_its_recipient) {
  auto own = ticket("r1", "202407", "001");
  own.ticket.payer = domain::PublicExpenseNumber::parse("12131017").value();
  own.ticket.beneficiary = domain::BeneficiaryNumber::parse("7654321").value();
  apply({own});
  EXPECT_TRUE(by_number("7654321").facts.people.empty());  // no qualification yet: nobody
  apply({qualification("r1", "p1", "1010008")});
  ASSERT_EQ(by_number("7654321").facts.people.size(), 1U);
  own.deleted = true;
  own.updated_at = 2;
  apply({own});
  EXPECT_TRUE(by_number("7654321").facts.people.empty());  // cancelled: its numbers mean nobody
  EXPECT_EQ(by_number("1010008").facts.people.size(), 1U);
}

TEST_P(RegistrySuite, Facts_of_an_unknown_number_are_empty_above_between_and_below_known_ones) {
  apply({office("13101")});
  EXPECT_TRUE(by_number("1010008").facts.people.empty());  // an empty registry
  EXPECT_TRUE(by_insurance("1").facts.people.empty());
  EXPECT_TRUE(by_card("aa").facts.people.empty());
  apply({qualification("r1", "p1", "1010008"), qualification("r2", "p2", "3010006")});
  apply({insurance("p1", "30"), insurance("p2", "70")});
  apply({card("p1", "30"), card("p2", "70")});
  for (const std::string number : {"0000000", "2010007", "9999999", "", "x", "101000８"}) {
    const FactsRead read = by_number(number);
    EXPECT_TRUE(read.facts.people.empty()) << number;
    EXPECT_TRUE(read.facts.offices.empty()) << number;
  }
  for (const std::string number : {"0", "50", "9", ""}) {
    EXPECT_TRUE(by_insurance(number).facts.people.empty()) << number;
    EXPECT_TRUE(by_card(number).facts.people.empty()) << number;
    EXPECT_TRUE(by_insurance(number).facts.offices.empty()) << number;
    EXPECT_TRUE(by_card(number).facts.offices.empty()) << number;
    EXPECT_FALSE(by_card(number).card_revoked);
  }
}

TEST_P(RegistrySuite, Facts_hold_all_intervals_of_all_offices_of_the_person) {
  auto first = qualification("r1", "p1", "1010008");
  first.qualification.end = day("20240401");
  auto resumed = qualification("r1", "p1", "1010008");
  resumed.qualification.start = day("20240501");
  resumed.qualification.end = day("20240601");
  auto moved = qualification("k9", "p1", "2010007");
  moved.qualification.office_code = "14100";
  moved.qualification.start = day("20240601");
  apply({moved, resumed, first, qualification("r2", "p2", "3010006")});
  apply({office("13101"), office("14100"), office("15100")});
  const FactsRead read = by_number("1010008");
  ASSERT_EQ(read.facts.people.size(), 1U);
  const auto& intervals = read.facts.people[0].qualifications;
  ASSERT_EQ(intervals.size(), 3U);
  EXPECT_EQ(intervals[0].start, day("20240110"));
  EXPECT_EQ(intervals[1].start, day("20240501"));
  EXPECT_EQ(intervals[2].office_code, "14100");
  EXPECT_EQ(read.facts.offices.size(), 2U);
  EXPECT_EQ(by_number("2010007").facts.people.at(0).id, read.facts.people[0].id);
}

namespace {

const domain::MonthWindow summer{util::Month::parse("202406").value(),
                                 util::Month::parse("202408").value()};

FactsQuery by_insured(std::string number, std::string symbol, std::string branch,
                      std::string_view birthdate) {
  return {std::string(clinic),
          ByInsuranceNumber{"33120015", std::move(number), std::move(symbol), std::move(branch),
                            day(birthdate)},
          summer,
          {}};
}

FactsQuery by_assisted(std::string beneficiary, std::string_view birthdate) {
  return {std::string(clinic),
          ByAssistanceNumber{"12131017", std::move(beneficiary), day(birthdate)},
          summer,
          {}};
}

}  // namespace

TEST_P(RegistrySuite, Facts_of_one_number_hold_everybody_it_means_and_at_most_sixteen_in_all) {
  std::vector<Row> rows;
  for (int i = 0; i < 30; ++i) {
    auto row = qualification("r" + std::to_string(i), "p" + std::to_string(i), "1010008");
    if (i >= 28) row.qualification.person.birthdate = day("20010203");
    rows.push_back(row);
  }
  apply({rows[0], rows[1]});
  EXPECT_EQ(by_number("1010008").facts.people.size(), 2U);
  apply(rows);
  apply({ticket("r29", "202407", "001")});
  EXPECT_EQ(by_number("1010008").facts.people.size(), 30U);  // without a birth date all are meant
  const auto born = [](const FactsRead& read, std::string_view birthdate) {
    std::vector<std::string> keys;
    for (const auto& person : read.facts.people) {
      if (person.qualifications.at(0).person.birthdate == day(birthdate)) {
        keys.push_back(person.qualifications[0].recipient_key);
      }
    }
    return keys;
  };
  const FactsRead read = facts({by_assisted("1010008", "20010203")}).at(0);
  EXPECT_EQ(read.facts.people.size(), 16U);  // others fill the places
  EXPECT_EQ(born(read, "20010203"), (std::vector<std::string>{"r28", "r29"}));
  EXPECT_EQ(read.facts.people.back().tickets.size(), 1U);
  const FactsRead most = facts({by_assisted("1010008", "19900115")}).at(0);
  EXPECT_EQ(most.facts.people.size(), 28U);
  EXPECT_TRUE(born(most, "20010203").empty());
  EXPECT_EQ(facts({by_assisted("1010008", "19000101")}).at(0).facts.people.size(), 16U);
}

TEST_P(RegistrySuite, Facts_of_a_number_find_its_holder_of_now_after_many_former_holders) {
  std::vector<Row> rows;
  for (int i = 0; i < 80; ++i) {
    auto row = qualification("r" + std::to_string(i), "p" + std::to_string(i), "1010008");
    row.qualification.person.birthdate = day("19500101");
    rows.push_back(row);
  }
  apply(rows);
  for (Row& row : rows) {
    auto& changed = std::get<QualificationRow>(row);
    changed.updated_at = 2;
    changed.qualification.beneficiary = domain::BeneficiaryNumber::parse("2010007").value();
  }
  apply(rows);
  apply({qualification("now", "somebody", "1010008")});
  for (const FactsQuery& query :
       {by_assisted("1010008", "19900115"), by_assisted("1010008", "19000101")}) {
    const FactsRead read = facts({query}).at(0);
    ASSERT_EQ(read.facts.people.size(), 1U);
    EXPECT_EQ(read.facts.people[0].qualifications.at(0).recipient_key, "now");
  }
}

TEST_P(RegistrySuite, Facts_name_a_recipient_by_tickets_of_the_window_only) {
  apply({qualification("r1", "p1", "1010008")});
  auto own = ticket("r1", "202405", "001");
  own.ticket.payer = domain::PublicExpenseNumber::parse("12131017").value();
  own.ticket.beneficiary = domain::BeneficiaryNumber::parse("7654321").value();
  apply({own});
  EXPECT_TRUE(by_number("7654321").facts.people.empty());
  auto later = own;
  later.ticket.issue_number = "002";
  later.ticket.treatment_month = month("202406");
  later.ticket.from = day("20240601");
  later.ticket.to = day("20240630");
  apply({later});
  EXPECT_EQ(by_number("7654321").facts.people.size(), 1U);
}

TEST_P(RegistrySuite, Facts_of_a_small_insurance_number_find_the_one_with_symbol_and_birth_date) {
  std::vector<Row> rows;
  for (int i = 0; i < 120; ++i) {
    auto row = insurance("p" + std::to_string(i), "1");
    row.insurance.symbol = "記号" + std::to_string(i);
    rows.push_back(row);
  }
  auto meant = insurance("meant", "1");
  meant.insurance.symbol = "ＡＢ１";
  meant.insurance.branch = "02";
  meant.insurance.birthdate = day("20010203");
  rows.push_back(meant);
  apply(rows);
  const auto has_symbol = [](const FactsRead& read, std::string_view symbol) {
    return std::count_if(read.facts.people.begin(), read.facts.people.end(),
                         [&](const auto& one) { return one.insurances.at(0).symbol == symbol; });
  };
  for (const FactsQuery& query :
       {by_insured("1", "AB1", "2", "20010203"), by_insured("1", "", "", "20010203"),
        by_insured("1", "ＡＢ１", "02", "20010203")}) {
    const FactsRead read = facts({query}).at(0);
    EXPECT_EQ(read.facts.people.size(), 16U);
    EXPECT_EQ(has_symbol(read, "ＡＢ１"), 1);
  }
  for (int i = 0; i < 120; i += 17) {
    const std::string symbol = "記号" + std::to_string(i);
    EXPECT_EQ(has_symbol(facts({by_insured("1", symbol, "01", "19900115")}).at(0), symbol), 1);
  }
  // Whoever differs in one thing is not meant, and is told only as one of the others.
  for (const FactsQuery& query :
       {by_insured("1", "AB2", "2", "20010203"), by_insured("1", "AB1", "3", "20010203"),
        by_insured("1", "AB1", "2", "20010204")}) {
    const FactsRead read = facts({query}).at(0);
    EXPECT_EQ(read.facts.people.size(), 16U);
    EXPECT_EQ(has_symbol(read, "ＡＢ１"), 0);
  }
}

TEST_P(RegistrySuite, Facts_of_too_many_people_meant_by_one_number_are_refused_and_never_cut) {
  std::vector<Row> assisted;
  std::vector<Row> insured;
  for (int i = 0; i < 65; ++i) {
    const std::string key = std::to_string(i);
    assisted.emplace_back(qualification("r" + key, "p" + key, "1010008"));
    insured.emplace_back(insurance("p" + key, "1"));
  }
  const Row last_assisted = assisted.back();
  const Row last_insured = insured.back();
  assisted.pop_back();
  insured.pop_back();
  apply(assisted);
  apply(insured);
  EXPECT_EQ(facts({by_assisted("1010008", "19900115")}).at(0).facts.people.size(), 64U);
  EXPECT_EQ(facts({by_insured("1", "千", "1", "19900115")}).at(0).facts.people.size(), 64U);
  apply({last_assisted});
  apply({last_insured});
  for (const FactsQuery& query :
       {by_assisted("1010008", "19900115"), by_insured("1", "千", "1", "19900115")}) {
    const auto refused = util::sync_wait(registry().facts({query}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().error, StoreError::corrupt);
  }
  EXPECT_EQ(facts({by_assisted("1010008", "19900116")}).at(0).facts.people.size(), 16U);
}

TEST_P(RegistrySuite, Facts_hold_tickets_of_the_window_of_all_institutions_but_not_cancelled_ones) {
  apply({qualification("r1", "p1", "1010008"), qualification("r2", "p2", "2010007")});
  auto elsewhere = ticket("r1", "202408", "003");
  elsewhere.ticket.institution_code = other_clinic;
  auto cancelled = ticket("r1", "202407", "004");
  cancelled.ticket.treatment_type = "01";
  apply({ticket("r1", "202405", "001"), ticket("r1", "202406", "002"), elsewhere, cancelled,
         ticket("r1", "202409", "005"), ticket("r2", "202407", "006")});
  cancelled.deleted = true;
  cancelled.updated_at = 2;
  apply({cancelled});
  const FactsRead read = by_number("1010008");
  ASSERT_EQ(read.facts.people.size(), 1U);
  std::vector<std::string> issued;
  for (const auto& found : read.facts.people[0].tickets) issued.push_back(found.issue_number);
  EXPECT_EQ(issued, (std::vector<std::string>{"002", "003"}));
}

TEST_P(RegistrySuite, Facts_by_card_are_of_its_person_and_tell_of_revocation) {
  apply({qualification("r1", "p1", "1010008")});
  apply({insurance("p1", "55")});
  apply({card("p1", "0a"), card("p2", "0b")});
  FactsRead read = by_card("0a");
  ASSERT_EQ(read.facts.people.size(), 1U);
  EXPECT_EQ(read.facts.people[0].qualifications.size(), 1U);
  EXPECT_EQ(read.facts.people[0].insurances.size(), 1U);
  EXPECT_FALSE(read.card_revoked);
  // A person of whom nothing but the card is registered is there, with nothing.
  ASSERT_EQ(by_card("0b").facts.people.size(), 1U);
  EXPECT_TRUE(by_card("0b").facts.people[0].qualifications.empty());
  auto revoked = card("p1", "0a");
  revoked.revoked = true;
  apply({revoked, card("p1", "0c")});
  EXPECT_TRUE(by_card("0a").card_revoked);
  EXPECT_FALSE(by_card("0c").card_revoked);  // the new serial; the old one stays known
  EXPECT_EQ(by_card("0c").facts.people.at(0).id, by_card("0a").facts.people.at(0).id);
  const auto foreign = facts({{std::string(clinic),
                               ByCard{"CN=Another CA", "0a"},
                               {month("202406"), month("202408")},
                               {}}});
  EXPECT_TRUE(foreign.at(0).facts.people.empty());
}

TEST_P(RegistrySuite, Facts_by_insurance_number_find_everybody_who_has_it) {
  auto child = insurance("p2", "55");
  child.insurance.branch = "02";
  apply({insurance("p1", "55"), child, insurance("p3", "56")});
  EXPECT_EQ(by_insurance("55").facts.people.size(), 2U);
  auto gone = child;
  gone.deleted = true;
  gone.updated_at = 2;
  apply({gone});
  EXPECT_EQ(by_insurance("55").facts.people.size(), 1U);
}

TEST_P(RegistrySuite, Facts_of_several_questions_come_in_their_order) {
  apply({qualification("r1", "p1", "1010008"), qualification("r2", "p2", "2010007")});
  const domain::MonthWindow window{month("202406"), month("202408")};
  const auto reads =
      facts({{std::string(clinic), ByAssistanceNumber{"12131017", "2010007"}, window, {}},
             {std::string(clinic), ByAssistanceNumber{"12131017", "9999999"}, window, {}},
             {std::string(clinic), ByAssistanceNumber{"12131017", "1010008"}, window, {}}});
  ASSERT_EQ(reads.size(), 3U);
  EXPECT_EQ(reads[0].facts.people.at(0).qualifications.at(0).recipient_key, "r2");
  EXPECT_TRUE(reads[1].facts.people.empty());
  EXPECT_EQ(reads[2].facts.people.at(0).qualifications.at(0).recipient_key, "r1");
}

TEST_P(RegistrySuite, Facts_as_of_a_batch_stay_what_they_were_after_corrections) {
  apply({institution(clinic)});
  const auto first = apply({qualification("r1", "p1", "1010008")}).batch;
  const auto second = apply({ticket("r1", "202407", "001")}).batch;
  auto corrected = qualification("r1", "p1", "1010008");
  corrected.qualification.person.name = "生保　改";
  corrected.updated_at = 2;
  apply({corrected});
  auto removed = ticket("r1", "202407", "001");
  removed.deleted = true;
  removed.updated_at = 2;
  const auto fourth = apply({removed}).batch;
  Commit on;
  on.record = entry();
  on.setting = SettingChange{std::string(clinic), true};
  commit(on);

  EXPECT_TRUE(by_number("1010008", first - 1).facts.people.empty());
  EXPECT_TRUE(by_number("1010008", first).facts.people.at(0).tickets.empty());
  const FactsRead then = by_number("1010008", second);
  EXPECT_EQ(then.as_of, second);
  EXPECT_EQ(then.facts.people.at(0).qualifications.at(0).person.name, "生保　一郎");
  EXPECT_EQ(then.facts.people.at(0).tickets.size(), 1U);
  EXPECT_FALSE(then.facts.institution.uses_medical_assistance);
  const FactsRead now = by_number("1010008");
  EXPECT_EQ(now.facts.people.at(0).qualifications.at(0).person.name, "生保　改");
  EXPECT_TRUE(now.facts.people.at(0).tickets.empty());
  EXPECT_TRUE(now.facts.institution.uses_medical_assistance);
  EXPECT_FALSE(by_number("1010008", fourth).facts.institution.uses_medical_assistance);
  // A batch that is not there yet is read as what is published.
  EXPECT_EQ(by_number("1010008", now.as_of + 5).as_of, now.as_of);
}

}  // namespace madoguchi::store
