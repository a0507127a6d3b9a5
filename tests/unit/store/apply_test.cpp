#include <algorithm>

#include "unit/store/registry_suite.hpp"

namespace madoguchi::store {

namespace {
using Codes = std::vector<std::string>;
}

TEST_P(RegistrySuite, Apply_counts_and_a_second_time_changes_nothing) {
  apply({institution(clinic)});
  const std::vector<Row> people{qualification("r1", "p1", "1010008"),
                                qualification("r2", "p2", "2010007")};
  const ApplyOutcome first = apply(people);
  EXPECT_EQ(first.added, 2U);
  EXPECT_GT(first.batch, 0);
  EXPECT_GT(first.record, 0);
  EXPECT_EQ(registry().published(), first.batch);
  const ApplyOutcome again = apply(people);
  EXPECT_EQ(again.added + again.changed + again.removed + again.refused, 0U);
  EXPECT_EQ(again.unchanged, 2U);
  EXPECT_EQ(again.batch, 0);
  EXPECT_EQ(again.record, first.record + 1);
  EXPECT_EQ(registry().published(), first.batch);
}

TEST_P(RegistrySuite, Apply_twice_changes_nothing_for_every_kind) {
  auto gone = ticket("r1", "202408", "002");
  gone.deleted = true;
  for (const std::vector<Row>& rows :
       std::vector<std::vector<Row>>{{institution(clinic)},
                                     {office("13101")},
                                     {qualification("r1", "p1", "1010008")},
                                     {ticket("r1", "202407", "001"), gone},
                                     {insurance("p1", "5")},
                                     {card("p1", "0a")}}) {
    EXPECT_EQ(apply(rows).added, 1U);
    const auto published = registry().published();
    const ApplyOutcome again = apply(rows);
    EXPECT_EQ(again.unchanged, rows.size());
    EXPECT_EQ(again.batch, 0);
    EXPECT_EQ(registry().published(), published);
  }
}

TEST_P(RegistrySuite, Apply_in_either_order_gives_the_same_facts) {
  const auto late = apply({ticket("r1", "202407", "001")});
  EXPECT_EQ(codes(late), (Codes{"institution_unknown", "recipient_unknown"}));
  EXPECT_EQ(late.refused, 0U);
  EXPECT_TRUE(by_number("1010008").facts.people.empty());
  apply({qualification("r1", "p1", "1010008")});
  EXPECT_EQ(by_number("1010008").facts.people.at(0).tickets.size(), 1U);

  apply({qualification("r2", "p2", "2010007")});
  apply({ticket("r2", "202407", "002")});
  EXPECT_EQ(by_number("2010007").facts.people.at(0).tickets.size(), 1U);
}

TEST_P(RegistrySuite, Apply_takes_only_a_newer_UpdatedAt) {
  auto row = qualification("r1", "p1", "1010008");
  row.updated_at = 5;
  apply({row});
  for (const std::int64_t old : {4, 5}) {
    row.updated_at = old;
    row.qualification.person.name = "古い";
    EXPECT_EQ(apply({row}).unchanged, 1U);
    EXPECT_EQ(by_number("1010008").facts.people.at(0).qualifications.at(0).person.name,
              "生保　一郎");
  }
  row.updated_at = 6;
  row.qualification.person.name = "新しい";
  EXPECT_EQ(apply({row}).changed, 1U);
  EXPECT_EQ(by_number("1010008").facts.people.at(0).qualifications.at(0).person.name, "新しい");
}

TEST_P(RegistrySuite, Apply_without_UpdatedAt_compares_the_content) {
  auto row = ticket("r1", "202407", "001");
  row.updated_at = 0;
  EXPECT_EQ(apply({row}).added, 1U);
  EXPECT_EQ(apply({row}).unchanged, 1U);
  row.ticket.remarks1 = "変更";
  EXPECT_EQ(apply({row}).changed, 1U);
  row.deleted = true;
  EXPECT_EQ(apply({row}).removed, 1U);
  EXPECT_EQ(apply({row}).unchanged, 1U);
  row.deleted = false;
  EXPECT_EQ(apply({row}).added, 1U);
}

TEST_P(RegistrySuite, Apply_of_duplicate_keys_in_one_file_keeps_the_newest) {
  for (const bool newest_first : {true, false}) {
    auto older = ticket(newest_first ? "r1" : "r2", "202407", "001");
    auto newer = older;
    newer.updated_at = 9;
    newer.ticket.remarks1 = "新";
    const std::vector<Row> rows =
        newest_first ? std::vector<Row>{newer, older} : std::vector<Row>{older, newer};
    const ApplyOutcome outcome = apply(rows);
    EXPECT_EQ(outcome.added, 1U);
    EXPECT_EQ(outcome.unchanged, 1U);
    const Codes found = codes(outcome);
    EXPECT_EQ(std::count(found.begin(), found.end(), "duplicate_in_file"), 1);
  }
  apply({qualification("r1", "p1", "1010008"), qualification("r2", "p2", "2010007")});
  for (const std::string number : {"1010008", "2010007"}) {
    const FactsRead read = by_number(number);
    ASSERT_EQ(read.facts.people.at(0).tickets.size(), 1U);
    EXPECT_EQ(read.facts.people[0].tickets[0].remarks1, "新");
  }
}

TEST_P(RegistrySuite, Apply_of_a_duplicate_over_a_published_row_replaces_that_row_once) {
  apply({qualification("r1", "p1", "1010008")});
  const auto before = apply({ticket("r1", "202407", "001")}).batch;
  auto second = ticket("r1", "202407", "001");
  second.updated_at = 2;
  second.ticket.remarks1 = "二";
  second.ticket.institution_code = other_clinic;
  auto third = second;
  third.updated_at = 3;
  third.ticket.remarks1 = "三";
  const ApplyOutcome outcome = apply({second, third});
  EXPECT_EQ(outcome.changed, 1U);
  EXPECT_EQ(outcome.unchanged, 1U);
  ASSERT_EQ(by_number("1010008").facts.people.at(0).tickets.size(), 1U);
  EXPECT_EQ(by_number("1010008").facts.people[0].tickets[0].remarks1, "三");
  EXPECT_EQ(by_number("1010008", before).facts.people.at(0).tickets.at(0).remarks1, "");
  EXPECT_EQ(feed(FeedScopeKind::institution, std::string(clinic)).size(), 2U);  // added, removed
}

TEST_P(RegistrySuite, Apply_of_a_removal_keeps_an_older_row_out_that_comes_later) {
  auto removal = ticket("r1", "202407", "001");
  removal.deleted = true;
  removal.updated_at = 10;
  const ApplyOutcome unknown = apply({removal});
  EXPECT_EQ(unknown.removed, 0U);
  EXPECT_EQ(unknown.unchanged, 1U);
  EXPECT_EQ(codes(unknown), Codes{"delete_unknown"});
  auto late = ticket("r1", "202407", "001");
  late.updated_at = 5;
  EXPECT_EQ(apply({late}).unchanged, 1U);
  late.updated_at = 11;
  EXPECT_EQ(apply({late}).added, 1U);
}

TEST_P(RegistrySuite, Apply_refuses_another_person_for_a_recipient_key) {
  apply({qualification("r1", "p1", "1010008"), qualification("r2", "p2", "2010007")});
  for (const std::string link : {"p2", "p9"}) {
    auto row = qualification("r1", link, "1010008");
    row.updated_at = 2;
    const ApplyOutcome outcome = apply({row});
    EXPECT_EQ(outcome.refused, 1U);
    EXPECT_EQ(codes(outcome), Codes{"person_link_changed"});
    row.qualification.start = day("20300101");
    EXPECT_EQ(codes(apply({row})), Codes{"person_link_changed"});
  }
  EXPECT_EQ(by_number("1010008").facts.people.size(), 1U);
  EXPECT_EQ(by_number("1010008").facts.people[0].qualifications.size(), 1U);
}

TEST_P(RegistrySuite, Apply_refuses_overlapping_intervals_and_takes_touching_ones) {
  auto open = qualification("r1", "p1", "1010008");
  apply({open});
  auto next = open;
  next.qualification.start = day("20240501");
  EXPECT_EQ(codes(apply({next})), Codes{"interval_overlap"});
  open.qualification.end = day("20240501");
  open.updated_at = 2;
  // In one file the order does not matter: the collision is judged when the rest is placed.
  const ApplyOutcome both = apply({next, open});
  EXPECT_EQ(both.refused, 0U);
  EXPECT_EQ(both.added, 1U);
  EXPECT_EQ(both.changed, 1U);
  auto before = qualification("r1", "p1", "1010008");
  before.qualification.start = day("20230101");
  before.qualification.end = day("20240111");
  EXPECT_EQ(codes(apply({before})), Codes{"interval_overlap"});
  before.qualification.end = day("20240110");
  EXPECT_EQ(apply({before}).added, 1U);
  EXPECT_EQ(by_number("1010008").facts.people.at(0).qualifications.size(), 3U);
}

TEST_P(RegistrySuite, Apply_refuses_overlapping_tickets_of_one_kind_only) {
  apply({institution(clinic), institution(other_clinic)});
  apply({qualification("r1", "p1", "1010008"), qualification("r2", "p2", "2010007")});
  auto first = ticket("r1", "202407", "001");
  first.ticket.to = day("20240715");
  apply({first});
  auto second = ticket("r1", "202407", "002");
  second.ticket.from = day("20240715");
  const ApplyOutcome refused = apply({second});
  EXPECT_EQ(codes(refused), Codes{"ticket_overlap"});
  EXPECT_EQ(refused.problems.at(0).line, 2U);
  EXPECT_EQ(refused.problems.at(0).severity, Severity::error);
  EXPECT_EQ(refused.batch, 0);
  second.ticket.from = day("20240716");
  EXPECT_EQ(apply({second}).added, 1U);
  auto inpatient = ticket("r1", "202407", "003");
  inpatient.ticket.treatment_type = "01";
  auto elsewhere = ticket("r1", "202407", "004");
  elsewhere.ticket.institution_code = other_clinic;
  auto issuer = ticket("r1", "202407", "005");
  issuer.ticket.issuer_code = other_clinic;
  auto type = ticket("r1", "202407", "006");
  type.ticket.ticket_type = "02";
  const ApplyOutcome rest =
      apply({inpatient, elsewhere, issuer, type, ticket("r2", "202407", "007")});
  EXPECT_EQ(rest.added, 5U);
  EXPECT_TRUE(rest.problems.empty());
}

TEST_P(RegistrySuite, Apply_warns_of_a_ticket_outside_the_qualification) {
  apply({institution(clinic)});
  auto row = qualification("r1", "p1", "1010008");
  row.qualification.end = day("20240731");  // the first day not covered
  apply({row});
  const ApplyOutcome outcome = apply({ticket("r1", "202407", "001")});
  EXPECT_EQ(codes(outcome), Codes{"outside_qualification"});
  EXPECT_EQ(outcome.problems.at(0).severity, Severity::warning);
  EXPECT_EQ(outcome.added, 1U);
  auto inside = ticket("r1", "202406", "002");
  EXPECT_TRUE(apply({inside}).problems.empty());
}

TEST_P(RegistrySuite, Apply_refuses_a_card_of_another_person_and_keeps_old_serials) {
  apply({card("p1", "0a")});
  const ApplyOutcome outcome = apply({card("p2", "0a"), card("p1", "0b")});
  EXPECT_EQ(codes(outcome), Codes{"card_of_another_person"});
  EXPECT_EQ(outcome.added, 1U);
  EXPECT_EQ(by_card("0a").facts.people.at(0).id, by_card("0b").facts.people.at(0).id);
}

TEST_P(RegistrySuite, Apply_of_good_rows_goes_on_past_bad_ones) {
  std::vector<Row> rows;
  for (int i = 0; i < 30; ++i) {
    const std::string key = std::to_string(i);
    rows.emplace_back(qualification("r" + key, "p" + key, "1010008"));
    if (i % 3 == 0) rows.emplace_back(qualification("r" + key, "other" + key, "1010008"));
  }
  const ApplyOutcome outcome = apply(rows);
  EXPECT_EQ(outcome.added, 30U);
  EXPECT_EQ(outcome.refused, 10U);
}

TEST_P(RegistrySuite, Apply_dry_changes_nothing_and_tells_everything) {
  apply({qualification("r1", "p1", "1010008")});
  apply({ticket("r1", "202407", "001")});
  const auto published = registry().published();
  BatchHeader header = header_for(RowKind::ticket);
  header.run = BatchHeader::Run::dry;
  auto changed = ticket("r1", "202407", "001");
  changed.updated_at = 2;
  changed.ticket.remarks1 = "変更";
  changed.ticket.institution_code = other_clinic;
  std::vector<Row> rows{changed};
  for (int i = 0; i < 20; ++i) rows.emplace_back(ticket("new" + std::to_string(i), "202407", "9"));
  const ApplyOutcome dry = apply(header, rows);
  EXPECT_EQ(dry.batch, 0);
  EXPECT_EQ(dry.changed, 1U);
  EXPECT_EQ(dry.added, 20U);
  EXPECT_EQ(registry().published(), published);
  EXPECT_EQ(by_number("1010008").facts.people.at(0).tickets.at(0).remarks1, "");
  header.run = BatchHeader::Run::publish;
  const ApplyOutcome real = apply(header, rows);
  EXPECT_EQ(real.changed, 1U);
  EXPECT_EQ(real.added, 20U);
  EXPECT_EQ(by_number("1010008").facts.people.at(0).tickets.at(0).remarks1, "変更");
  reopen();
  EXPECT_EQ(by_number("1010008").facts.people.at(0).tickets.at(0).remarks1, "変更");
}

TEST_P(RegistrySuite, Apply_full_removes_missing_tickets_of_the_files_months_and_office_only) {
  apply({qualification("r1", "p1", "1010008"), qualification("r2", "p2", "2010007")});
  auto elsewhere = ticket("r1", "202407", "009");
  elsewhere.ticket.office_code = "14100";
  auto second = ticket("r1", "202407", "002");
  second.ticket.treatment_type = "01";
  apply({ticket("r1", "202407", "001"), second, ticket("r2", "202407", "003"),
         ticket("r1", "202406", "004"), elsewhere});
  BatchHeader full = header_for(RowKind::ticket);
  full.scope = BatchHeader::Scope::full;
  const ApplyOutcome outcome = apply(full, {ticket("r1", "202407", "001")});
  EXPECT_EQ(outcome.unchanged, 1U);
  EXPECT_EQ(outcome.removed, 2U);
  EXPECT_EQ(by_number("1010008").facts.people.at(0).tickets.size(), 2U);
  EXPECT_TRUE(by_number("2010007").facts.people.at(0).tickets.empty());
  EXPECT_EQ(apply(full, {ticket("r1", "202407", "001")}).removed, 0U);
  // What only silence removed comes back with the UpdatedAt it always had.
  const ApplyOutcome back =
      apply(full, {ticket("r1", "202407", "001"), ticket("r2", "202407", "003")});
  EXPECT_EQ(back.added, 1U);
  EXPECT_EQ(by_number("2010007").facts.people.at(0).tickets.size(), 1U);
}

TEST_P(RegistrySuite, Apply_full_removes_missing_qualifications_of_the_office) {
  auto elsewhere = qualification("r1", "p1", "3010006");
  elsewhere.qualification.office_code = "14100";
  std::vector<Row> rows{elsewhere};
  for (int i = 0; i < 20; ++i) {
    const std::string key = std::to_string(i);
    rows.emplace_back(qualification("r" + key, "p" + key, "10100" + std::to_string(10 + i)));
  }
  apply(rows);
  BatchHeader full = header_for(RowKind::qualification);
  full.scope = BatchHeader::Scope::full;
  const ApplyOutcome outcome = apply(full, {rows[1], rows[2]});
  EXPECT_EQ(outcome.removed, 18U);
  EXPECT_TRUE(by_number("1010020").facts.people.empty());
  EXPECT_EQ(by_number("3010006").facts.people.size(), 1U);
}

TEST_P(RegistrySuite, Apply_full_removes_nothing_when_rows_were_unreadable_or_there_are_none) {
  apply({ticket("r1", "202407", "001"), ticket("r2", "202407", "002")});
  BatchHeader full = header_for(RowKind::ticket);
  full.scope = BatchHeader::Scope::full;
  const ApplyOutcome outcome = apply(full, {ticket("r1", "202407", "001")}, 1);
  EXPECT_EQ(outcome.removed, 0U);
  EXPECT_EQ(codes(outcome), Codes{"full_not_applied"});
  EXPECT_EQ(apply(full, {}).removed, 0U);
}

TEST_P(RegistrySuite, Apply_full_of_a_file_without_rows_removes_nothing_and_says_so) {
  apply({ticket("r1", "202407", "001")});
  BatchHeader full = header_for(RowKind::ticket);
  EXPECT_TRUE(apply(full, {}).problems.empty());  // changes: nothing changed
  full.scope = BatchHeader::Scope::full;
  const ApplyOutcome outcome = apply(full, {});
  EXPECT_EQ(outcome.removed, 0U);
  EXPECT_EQ(codes(outcome), Codes{"full_without_rows"});
  EXPECT_EQ(outcome.problems.at(0).severity, Severity::warning);
  const ApplyOutcome unreadable = apply(full, {}, 3);
  EXPECT_EQ(codes(unreadable), Codes{"full_not_applied"});
}

TEST_P(RegistrySuite, Apply_full_does_not_take_a_refused_row_for_a_missing_one) {
  apply({qualification("r1", "p1", "1010008")});
  BatchHeader full = header_for(RowKind::qualification);
  full.scope = BatchHeader::Scope::full;
  auto wrong = qualification("r1", "p9", "1010008");
  wrong.updated_at = 2;
  const ApplyOutcome outcome = apply(full, {wrong});
  EXPECT_EQ(outcome.refused, 1U);
  EXPECT_EQ(outcome.removed, 0U);
  EXPECT_EQ(by_number("1010008").facts.people.size(), 1U);
}

TEST_P(RegistrySuite, Apply_full_leaves_what_its_author_did_not_see_or_may_not_lift) {
  auto hidden = qualification("r1", "p1", "1010008");
  hidden.qualification.not_disclosed = true;
  apply({hidden, qualification("r2", "p2", "1010016")});
  const domain::VersionId seen = 2;  // both of them
  auto meanwhile = qualification("r2", "p2", "1010016");
  meanwhile.updated_at = 2;
  meanwhile.qualification.person.address = "転居先";
  apply({meanwhile, qualification("r3", "p3", "1010024")});

  BatchHeader full = header_for(RowKind::qualification);
  full.scope = BatchHeader::Scope::full;
  full.seen = seen;
  full.protection = BatchHeader::Protection::refused;
  auto disclosed = qualification("r1", "p1", "1010008");
  auto unaware = qualification("r2", "p2", "1010016");
  disclosed.updated_at = unaware.updated_at = 3;
  const ApplyOutcome refused = apply(full, {disclosed, unaware});
  EXPECT_EQ(codes(refused), (Codes{"protection_refused", "changed_meanwhile"}));
  EXPECT_EQ(refused.removed, 0U) << "a refused row is not a missing one; r3 came later";
  const ApplyOutcome left_out = apply(full, {unaware});
  EXPECT_EQ(left_out.removed, 0U) << "r1 is not disclosed";
  full.protection = BatchHeader::Protection::may_change;
  full.seen.reset();
  EXPECT_EQ(apply(full, {unaware}).removed, 2U);
}

TEST_P(RegistrySuite, Apply_full_lets_a_new_ticket_take_the_place_of_a_missing_one) {
  apply({qualification("r1", "p1", "1010008")});
  apply({ticket("r1", "202407", "001")});
  BatchHeader full = header_for(RowKind::ticket);
  full.scope = BatchHeader::Scope::full;
  const ApplyOutcome outcome = apply(full, {ticket("r1", "202407", "002")});
  EXPECT_EQ(outcome.refused, 0U);
  EXPECT_EQ(outcome.added, 1U);
  EXPECT_EQ(outcome.removed, 1U);
  EXPECT_EQ(by_number("1010008").facts.people.at(0).tickets.at(0).issue_number, "002");
}

TEST_P(RegistrySuite, Apply_leaves_a_record_with_the_counts_and_refuses_a_used_key) {
  BatchHeader header = header_for(RowKind::office);
  header.record.request_key = "k1";
  header.record.detail = R"({"file":"x"})";
  const ApplyOutcome outcome = apply(header, {office("13101")});
  const auto record = util::sync_wait(registry().record(outcome.record));
  ASSERT_TRUE(record && *record);
  const std::string detail = (*record)->entry.detail;
  EXPECT_NE(detail.find(R"("file":"x")"), std::string::npos) << detail;
  EXPECT_NE(detail.find(R"("added":1)"), std::string::npos) << detail;
  EXPECT_NE(detail.find(R"("batch":)" + std::to_string(outcome.batch)), std::string::npos);
  const auto again = util::sync_wait(
      registry().apply(header, std::make_unique<ListSource>(std::vector<Row>{office("14100")})));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().error, StoreError::key_used);
  EXPECT_EQ(registry().published(), outcome.batch);
}

TEST_P(RegistrySuite, Apply_warns_of_a_row_that_is_not_newer_and_says_something_else) {
  apply({institution(clinic)});
  auto person = qualification("r1", "p1", "1010008");
  auto issued = ticket("r1", "202407", "001");
  auto insured = insurance("p1", "5");
  person.updated_at = issued.updated_at = insured.updated_at = 5;
  apply({person});
  apply({issued});
  apply({insured});
  person.qualification.person.address = "別の住所";
  issued.ticket.remarks1 = "別";
  insured.insurance.fields.pop_back();
  for (const std::int64_t old : {4, 5}) {
    person.updated_at = issued.updated_at = insured.updated_at = old;
    for (const Row& row : std::vector<Row>{person, issued, insured}) {
      const ApplyOutcome outcome = apply({row});
      EXPECT_EQ(outcome.unchanged, 1U);
      EXPECT_EQ(outcome.batch, 0);
      EXPECT_EQ(codes(outcome), Codes{"stale_row"});
      EXPECT_EQ(outcome.problems.at(0).severity, Severity::warning);
    }
  }
  // Neither the same row again, whatever its UpdatedAt, nor a newer one.
  auto same = qualification("r1", "p1", "1010008");
  for (const std::int64_t old : {3, 5}) {
    same.updated_at = old;
    EXPECT_TRUE(apply({same}).problems.empty());
  }
  person.updated_at = 6;
  EXPECT_TRUE(apply({person}).problems.empty());
  EXPECT_EQ(by_number("1010008").facts.people.at(0).qualifications.at(0).person.address,
            "別の住所");
}

TEST_P(RegistrySuite, Apply_warns_of_a_removal_and_of_a_return_that_are_not_newer) {
  apply({institution(clinic)});
  apply({qualification("r1", "p1", "1010008")});
  auto issued = ticket("r1", "202407", "001");
  issued.updated_at = 5;
  apply({issued});
  issued.deleted = true;
  EXPECT_EQ(codes(apply({issued})), Codes{"stale_row"});
  EXPECT_EQ(by_number("1010008").facts.people.at(0).tickets.size(), 1U);
  issued.updated_at = 6;
  EXPECT_EQ(apply({issued}).removed, 1U);
  EXPECT_TRUE(apply({issued}).problems.empty());
  issued.deleted = false;
  EXPECT_EQ(codes(apply({issued})), Codes{"stale_row"});
  EXPECT_TRUE(by_number("1010008").facts.people.at(0).tickets.empty());
}

TEST_P(RegistrySuite, Apply_never_takes_a_revocation_back) {
  auto one = card("p1", "0a");
  one.revoked = true;
  apply({one});
  EXPECT_EQ(apply({one}).unchanged, 1U);
  one.revoked = false;
  const ApplyOutcome outcome = apply({one, card("p1", "0b")});
  EXPECT_EQ(codes(outcome), Codes{"card_stays_revoked"});
  EXPECT_EQ(outcome.problems.at(0).severity, Severity::error);
  EXPECT_EQ(outcome.refused, 1U);
  EXPECT_EQ(outcome.added, 1U);
  EXPECT_TRUE(by_card("0a").card_revoked);
  EXPECT_FALSE(by_card("0b").card_revoked);
  one.revoked = true;
  one.valid_to = day("20300101");
  EXPECT_EQ(apply({one}).changed, 1U);
  // In one file too, where the revocation is not published yet.
  auto both = card("p1", "0c");
  both.revoked = true;
  EXPECT_EQ(codes(apply({both, card("p1", "0c")})), Codes{"card_stays_revoked"});
  EXPECT_TRUE(by_card("0c").card_revoked);
}

TEST_P(RegistrySuite, Apply_of_an_insurance_without_UpdatedAt_compares_the_content) {
  auto row = insurance("p1", "5");
  row.updated_at = 9;
  apply({row});
  row.updated_at = 0;
  EXPECT_EQ(apply({row}).unchanged, 1U);
  row.insurance.end = day("20240701");
  const ApplyOutcome ended = apply({row});
  EXPECT_EQ(ended.changed, 1U);
  EXPECT_TRUE(ended.problems.empty());
  EXPECT_EQ(by_insurance("5").facts.people.at(0).insurances.at(0).end, day("20240701"));
  // The row with UpdatedAt that it followed is not newer than it.
  auto old = insurance("p1", "5");
  old.updated_at = 9;
  EXPECT_EQ(codes(apply({old})), Codes{"stale_row"});
  row.deleted = true;
  EXPECT_EQ(apply({row}).removed, 1U);
  EXPECT_TRUE(by_insurance("5").facts.people.empty());
  row.deleted = false;
  EXPECT_EQ(apply({row}).added, 1U);
}

TEST_P(RegistrySuite, Apply_refuses_a_new_recipient_of_a_person_born_on_another_day) {
  apply({qualification("r1", "p1", "1010008")});
  auto elsewhere = qualification("k9", "p1", "2010007");
  elsewhere.qualification.office_code = "14100";
  elsewhere.qualification.person.birthdate = day("19900116");
  auto beside = qualification("r2", "p1", "3010006");
  beside.qualification.person.birthdate = day("19900116");
  for (const auto& row : {elsewhere, beside}) {
    const ApplyOutcome outcome = apply({row});
    EXPECT_EQ(codes(outcome), Codes{"person_differs"});
    EXPECT_EQ(outcome.problems.at(0).severity, Severity::error);
    EXPECT_EQ(outcome.refused, 1U);
  }
  EXPECT_EQ(by_number("1010008").facts.people.at(0).qualifications.size(), 1U);
  elsewhere.qualification.person.birthdate = day("19900115");
  EXPECT_EQ(apply({elsewhere}).added, 1U);
  EXPECT_EQ(by_number("1010008").facts.people.at(0).qualifications.size(), 2U);
  // Each office corrects its own row, one after the other.
  auto corrected = qualification("r1", "p1", "1010008");
  corrected.updated_at = 2;
  corrected.qualification.person.birthdate = day("19900105");
  EXPECT_EQ(apply({corrected}).changed, 1U);
  elsewhere.updated_at = 2;
  elsewhere.qualification.person.birthdate = day("19900105");
  EXPECT_EQ(apply({elsewhere}).changed, 1U);
}

TEST_P(RegistrySuite, Apply_refuses_two_people_under_one_link_key_in_one_file) {
  auto second = qualification("r2", "p1", "2010007");
  second.qualification.person.birthdate = day("19900116");
  auto again = second;
  again.updated_at = 2;
  const ApplyOutcome outcome = apply({qualification("r1", "p1", "1010008"), second, again});
  EXPECT_EQ(codes(outcome), (Codes{"person_differs", "person_differs"}));
  EXPECT_EQ(outcome.added, 1U);
  EXPECT_TRUE(by_number("2010007").facts.people.empty());
}

TEST_P(RegistrySuite, Apply_lets_a_new_recipient_follow_one_that_is_gone_in_the_same_file) {
  apply({qualification("r1", "p1", "1010008")});
  auto renumbered = qualification("r2", "p1", "2010007");
  renumbered.qualification.person.birthdate = day("19900116");
  auto gone = qualification("r1", "p1", "1010008");
  gone.deleted = true;
  gone.updated_at = 2;
  const ApplyOutcome outcome = apply({renumbered, gone});
  EXPECT_EQ(outcome.refused, 0U);
  EXPECT_EQ(outcome.added, 1U);
  EXPECT_EQ(by_number("2010007").facts.people.size(), 1U);
}

TEST_P(RegistrySuite, Apply_problem_texts_are_there_and_carry_no_name) {
  apply({card("p1", "0a")});
  const ApplyOutcome outcome = apply({card("秘密の人", "0a")});
  ASSERT_EQ(outcome.problems.size(), 1U);
  EXPECT_FALSE(outcome.problems[0].text.empty());
  EXPECT_FALSE(outcome.problems[0].field.empty());
  EXPECT_EQ(outcome.problems[0].text.find("秘密"), std::string::npos);
}

}  // namespace madoguchi::store
