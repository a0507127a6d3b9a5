#include "followup/acquisition.hpp"

#include "unit/followup/bed.hpp"

namespace madoguchi::followup::test {
namespace {

const Person hanako;
const Person known{.reference = "0000042"};
const auto july = *util::Month::parse("202607");

Json counts(Bed& bed) {
  const auto run = runs_json(*bed.book, july).front();
  return {run["added"], run["changed"], run["gone"]};
}

TEST(Acquisition, settles_the_visit_of_a_reference_number_without_anybody_coming) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  bed.acquire({{known, {TicketOf{}}}});
  const auto item = bed.only_item();
  EXPECT_EQ(item["state"], "registered");
  EXPECT_EQ(item["ticket_by"]["by"], "bulk");
  EXPECT_EQ(item["billing"], "tell");
}

TEST(Acquisition, settles_a_visit_asked_by_the_same_numbers) {
  Bed bed;
  ASSERT_TRUE(bed.number(unregistered_by_number(hanako, "20260708"), 7));
  bed.acquire({{hanako, {TicketOf{}}}});
  EXPECT_EQ(bed.only_item()["state"], "registered");
}

TEST(Acquisition, a_look_alike_is_a_candidate_until_somebody_confirms_it) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 7));
  bed.acquire({{hanako, {TicketOf{}}}});
  const std::int64_t id = bed.only_item()["id"];
  EXPECT_EQ(bed.only_item()["state"], "open");
  const auto candidates = bed.shown(id)["candidates"];
  ASSERT_EQ(candidates.size(), 1U);
  EXPECT_FALSE(confirm_ticket(*bed.book, id, "12000006/99999999", "a"));
  ASSERT_TRUE(confirm_ticket(*bed.book, id, candidates[0]["key"], "a"));
  EXPECT_EQ(bed.only_item()["state"], "registered");
  EXPECT_EQ(bed.only_item()["ticket_by"]["who"], "a");
  // It was a mistake: the visit waits again, and the acquisition does not take it back by itself.
  ASSERT_TRUE(separate(*bed.book, id, "a"));
  EXPECT_EQ(bed.only_item()["state"], "open");
  bed.acquire({{hanako, {TicketOf{}}}});
  EXPECT_EQ(bed.only_item()["state"], "open");
}

TEST(Acquisition, who_differs_in_one_thing_is_no_candidate) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 7));
  auto birthdate = hanako, kana = hanako, sex = hanako, day_off = hanako;
  birthdate.birthdate = "19800202";
  kana.kana = "ｼｹﾝ ﾊﾅ";
  sex.sex = "1";
  birthdate.number = "1010016";
  kana.number = "1010024";
  sex.number = "1010032";
  bed.acquire({{birthdate, {TicketOf{.issue = "1"}}},
               {kana, {TicketOf{.issue = "2"}}},
               {sex, {TicketOf{.issue = "3"}}},
               {day_off, {TicketOf{.issue = "4", .from = "20260709"}}}});
  EXPECT_TRUE(bed.shown(bed.only_item()["id"])["candidates"].empty());
}

TEST(Acquisition, tells_new_changed_and_gone_by_payer_and_issue_number) {
  Bed bed;
  bed.acquire({{known, {TicketOf{.issue = "1"}, TicketOf{.issue = "2"}}}});
  EXPECT_EQ(counts(bed), (Json{2, 0, 0}));
  bed.acquire({{known, {TicketOf{.issue = "1"}, TicketOf{.issue = "2"}}}});
  EXPECT_EQ(counts(bed), (Json{0, 0, 0}));
  bed.acquire({{known, {TicketOf{.issue = "1", .to = "20260715"}, TicketOf{.issue = "3"}}}});
  EXPECT_EQ(counts(bed), (Json{1, 1, 1}));
  // Gone for good: not told a second time. Back again: new.
  bed.acquire({{known, {TicketOf{.issue = "1", .to = "20260715"}, TicketOf{.issue = "3"}}}});
  EXPECT_EQ(counts(bed), (Json{0, 0, 0}));
  bed.acquire({{known,
                {TicketOf{.issue = "1", .to = "20260715"}, TicketOf{.issue = "2"},
                 TicketOf{.issue = "3"}}}});
  EXPECT_EQ(counts(bed), (Json{1, 0, 0}));
}

TEST(Acquisition, without_issue_numbers_a_ticket_is_its_person_kind_and_issuer) {
  Bed bed;
  const TicketOf one{.issue = "", .issuer = "1310000029"}, two{.issue = "", .issuer = "1310000037"};
  bed.acquire({{known, {one, two}}});
  EXPECT_EQ(counts(bed), (Json{2, 0, 0}));
  auto shorter = two;
  shorter.to = "20260710";
  bed.acquire({{known, {one, shorter}}});
  EXPECT_EQ(counts(bed), (Json{0, 1, 0}));
}

TEST(Acquisition, a_new_address_or_reference_number_is_no_change_of_a_ticket) {
  Bed bed;
  bed.acquire({{hanako, {TicketOf{}}}});
  bed.acquire({{known, {TicketOf{}}}});
  EXPECT_EQ(counts(bed), (Json{0, 0, 0}));
}

TEST(Acquisition, a_ticket_that_is_gone_opens_the_visit_and_waits_for_somebody_to_see_it) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  bed.acquire({{known, {TicketOf{}}}});
  ASSERT_TRUE(billing_told(*bed.book, bed.only_item()["id"], "a"));
  bed.acquire({});
  EXPECT_EQ(bed.only_item()["state"], "open");
  EXPECT_EQ(bed.only_item()["billing"], "tell");
  const auto change = month_json(*bed.book, july)["changes"].front();
  EXPECT_EQ(change["kind"], "gone");
  EXPECT_EQ(change["seen_by"], "");
  const std::int64_t gone = change["id"];
  EXPECT_FALSE(changes_seen(*bed.book, {gone, 999}, "a")) << "one that does not exist";
  EXPECT_EQ(month_json(*bed.book, july)["changes"].front()["seen_by"], "") << "all or none";
  ASSERT_TRUE(changes_seen(*bed.book, {gone, gone - 1}, "a"));
  for (const auto& one : month_json(*bed.book, july)["changes"]) EXPECT_EQ(one["seen_by"], "a");
  ASSERT_TRUE(changes_seen(*bed.book, {gone}, "b"));
  EXPECT_EQ(month_json(*bed.book, july)["changes"].front()["seen_by"], "a") << "the first who saw";
}

TEST(Acquisition, a_shortened_ticket_opens_the_days_that_it_covers_no_more) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  bed.acquire({{known, {TicketOf{}}}});
  bed.acquire({{known, {TicketOf{.to = "20260707"}}}});
  EXPECT_EQ(bed.only_item()["state"], "open");
}

TEST(Acquisition, another_ticket_of_the_patient_keeps_the_visit_settled) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  bed.acquire({{known, {TicketOf{.issue = "1"}}}});
  bed.acquire({{known, {TicketOf{.issue = "2"}}}});
  EXPECT_EQ(bed.only_item()["state"], "registered");
  EXPECT_EQ(bed.only_item()["ticket"]["PublicExpenseResultList"][0]["IssueNumber"], "2");
}

TEST(Acquisition, an_empty_month_is_a_normal_end) {
  Bed bed;
  bed.acquire({});
  EXPECT_EQ(runs_json(*bed.book, july).front()["state"], "done");
  EXPECT_EQ(counts(bed), (Json{0, 0, 0}));
}

TEST(Acquisition, a_run_of_a_month_is_joined_and_goes_on_after_a_restart) {
  Bed bed;
  const auto run = order_run(*bed.book, july, "a");
  EXPECT_EQ(order_run(*bed.book, july, "b"), run);
  EXPECT_NE(order_run(*bed.book, july.plus_months(1), "b"), run);
  const auto key = next_run(*bed.book)->key;
  run_accepted(*bed.book, run, "202607100000000001");
  bed.reopen();
  const auto again = next_run(*bed.book);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, run);
  EXPECT_EQ(again->key, key);
  EXPECT_EQ(again->reception, "202607100000000001");
}

TEST(Acquisition, what_is_cancelled_or_failed_brings_nothing_in) {
  Bed bed;
  const auto people = acquired_in({"OQSmutic02", Way::bulk, acquired({{known, {TicketOf{}}}}), "9",
                                   institution, bed.clock.now()});
  const auto cancelled = order_run(*bed.book, july, "a");
  ASSERT_TRUE(cancel_run(*bed.book, cancelled));
  EXPECT_FALSE(cancel_run(*bed.book, cancelled));
  take_acquisition(*bed.book, cancelled, *people, "");
  const auto failed = order_run(*bed.book, july, "a");
  run_failed(*bed.book, failed, "E5001", "line");
  take_acquisition(*bed.book, failed, *people, "");
  EXPECT_TRUE(month_json(*bed.book, july)["tickets"].empty());
  EXPECT_FALSE(last_run_at(*bed.book, july));
  EXPECT_EQ(runs_json(*bed.book, july).front()["problem"]["code"], "E5001");
}

TEST(Acquisition, who_has_no_reference_number_gets_candidates_of_those_who_have) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  bed.acquire({{hanako, {TicketOf{}}}});
  auto month = month_json(*bed.book, july);
  ASSERT_EQ(month["unmatched"].size(), 1U);
  const std::string key = month["unmatched"][0]["key"];
  ASSERT_EQ(month["unmatched"][0]["candidates"].size(), 1U);
  EXPECT_FALSE(reference_for(*bed.book, july, key, "0000043"));
  const auto found = reference_for(*bed.book, july, key, "0000042");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->number, "1010008");
  EXPECT_EQ(bed.only_item()["state"], "open");  // nothing before the center registered it
  reference_registered(*bed.book, *found, "a");
  EXPECT_EQ(bed.only_item()["state"], "registered");
  EXPECT_TRUE(month_json(*bed.book, july)["unmatched"].empty());
}

TEST(Acquisition, results_of_other_kinds_and_running_ones_are_none) {
  oqs::AnswerHeader header;
  header.institution_code = institution;
  const auto is_none = [](const char* interface, const std::string& result) {
    return !acquired_in({interface, Way::bulk, result, "9", institution, util::Instant{}});
  };
  EXPECT_TRUE(is_none("OQSmutic02", oqs::write_processing(header)));
  EXPECT_TRUE(
      is_none("OQSmutic02", oqs::write_error_result(header, {oqs::ErrorCode::center_busy, ""})));
  EXPECT_TRUE(is_none("OQSmuquc02", acquired({})));
}

TEST(Acquisition, waiting_visits_tell_the_schedule_their_months_and_planned_days) {
  Bed bed;
  ASSERT_TRUE(bed.card(
      uncommissioned_by_card(known, "20260708", "この福祉事務所の7月分は20日に登録予定です。"), 7));
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260608"), 8));
  auto months = awaited_months(*bed.book);
  ASSERT_EQ(months.size(), 2U);
  EXPECT_EQ(months[0].month, july.plus_months(-1));
  EXPECT_TRUE(months[0].planned.empty());
  EXPECT_EQ(months[1].planned, std::vector{day("20260720")});
  bed.acquire({{known, {TicketOf{}}}});
  EXPECT_EQ(awaited_months(*bed.book).size(), 1U);
}

}  // namespace
}  // namespace madoguchi::followup::test
