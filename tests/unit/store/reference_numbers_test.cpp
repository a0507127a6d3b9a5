#include "unit/store/registry_suite.hpp"

namespace madoguchi::store {

namespace {

Commit change(domain::PersonId person, std::string number, std::string before = "",
              std::string_view institution = clinic) {
  Commit commit;
  commit.record = entry();
  commit.reference_numbers = {
      {std::string(institution), person, std::move(number), std::move(before)}};
  return commit;
}

ToldRow told(AuditId record, domain::PersonId person, unsigned sides,
             std::string_view institution = clinic) {
  ToldRow row;
  row.record = record;
  row.person = person;
  row.institution_code = institution;
  row.day = day("20240710");
  row.validity = 1;
  row.sides = sides;
  return row;
}

HoldersQuery by_beneficiary(std::string beneficiary, std::string reference_number = "1") {
  HoldersQuery query;
  query.institution_code = clinic;
  query.who = ByAssistanceNumber{"12131017", std::move(beneficiary)};
  query.reference_number = std::move(reference_number);
  return query;
}

}  // namespace

TEST_P(RegistrySuite, Reference_numbers_belong_to_one_institution_and_hold_from_their_batch) {
  apply({qualification("r1", "p1", "1010008")});
  const auto before = registry().published();
  const auto person = by_number("1010008").facts.people.at(0).id;
  commit(change(person, "0001"));
  const auto first = registry().published();
  EXPECT_EQ(by_number("1010008").facts.people.at(0).reference_number, "0001");
  commit(change(person, "0002", "0001"));
  EXPECT_EQ(by_number("1010008").facts.people.at(0).reference_number, "0002");
  EXPECT_EQ(by_number("1010008", first).facts.people.at(0).reference_number, "0001");
  EXPECT_EQ(by_number("1010008", before).facts.people.at(0).reference_number, "");
  FactsQuery elsewhere;
  elsewhere.institution_code = other_clinic;
  elsewhere.who = ByAssistanceNumber{"12131017", "1010008"};
  elsewhere.window = {month("202406"), month("202408")};
  EXPECT_EQ(facts({elsewhere}).at(0).facts.people.at(0).reference_number, "");
  reopen();
  EXPECT_EQ(by_number("1010008").facts.people.at(0).reference_number, "0002");
  apply({ticket("r1", "202407", "001")});
  EXPECT_EQ(bulk(clinic, "202407").facts.people.at(0).reference_number, "0002");
  EXPECT_EQ(bulk(other_clinic, "202407").facts.people.size(), 0U);
}

TEST_P(RegistrySuite, Reference_numbers_are_not_changed_on_what_holds_no_longer) {
  apply({qualification("r1", "p1", "1010008"), qualification("r2", "p2", "2010007")});
  const auto one = by_number("1010008").facts.people.at(0).id;
  const auto two = by_number("2010007").facts.people.at(0).id;
  commit(change(one, "0001"));
  const auto published = registry().published();
  const auto head = util::sync_wait(registry().head()).value().id;
  const auto stale = util::sync_wait(registry().commit(change(one, "0003")));
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().error, StoreError::changed_meanwhile);
  const auto taken = util::sync_wait(registry().commit(change(two, "0001")));
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().error, StoreError::changed_meanwhile);
  EXPECT_EQ(registry().published(), published);
  EXPECT_EQ(util::sync_wait(registry().head()).value().id, head);
  // With a bulk job's end it is all or nothing: of neither the first change nor the end is left.
  BulkJob many;
  many.reception_number = "300";
  many.interface = "OQSmuimm01";
  many.institution_code = clinic;
  many.month = month("202407");
  Commit begun;
  begun.record = entry();
  begun.new_job = NewJob{many, "[]"};
  commit(begun);
  auto ended = change(two, "0005");
  ended.reference_numbers.push_back({std::string(clinic), one, "0006", "stale"});
  many.state = JobState::done;
  ended.ended_job = EndedJob{many, "{}"};
  EXPECT_EQ(util::sync_wait(registry().commit(ended)).error().error, StoreError::changed_meanwhile);
  EXPECT_EQ(by_number("2010007").facts.people.at(0).reference_number, "");
  EXPECT_EQ(util::sync_wait(registry().unfinished_jobs()).value().size(), 1U);
  EXPECT_EQ(util::sync_wait(registry().head()).value().id, head + 1);
  ended.reference_numbers.back().before = "0001";
  commit(ended);
  EXPECT_EQ(by_number("2010007").facts.people.at(0).reference_number, "0005");
  EXPECT_EQ(by_number("1010008").facts.people.at(0).reference_number, "0006");
  EXPECT_TRUE(util::sync_wait(registry().unfinished_jobs()).value().empty());
  // Another institution's numbers are its own affair.
  commit(change(two, "0001", "", other_clinic));
  EXPECT_EQ(by_number("2010007").facts.people.at(0).reference_number, "0005");
}

TEST_P(RegistrySuite, Reference_numbers_tell_nobody_and_leave_the_feed_alone) {
  apply({qualification("r1", "p1", "1010008")});
  apply({ticket("r1", "202407", "001")});
  int told_times = 0;
  registry().on_published([&](domain::BatchId) { ++told_times; });
  commit(change(by_number("1010008").facts.people.at(0).id, "0001"));
  EXPECT_EQ(told_times, 0);
  EXPECT_EQ(feed(FeedScopeKind::institution, std::string(clinic)).size(), 1U);
  apply({ticket("r1", "202408", "002")});
  EXPECT_EQ(told_times, 1);
  EXPECT_EQ(feed(FeedScopeKind::institution, std::string(clinic)).size(), 2U);
}

TEST_P(RegistrySuite, Reference_numbers_change_during_an_import_and_publish_nothing_of_it) {
  apply({qualification("r1", "p1", "1010008")});
  const auto person = by_number("1010008").facts.people.at(0).id;
  struct Source : RowSource {
    std::function<void()> between;
    bool given = false;
    std::optional<NumberedRow> next() override {
      if (given) return std::nullopt;
      given = true;
      between();
      return NumberedRow{2, qualification("r2", "p2", "2010007")};
    }
  };
  auto source = std::make_unique<Source>();
  domain::BatchId small = 0;
  source->between = [&] {
    commit(change(person, "0001"));
    small = registry().published();
    EXPECT_TRUE(by_number("2010007").facts.people.empty());
  };
  const auto outcome =
      util::sync_wait(registry().apply(header_for(RowKind::qualification), std::move(source)));
  ASSERT_TRUE(outcome);
  EXPECT_LT(small, outcome->batch);
  EXPECT_EQ(by_number("1010008").facts.people.at(0).reference_number, "0001");
}

TEST_P(RegistrySuite, Holders_are_those_whom_the_institution_was_told_about) {
  auto other = qualification("r2", "p2", "1010008");  // the same numbers
  apply({qualification("r1", "p1", "1010008"), other, qualification("r3", "p3", "2010007")});
  const auto people = by_number("1010008").facts.people;
  ASSERT_EQ(people.size(), 2U);
  const auto read = [&](HoldersQuery query) {
    return util::sync_wait(registry().holders(std::move(query))).value();
  };
  EXPECT_TRUE(read(by_beneficiary("1010008")).holders.empty());
  ASSERT_TRUE(util::sync_wait(registry().index_told(
      {told(1, people[0].id, told_assistance), told(2, people[0].id, told_insurance),
       told(3, people[1].id, told_assistance, other_clinic)},
      {}, 3)));
  const auto found = read(by_beneficiary("1010008"));
  ASSERT_EQ(found.holders.size(), 1U);
  EXPECT_EQ(found.holders[0].person, people[0].id);
  EXPECT_EQ(found.holders[0].sides, unsigned{told_assistance | told_insurance});
  EXPECT_EQ(found.number_taken_by, 0);
  auto also = by_beneficiary("1010008");
  also.also = {people[1].id};
  EXPECT_EQ(read(also).holders.size(), 2U);
  EXPECT_TRUE(read(by_beneficiary("1010016")).holders.empty());  // nobody's
  EXPECT_TRUE(read(by_beneficiary("9999999")).holders.empty());
  commit(change(people[0].id, "0001"));
  const auto taken = read(by_beneficiary("1010008", "0001"));
  EXPECT_EQ(taken.number_taken_by, people[0].id);
  EXPECT_EQ(taken.holders.at(0).reference_number, "0001");
}

TEST_P(RegistrySuite, Holders_are_told_when_they_are_not_disclosed) {
  auto hidden = qualification("r1", "p1", "1010008");
  hidden.qualification.not_disclosed = true;
  apply({hidden});
  auto query = by_beneficiary("1010008");
  query.also = {by_number("1010008").facts.people.at(0).id};
  EXPECT_TRUE(util::sync_wait(registry().holders(query)).value().holders.at(0).not_disclosed);
}

TEST_P(RegistrySuite, Holders_of_insurance_numbers_fit_symbol_and_branch) {
  std::vector<Row> rows;
  for (int i = 0; i < 200; ++i) {  // a number without a symbol is shared by many
    auto row = insurance("p" + std::to_string(i), "7");
    if (i == 3) row.insurance.symbol = "記号";
    if (i == 4) row.insurance.branch = "02";
    rows.emplace_back(std::move(row));
  }
  apply(std::move(rows));
  HoldersQuery query;
  query.institution_code = clinic;
  ByInsuranceNumber who;
  who.insurer_number = insurance("p0", "7").insurance.insurer_number;
  who.number = "7";
  who.symbol = insurance("p0", "7").insurance.symbol;
  query.who = who;
  for (domain::PersonId person = 1; person <= 200; ++person) query.also.push_back(person);
  const auto all = util::sync_wait(registry().holders(query)).value().holders.size();
  EXPECT_EQ(all, 199U);  // all but the one with another symbol
  who.symbol = "記号";
  query.who = who;
  const auto one = util::sync_wait(registry().holders(query)).value().holders;
  ASSERT_EQ(one.size(), 1U);
  who.symbol = insurance("p0", "7").insurance.symbol;
  who.branch = "2";
  query.who = who;
  EXPECT_EQ(util::sync_wait(registry().holders(query)).value().holders.size(), 1U);
}

TEST_P(RegistrySuite, The_index_of_told_answers_stands_where_it_was_left) {
  EXPECT_EQ(util::sync_wait(registry().told_until()).value(), 0);
  for (int i = 0; i < 3; ++i) record();
  auto refusal = Commit();
  refusal.record = entry();
  refusal.record.kind = "refusal";
  commit(refusal);
  const auto party = entry().party;
  EXPECT_EQ(util::sync_wait(registry().not_indexed(party)).value().size(), 3U);
  ASSERT_TRUE(util::sync_wait(registry().index_told({told(1, 5, told_assistance)}, {}, 2)));
  reopen();
  EXPECT_EQ(util::sync_wait(registry().told_until()).value(), 2);
  const auto rest = util::sync_wait(registry().not_indexed(party)).value();
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].id, 3);
  EXPECT_TRUE(util::sync_wait(registry().not_indexed("institution:9999999999")).value().empty());
  // Twice the same piece is once.
  ASSERT_TRUE(util::sync_wait(registry().index_told({told(1, 5, told_assistance)}, {}, 2)));
}

}  // namespace madoguchi::store
