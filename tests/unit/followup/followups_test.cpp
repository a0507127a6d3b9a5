#include "followup/followups.hpp"

#include <sys/stat.h>

#include "unit/followup/bed.hpp"

namespace madoguchi::followup::test {
namespace {

const Person hanako;
const Person known{.reference = "0000042"};

TEST(FollowUps, an_answer_of_6_opens_a_visit_with_what_was_shown) {
  Bed bed;
  ASSERT_TRUE(bed.card(
      uncommissioned_by_card(known, "20260708", "この福祉事務所の7月分は15日に登録予定です。"), 7));
  const auto item = bed.only_item();
  EXPECT_EQ(item["state"], "open");
  EXPECT_EQ(item["call"], true);
  EXPECT_EQ(item["blocks_claim"], true);
  EXPECT_EQ(item["day"], "20260708");
  EXPECT_EQ(item["office"], "見本市福祉事務所");
  EXPECT_EQ(item["telephone"], "03-0000-0001");
  EXPECT_EQ(item["planned"], "20260715");
  EXPECT_EQ(item["record"], 7);
  EXPECT_EQ(item["person"]["Name"], "試験　花子");
  EXPECT_EQ(item["person"]["ReferenceNumber"], "0000042");
  EXPECT_FALSE(item.contains("asked"));  // 6 tells no numbers
  EXPECT_FALSE(item.contains("ticket"));
}

TEST(FollowUps, D28_by_number_opens_a_visit_named_by_what_was_typed) {
  Bed bed;
  ASSERT_TRUE(bed.number(unregistered_by_number(hanako, "20260708"), 7));
  const auto item = bed.only_item();
  EXPECT_EQ(item["way"], "number");
  EXPECT_EQ(item["asked"]["InsurerNumber"], "12000006");
  EXPECT_EQ(item["person"]["Name"], "");
  EXPECT_EQ(item["person"]["Birthdate"], "19800201");
}

TEST(FollowUps, valid_answers_and_errors_open_nothing) {
  Bed bed;
  ASSERT_TRUE(bed.card(valid_by_card(known, "20260708", {TicketOf{}}), 7));
  ASSERT_TRUE(bed.card("<XmlMsg>broken", 8));
  oqs::AnswerHeader header;
  header.institution_code = institution;
  ASSERT_TRUE(
      bed.card(oqs::write_error_result(header, {oqs::ErrorCode::center_unreachable, ""}), 9));
  EXPECT_TRUE(bed.items().empty());
}

TEST(FollowUps, an_answer_for_another_institution_is_not_kept) {
  Bed bed;
  ASSERT_TRUE(see(*bed.book, {"OQSsiquc01", Way::card, uncommissioned_by_card(known, "20260708"),
                              "7", "1310000029", bed.clock.now()}));
  EXPECT_TRUE(bed.items().empty());
}

TEST(FollowUps, the_same_answer_again_changes_nothing) {
  Bed bed;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 7));
    ASSERT_TRUE(bed.number(unregistered_by_number(hanako, "20260708"), 8));
  }
  EXPECT_EQ(bed.items().size(), 2U);
  for (const auto& item : bed.items()) EXPECT_EQ(item["times"], 1);
}

TEST(FollowUps, asked_again_the_same_day_an_identified_patient_is_one_visit) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 8));
  const auto item = bed.only_item();
  EXPECT_EQ(item["times"], 2);
  EXPECT_EQ(item["record"], 8);
}

TEST(FollowUps, two_who_only_look_the_same_stay_two) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 7));
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 8));
  const auto items = bed.items();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_NE(items[0]["person"]["id"], items[1]["person"]["id"]);
  EXPECT_EQ(bed.shown(items[0]["id"])["look_alikes"].size(), 1U);
}

TEST(FollowUps, one_reference_number_of_two_birth_dates_is_two_people) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  auto other = known;
  other.birthdate = "19500101";
  ASSERT_TRUE(bed.card(uncommissioned_by_card(other, "20260709"), 8));
  const auto items = bed.items();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_NE(items[0]["person"]["id"], items[1]["person"]["id"]);
}

TEST(FollowUps, a_reference_number_given_to_somebody_else_makes_no_one_of_two) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  auto twin = known;  // same birth date
  twin.name = "試験　太郎";
  twin.kana = "ｼｹﾝ ﾀﾛｳ";
  twin.sex = "1";
  ASSERT_TRUE(bed.card(uncommissioned_by_card(twin, "20260709"), 8));
  const auto items = bed.items();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_NE(items[0]["person"]["id"], items[1]["person"]["id"]);
}

TEST(FollowUps, a_call_is_heard_kept_and_told_to_the_center_once) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  const std::int64_t id = bed.only_item()["id"];
  auto call = bed.call("yes");
  call.expected_date = day("20260720");
  ASSERT_TRUE(note_call(*bed.book, id, call, "reception1"));
  auto item = bed.shown(id);
  EXPECT_EQ(item["state"], "promised");
  EXPECT_EQ(item["call"], false);
  EXPECT_EQ(item["blocks_claim"], true);
  EXPECT_EQ(item["expected"], "20260720");
  ASSERT_EQ(item["calls"].size(), 1U);
  EXPECT_EQ(item["calls"][0]["sent"], "waiting");

  bed.reopen();  // a kill between noting and sending
  const auto first = next_call(*bed.book);
  ASSERT_TRUE(first);
  EXPECT_EQ(Json::parse(first->body)["record"], 7);
  EXPECT_EQ(Json::parse(first->body)["answer"], "yes");
  EXPECT_EQ(next_call(*bed.book)->key, first->key);  // the same key at each try
  call_sent(*bed.book, first->id, "77");
  EXPECT_FALSE(next_call(*bed.book));
  EXPECT_EQ(bed.shown(id)["calls"][0]["sent"], "sent");
}

TEST(FollowUps, a_call_that_the_center_refuses_says_so_and_holds_up_no_other) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  const std::int64_t id = bed.only_item()["id"];
  ASSERT_TRUE(note_call(*bed.book, id, bed.call("yes"), "a"));
  ASSERT_TRUE(note_call(*bed.book, id, bed.call("no"), "a"));
  const auto first = next_call(*bed.book);
  call_refused(*bed.book, first->id, "E3023");
  EXPECT_NE(next_call(*bed.book)->id, first->id);
  EXPECT_EQ(bed.shown(id)["calls"][0]["problem"], "E3023");
}

TEST(FollowUps, each_answer_of_a_call_has_its_state) {
  const std::pair<const char*, const char*> rows[] = {
      {"yes", "promised"}, {"no", "declined"}, {"call_back", "open"}, {"none", "open"}};
  for (const auto& [answer, state] : rows) {
    Bed bed;
    ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
    const std::int64_t id = bed.only_item()["id"];
    ASSERT_TRUE(note_call(*bed.book, id, bed.call(answer), "a"));
    EXPECT_EQ(bed.only_item()["state"], state) << answer;
  }
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  auto paper = bed.call("yes");
  paper.paper = true;
  ASSERT_TRUE(note_call(*bed.book, bed.only_item()["id"], paper, "a"));
  EXPECT_EQ(bed.only_item()["state"], "paper");
  EXPECT_EQ(bed.only_item()["billing"], "tell");
  EXPECT_FALSE(note_call(*bed.book, 999, paper, "a"));
}

TEST(FollowUps, who_was_asked_for_this_month_is_not_asked_for_again_but_still_warned_of) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  ASSERT_TRUE(note_call(*bed.book, bed.only_item()["id"], bed.call("yes"), "a"));
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260709"), 8));
  const auto second = bed.items()[1];
  EXPECT_EQ(second["state"], "promised");
  EXPECT_EQ(second["call"], false);
  EXPECT_EQ(second["blocks_claim"], true);
  // Of the next month nobody has said anything, nor for somebody else of the same office.
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260801"), 9));
  EXPECT_EQ(bed.items()[2]["call"], true);
  auto stranger = hanako;
  stranger.kana = "ﾍﾞﾂ ｼﾞﾝ";
  ASSERT_TRUE(bed.card(uncommissioned_by_card(stranger, "20260709"), 10));
  EXPECT_EQ(bed.items(Wanted::Group::open).size(), 4U);
  EXPECT_EQ(list(*bed.book, {})["items"][2]["call"], true);
}

TEST(FollowUps, every_reply_of_the_office_has_its_state) {
  const std::pair<const char*, const char*> rows[] = {
      {"yes", "promised"}, {"no", "declined"}, {"date", "promised"}, {"paper", "paper"}};
  for (const auto& [answer, state] : rows) {
    Bed bed;
    ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
    const char* date = std::string_view(answer) == "date" ? "20260720" : "";
    ASSERT_TRUE(see_notice(*bed.book, 100, reply_notice(100, 7, answer, date)));
    EXPECT_EQ(bed.only_item()["state"], state) << answer;
    EXPECT_EQ(bed.only_item()["expected"], date);
  }
}

// The office corrects itself; a call is no reason to wait for no paper.
TEST(FollowUps, a_reply_corrects_paper_and_a_call_does_not) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  ASSERT_TRUE(see_notice(*bed.book, 100, reply_notice(100, 7, "paper")));
  ASSERT_TRUE(note_call(*bed.book, bed.only_item()["id"], bed.call("yes"), "a"));
  EXPECT_EQ(bed.only_item()["state"], "paper");
  ASSERT_TRUE(see_notice(*bed.book, 101, reply_notice(101, 7, "yes")));
  EXPECT_EQ(bed.only_item()["state"], "promised");
}

TEST(FollowUps, a_reply_to_an_answer_that_nobody_knows_changes_nothing) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  ASSERT_TRUE(see_notice(*bed.book, 100, reply_notice(100, 8, "no")));
  ASSERT_TRUE(see_notice(*bed.book, 101, "no json"));
  EXPECT_EQ(bed.only_item()["state"], "open");
}

TEST(FollowUps, a_notice_is_taken_once) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(see_notice(*bed.book, 100, reply_notice(100, 7, "yes")));
    bed.reopen();
  }
  std::size_t said = 0;
  const auto item = bed.shown(bed.only_item()["id"]);
  for (const auto& event : item["events"]) said += event["kind"] == "said_yes" ? 1 : 0;
  EXPECT_EQ(said, 1U);
}

TEST(FollowUps, a_notice_of_the_registered_ticket_settles_the_visit_and_tells_billing) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 7));
  const auto now = assistance(hanako, {TicketOf{}});
  ASSERT_TRUE(see_notice(*bed.book, 100, changed_notice(100, 7, "registered", "1", {now})));
  const auto item = bed.only_item();
  EXPECT_EQ(item["state"], "registered");
  EXPECT_EQ(item["blocks_claim"], false);
  EXPECT_EQ(item["billing"], "tell");
  EXPECT_EQ(item["changed"]["kind"], "registered");
  EXPECT_EQ(item["ticket"]["InsurerNumber"], "12000006");
  EXPECT_EQ(bed.items(Wanted::Group::billing).size(), 1U);
  ASSERT_TRUE(billing_told(*bed.book, item["id"], "billing1"));
  EXPECT_TRUE(bed.items(Wanted::Group::billing).empty());
  EXPECT_FALSE(billing_told(*bed.book, item["id"], "billing1"));
}

TEST(FollowUps, a_ticket_that_does_not_cover_the_day_settles_nothing) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 7));
  const auto now = assistance(hanako, {{.from = "20260710"}});
  ASSERT_TRUE(see_notice(*bed.book, 100, changed_notice(100, 7, "registered", "1", {now})));
  EXPECT_EQ(bed.only_item()["state"], "open");
}

TEST(FollowUps, a_lost_ticket_opens_the_visit_again_and_a_lost_qualification_ends_it) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 7));
  const auto now = assistance(hanako, {TicketOf{}});
  ASSERT_TRUE(see_notice(*bed.book, 100, changed_notice(100, 7, "registered", "1", {now})));
  ASSERT_TRUE(billing_told(*bed.book, bed.only_item()["id"], "billing1"));
  ASSERT_TRUE(see_notice(*bed.book, 101, changed_notice(101, 7, "as_answered", "6", {})));
  auto item = bed.only_item();
  EXPECT_EQ(item["state"], "open");
  EXPECT_EQ(item["billing"], "tell");
  EXPECT_FALSE(item.contains("ticket"));
  ASSERT_TRUE(see_notice(*bed.book, 102, changed_notice(102, 7, "lost", "2", {})));
  EXPECT_EQ(bed.only_item()["state"], "declined");
}

TEST(FollowUps, a_valid_answer_that_changed_is_shown_to_billing_though_it_never_waited) {
  Bed bed;
  ASSERT_TRUE(see_notice(*bed.book, 100, changed_notice(100, 55, "lost", "2", {})));
  const auto item = bed.only_item();
  EXPECT_EQ(item["state"], "declined");
  EXPECT_EQ(item["billing"], "tell");
  EXPECT_EQ(item["changed"]["kind"], "lost");
}

TEST(FollowUps, a_later_card_with_the_ticket_settles_the_earlier_visit_of_the_same_patient) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 8));  // not known by a number
  ASSERT_TRUE(bed.card(valid_by_card(known, "20260720", {TicketOf{}}), 9));
  const auto items = bed.items();
  EXPECT_EQ(items[0]["state"], "registered");
  EXPECT_EQ(items[1]["state"], "open");
}

TEST(FollowUps, numbers_and_reference_number_of_one_answer_make_one_patient) {
  Bed bed;
  ASSERT_TRUE(bed.number(unregistered_by_number(hanako, "20260707"), 6));
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  EXPECT_NE(bed.items()[0]["person"]["id"], bed.items()[1]["person"]["id"]);
  ASSERT_TRUE(bed.card(valid_by_card(known, "20260720", {TicketOf{}}), 9));
  for (const auto& item : bed.items()) EXPECT_EQ(item["state"], "registered");
  EXPECT_EQ(bed.items()[0]["person"]["id"], bed.items()[1]["person"]["id"]);
}

TEST(FollowUps, asked_again_without_the_ticket_a_settled_visit_waits_again) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  ASSERT_TRUE(bed.card(valid_by_card(known, "20260708", {TicketOf{}}), 8));
  EXPECT_EQ(bed.only_item()["state"], "registered");
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 9));
  EXPECT_EQ(bed.only_item()["state"], "open");
}

TEST(FollowUps, staff_puts_away_with_a_reason_and_takes_up_again) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  const std::int64_t id = bed.only_item()["id"];
  EXPECT_FALSE(put_away(*bed.book, id, "", "a"));
  EXPECT_FALSE(take_up(*bed.book, id, "a"));
  ASSERT_TRUE(put_away(*bed.book, id, "自費で精算", "a"));
  EXPECT_EQ(bed.only_item()["reason"], "自費で精算");
  EXPECT_TRUE(bed.items(Wanted::Group::open).empty());
  ASSERT_TRUE(take_up(*bed.book, id, "a"));
  EXPECT_EQ(bed.only_item()["state"], "open");
  ASSERT_TRUE(bed.card(valid_by_card(known, "20260708", {TicketOf{}}), 8));
  EXPECT_FALSE(put_away(*bed.book, id, "x", "a"));  // registered
}

TEST(FollowUps, staff_says_that_two_are_one_and_takes_it_back) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260707"), 6));
  ASSERT_TRUE(note_call(*bed.book, bed.only_item()["id"], bed.call("yes"), "a"));
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 7));
  const auto items = bed.items();
  const std::int64_t first = items[0]["id"], second = items[1]["id"];
  EXPECT_FALSE(confirm_same(*bed.book, first, second, "a"));  // the known one is not moved
  EXPECT_FALSE(separate(*bed.book, second, "a"));
  ASSERT_TRUE(confirm_same(*bed.book, second, first, "a"));
  EXPECT_EQ(bed.shown(second)["person"]["id"], bed.shown(first)["person"]["id"]);
  ASSERT_TRUE(separate(*bed.book, second, "a"));
  EXPECT_NE(bed.shown(second)["person"]["id"], bed.shown(first)["person"]["id"]);
  auto stranger = hanako;
  stranger.kana = "ﾍﾞﾂ ｼﾞﾝ";
  ASSERT_TRUE(bed.card(uncommissioned_by_card(stranger, "20260709"), 8));
  const std::int64_t third = bed.items()[2]["id"];
  EXPECT_FALSE(confirm_same(*bed.book, third, first, "a"));
}

// Written with other characters: the visit is again of whom its answer named.
TEST(FollowUps, a_link_that_is_taken_back_leaves_the_name_of_the_answer) {
  Bed bed;
  auto alike = hanako;
  alike.name = "試験　華子";
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 7));
  ASSERT_TRUE(bed.card(uncommissioned_by_card(alike, "20260709"), 8));
  const auto items = bed.items();
  const std::int64_t first = items[0]["id"], second = items[1]["id"];
  ASSERT_TRUE(confirm_same(*bed.book, second, first, "a"));
  EXPECT_EQ(bed.shown(second)["person"]["Name"], hanako.name);
  ASSERT_TRUE(separate(*bed.book, second, "a"));
  EXPECT_EQ(bed.shown(second)["person"]["Name"], alike.name);
  EXPECT_EQ(bed.shown(first)["person"]["Name"], hanako.name);
}

// A month's acquisition says nothing of whom it holds no ticket any more: the office must be asked,
// the qualification may well stand.
TEST(FollowUps, a_ticket_that_is_gone_from_the_month_opens_the_visit_again) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 7));
  ASSERT_TRUE(see_notice(*bed.book, 100, changed_notice(100, 7, "lost", "", {})));
  EXPECT_EQ(bed.only_item()["state"], "open");
  const auto now = assistance(hanako, {TicketOf{}});
  ASSERT_TRUE(see_notice(*bed.book, 101, changed_notice(101, 7, "registered", "1", {now})));
  ASSERT_EQ(bed.only_item()["state"], "registered");
  ASSERT_TRUE(see_notice(*bed.book, 102, changed_notice(102, 7, "lost", "", {})));
  EXPECT_EQ(bed.only_item()["state"], "open");
}

TEST(FollowUps, a_look_alikes_answer_stands_in_place_of_the_prompt_to_call) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 7));
  const std::int64_t first = bed.items()[0]["id"];
  ASSERT_TRUE(note_call(*bed.book, first, bed.call("yes"), "a"));
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260709"), 8));
  const auto second = bed.items()[1];
  EXPECT_EQ(second["state"], "open");  // nothing is taken over by itself
  EXPECT_EQ(second["call"], false);
  EXPECT_EQ(second["answered_alike"]["id"], first);
  EXPECT_EQ(second["answered_alike"]["kind"], "said_yes");
  EXPECT_FALSE(second.contains("word"));
  EXPECT_EQ(waiting_count(*bed.book), 1);  // somebody must look at it all the same
  ASSERT_TRUE(confirm_same(*bed.book, second["id"], first, "a"));
  auto linked = bed.shown(second["id"]);
  EXPECT_EQ(linked["state"], "promised");
  EXPECT_EQ(linked["call"], false);
  EXPECT_EQ(linked["word"]["of_item"], first);
  EXPECT_EQ(waiting_count(*bed.book), 0);
  ASSERT_TRUE(separate(*bed.book, second["id"], "a"));
  linked = bed.shown(second["id"]);
  EXPECT_EQ(linked["state"], "open");
  EXPECT_FALSE(linked["word"].is_object() && linked["word"]["of_item"] == first);
}

TEST(FollowUps, without_an_answer_or_with_other_looks_the_call_is_asked_for) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 7));
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260709"), 8));
  EXPECT_EQ(bed.items()[1]["call"], true);  // nobody has answered for either
  ASSERT_TRUE(note_call(*bed.book, bed.items()[0]["id"], bed.call("yes"), "a"));
  auto brother = hanako;
  brother.sex = "1";
  ASSERT_TRUE(bed.card(uncommissioned_by_card(brother, "20260709"), 9));
  EXPECT_EQ(bed.items()[1]["call"], false);
  EXPECT_EQ(bed.items()[2]["call"], true);
  EXPECT_FALSE(bed.items()[2].contains("answered_alike"));
}

TEST(FollowUps, a_visit_with_its_own_word_keeps_it_when_it_is_set_apart) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 7));
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260709"), 8));
  const std::int64_t first = bed.items()[0]["id"], second = bed.items()[1]["id"];
  ASSERT_TRUE(note_call(*bed.book, second, bed.call("no"), "a"));
  ASSERT_TRUE(confirm_same(*bed.book, second, first, "a"));
  EXPECT_EQ(bed.shown(first)["state"], "declined");  // heard for both
  ASSERT_TRUE(separate(*bed.book, second, "a"));
  EXPECT_EQ(bed.shown(second)["state"], "declined");
}

TEST(FollowUps, the_visits_of_one_answer_alone) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 7));
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260709"), 8));
  Wanted wanted;
  wanted.record = 8;
  const auto found = list(*bed.book, wanted)["items"];
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0]["day"], "20260709");
}

TEST(FollowUps, what_still_waits_at_claim_time_is_flagged) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  EXPECT_EQ(bed.only_item()["urgency"], "none");
  bed.clock.set(at("2026-08-05T00:00:00+09:00"));
  EXPECT_EQ(bed.only_item()["urgency"], "claiming");
  EXPECT_EQ(list(*bed.book, {})["counts"]["claiming"], 1);
  ASSERT_TRUE(bed.card(valid_by_card(known, "20260708", {TicketOf{}}), 8));
  EXPECT_EQ(bed.only_item()["urgency"], "none");
}

TEST(FollowUps, old_settled_visits_are_forgotten_waiting_ones_never) {
  Bed bed;
  ASSERT_TRUE(bed.card(uncommissioned_by_card(known, "20260708"), 7));
  ASSERT_TRUE(bed.card(uncommissioned_by_card(hanako, "20260708"), 8));
  ASSERT_TRUE(bed.card(valid_by_card(known, "20260708", {TicketOf{}}), 9));
  bed.clock.set(at("2028-09-01T00:00:00+09:00"));
  forget_old(*bed.book, 24);
  EXPECT_EQ(bed.items().size(), 2U);  // billing was not told
  ASSERT_TRUE(billing_told(*bed.book, bed.items()[0]["id"], "a"));
  forget_old(*bed.book, 0);
  EXPECT_EQ(bed.items().size(), 2U);
  forget_old(*bed.book, 24);
  EXPECT_EQ(bed.only_item()["state"], "open");
}

TEST(FollowUps, the_file_is_its_owners_and_one_institutions) {
  Bed bed;
  struct stat found {};
  ASSERT_EQ(::stat((bed.dir / "followup.db").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
  bed.book.reset();
  EXPECT_FALSE(Book::open((bed.dir / "followup.db").string(), "1310000029", bed.clock));
}

TEST(FollowUps, the_list_for_billing_guards_against_formulas) {
  Bed bed;
  auto odd = known;
  odd.name = "=1+1";
  ASSERT_TRUE(bed.card(uncommissioned_by_card(odd, "20260708"), 7));
  const auto csv = list_csv(*bed.book, {});
  EXPECT_NE(csv.find("'=1+1"), std::string::npos);
  EXPECT_NE(csv.find("0000042"), std::string::npos);
}

}  // namespace
}  // namespace madoguchi::followup::test
