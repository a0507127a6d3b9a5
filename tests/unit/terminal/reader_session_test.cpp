#include "terminal/patient/reader_session.hpp"

#include <gtest/gtest.h>

namespace madoguchi::terminal::test {
namespace {

constexpr util::Instant t0{1'800'000'000'000};
util::Instant at(std::int64_t s) {
  return t0.plus_ms(s * 1000);
}

ReaderSession::Settings all_kinds() {
  ReaderSession::Settings settings;
  settings.asked = {true, true, true, true, false, false, AskedKinds::Together::yes};
  return settings;
}

// A card lies on the reader, its owner takes the PIN.
ReaderSession at_consents(ReaderSession::Settings settings = all_kinds()) {
  ReaderSession session(std::move(settings));
  session.card(CardOnReader::readable, 3, at(0));
  EXPECT_TRUE(session.begin_pin(at(1)));
  return session;
}

std::vector<std::string> names(const std::vector<ConsentQuestion>& questions) {
  std::vector<std::string> all;
  for (const auto& one : questions) all.push_back(one.name);
  return all;
}

TEST(ReaderSessionTest, kinds_that_are_off_are_never_asked) {
  EXPECT_TRUE(consent_questions({}).empty());
  EXPECT_EQ(names(consent_questions({.medication = true})), std::vector<std::string>{"medication"});
  EXPECT_EQ(names(consent_questions(all_kinds().asked)),
            (std::vector<std::string>{"medication_diagnosis", "operation", "health_checkups"}));
  auto apart = all_kinds().asked;
  apart.together = AskedKinds::Together::no;
  EXPECT_EQ(names(consent_questions(apart)),
            (std::vector<std::string>{"medication", "diagnosis", "operation", "health_checkups"}));
  // Operations and check-ups are questions of their own whatever is asked together.
  for (const auto& question : consent_questions(all_kinds().asked)) {
    const bool alone = question.name == "operation" || question.name == "health_checkups";
    EXPECT_TRUE(!alone || question.kinds.size() == 1) << question.name;
  }
}

TEST(ReaderSessionTest, asks_one_question_a_screen_then_the_pin_then_the_card) {
  auto session = at_consents();
  EXPECT_EQ(session.view().question, "medication_diagnosis");
  EXPECT_EQ(session.view().steps, 3);
  ASSERT_TRUE(session.answer("medication_diagnosis", true, at(2)));
  ASSERT_TRUE(session.answer("operation", false, at(3)));
  ASSERT_TRUE(session.answer("health_checkups", true, at(4)));
  EXPECT_EQ(session.view().screen, "pin");
  EXPECT_EQ(session.view().tries, 3);
  const auto order = session.enter_pin("1234", at(5));
  ASSERT_TRUE(order);
  EXPECT_EQ(order->mode, "pin");
  EXPECT_EQ(order->consents,
            (std::vector<std::pair<std::string, bool>>{{"medication", true},
                                                       {"diagnosis", true},
                                                       {"operation", false},
                                                       {"health_checkups", true}}));
  session.answered({}, at(6));
  EXPECT_EQ(session.view().screen, "done");
  EXPECT_EQ(session.view().given,
            (std::vector<std::string>{"medication_diagnosis", "health_checkups"}));
  EXPECT_EQ(session.view().until, util::iso_date_time_in_japan(at(6 + 24 * 3600)));
}

TEST(ReaderSessionTest, refusing_everything_is_one_touch_and_still_a_verification) {
  auto session = at_consents();
  ASSERT_TRUE(session.answer("medication_diagnosis", true, at(2)));
  ASSERT_TRUE(session.refuse_all(at(3)));
  const auto order = session.enter_pin("1234", at(4));
  ASSERT_TRUE(order);
  for (const auto& [kind, given] : order->consents) EXPECT_FALSE(given) << kind;
  session.answered({}, at(5));
  EXPECT_TRUE(session.view().given.empty());
  EXPECT_EQ(session.view().until, "");
}

TEST(ReaderSessionTest, goes_back_and_changes_an_answer) {
  auto session = at_consents();
  ASSERT_TRUE(session.answer("medication_diagnosis", true, at(2)));
  ASSERT_TRUE(session.back(at(3)));
  EXPECT_EQ(session.view().question, "medication_diagnosis");
  ASSERT_TRUE(session.answer("medication_diagnosis", false, at(4)));
  ASSERT_TRUE(session.refuse_all(at(5)));
  ASSERT_TRUE(session.back(at(6)));
  EXPECT_EQ(session.view().question, "health_checkups");
  while (session.view().screen == "consent") ASSERT_TRUE(session.back(at(7)));
  EXPECT_EQ(session.view().screen, "way");
  EXPECT_FALSE(session.back(at(8)));
}

TEST(ReaderSessionTest, touches_that_do_not_belong_to_the_screen_do_nothing) {
  ReaderSession session(all_kinds());
  EXPECT_FALSE(session.begin_pin(at(0)));
  EXPECT_FALSE(session.answer("operation", true, at(0)));
  EXPECT_FALSE(session.enter_pin("1234", at(0)));
  EXPECT_FALSE(session.confirmed_by("a", "visual", at(0)));
  session = at_consents();
  EXPECT_FALSE(session.answer("operation", true, at(2)));  // a screen that is not there yet
  EXPECT_FALSE(session.enter_pin("1234", at(2)));
  ASSERT_TRUE(session.refuse_all(at(3)));
  for (const auto* wrong : {"", "123", "12345", "12a4", "１２３４"}) {
    EXPECT_FALSE(session.enter_pin(wrong, at(4))) << wrong;
  }
  ASSERT_TRUE(session.enter_pin("1234", at(4)));
  EXPECT_FALSE(session.enter_pin("1234", at(4)));  // a second touch while it is asked
}

TEST(ReaderSessionTest, a_wrong_pin_shows_its_tries_and_a_locked_one_calls_staff) {
  auto session = at_consents();
  ASSERT_TRUE(session.refuse_all(at(2)));
  ASSERT_TRUE(session.enter_pin("9999", at(3)));
  session.failed("wrong_pin", 2, at(4));
  EXPECT_EQ(session.view().screen, "pin");
  EXPECT_EQ(session.view().problem, "wrong_pin");
  EXPECT_EQ(session.view().tries, 2);
  ASSERT_TRUE(session.enter_pin("9999", at(5)));
  session.failed("wrong_pin", 0, at(6));
  EXPECT_EQ(session.view().screen, "staff");
  EXPECT_EQ(session.view().problem, "locked");
  ASSERT_TRUE(session.begin_pin(at(7)));
  EXPECT_EQ(session.view().screen, "staff");  // no try is spent on a locked PIN
}

TEST(ReaderSessionTest, staff_confirms_without_any_consent) {
  auto session = at_consents();
  ASSERT_TRUE(session.answer("medication_diagnosis", true, at(2)));
  ASSERT_TRUE(session.refuse_all(at(3)));
  ASSERT_TRUE(session.begin_staff(at(4)));
  EXPECT_TRUE(session.staff_wanted());
  EXPECT_FALSE(session.confirmed_by("", "visual", at(5)));
  EXPECT_FALSE(session.confirmed_by("reception1", "pin", at(5)));
  const auto order = session.confirmed_by("reception1", "visual", at(5));
  ASSERT_TRUE(order);
  EXPECT_EQ(order->staff, "reception1");
  EXPECT_TRUE(order->pin.empty());
  EXPECT_TRUE(order->consents.empty());
}

TEST(ReaderSessionTest, staff_confirms_with_consents_only_where_the_institution_asks_for_them) {
  auto settings = all_kinds();
  settings.asked.without_signature = true;
  ReaderSession session(settings);
  session.card(CardOnReader::readable, 3, at(0));
  ASSERT_TRUE(session.begin_staff(at(1)));
  EXPECT_EQ(session.view().screen, "consent");
  EXPECT_FALSE(session.staff_wanted());
  EXPECT_FALSE(session.confirmed_by("reception1", "visual", at(1)));  // not before the answers
  ASSERT_TRUE(session.answer("medication_diagnosis", true, at(2)));
  ASSERT_TRUE(session.answer("operation", false, at(3)));
  ASSERT_TRUE(session.answer("health_checkups", true, at(4)));
  EXPECT_EQ(session.view().screen, "staff");
  const auto order = session.confirmed_by("reception1", "face", at(5));
  ASSERT_TRUE(order);
  EXPECT_EQ(order->consents, (Consents{{"medication", true},
                                       {"diagnosis", true},
                                       {"operation", false},
                                       {"health_checkups", true}}));
}

TEST(ReaderSessionTest, an_answer_of_before_is_no_consent_of_now) {
  auto settings = all_kinds();
  settings.asked.without_signature = true;
  auto session = at_consents(settings);
  ASSERT_TRUE(session.answer("medication_diagnosis", true, at(2)));
  ASSERT_TRUE(session.back(at(3)));
  ASSERT_TRUE(session.back(at(4)));
  ASSERT_TRUE(session.begin_staff(at(5)));  // asked once more, from the first question
  EXPECT_EQ(session.view().question, "medication_diagnosis");
  ASSERT_TRUE(session.refuse_all(at(6)));
  const auto order = session.confirmed_by("reception1", "visual", at(7));
  ASSERT_TRUE(order);
  ASSERT_EQ(order->consents.size(), 4U);
  for (const auto& [kind, given] : order->consents) EXPECT_FALSE(given) << kind;
}

TEST(ReaderSessionTest, a_locked_pin_leads_to_staff_over_the_questions_where_they_are_asked) {
  for (const bool asked : {false, true}) {
    auto settings = all_kinds();
    settings.asked.without_signature = asked;
    ReaderSession session(settings);
    session.card(CardOnReader::readable, 0, at(0));
    ASSERT_TRUE(session.begin_pin(at(1)));
    if (asked) {
      EXPECT_EQ(session.view().screen, "consent");
      ASSERT_TRUE(session.refuse_all(at(2)));
    }
    EXPECT_EQ(session.view().screen, "staff");
    EXPECT_EQ(session.view().problem, "locked");
  }
}

TEST(ReaderSessionTest, a_consent_that_the_center_did_not_take_is_not_said_to_be_given) {
  auto session = at_consents();
  ASSERT_TRUE(session.answer("medication_diagnosis", true, at(2)));
  ASSERT_TRUE(session.answer("operation", true, at(2)));
  ASSERT_TRUE(session.answer("health_checkups", true, at(2)));
  ASSERT_TRUE(session.enter_pin("1234", at(3)));
  auto all = session;
  session.answered({"diagnosis", "operation"}, at(4));
  EXPECT_EQ(session.view().given, std::vector<std::string>{"health_checkups"});
  all.answered({"medication", "diagnosis", "operation", "health_checkups"}, at(4));
  EXPECT_TRUE(all.view().given.empty());
  EXPECT_EQ(all.view().until, "");
}

TEST(ReaderSessionTest, a_card_pulled_out_ends_everything_at_every_screen) {
  for (int screen = 0; screen < 5; ++screen) {
    ReaderSession session(all_kinds());
    session.card(CardOnReader::readable, 3, at(0));
    session.speak("en", at(0));
    if (screen > 0) session.begin_pin(at(1));
    if (screen > 1) session.answer("medication_diagnosis", true, at(2));
    if (screen > 2) session.refuse_all(at(3));
    if (screen > 3) session.enter_pin("1234", at(4));
    session.card(CardOnReader::none, std::nullopt, at(5));
    EXPECT_EQ(session.view().problem, "removed") << screen;
    session.answered({}, at(6));  // what comes late is shown to nobody
    EXPECT_EQ(session.view().screen, "problem");
    session.tick(at(20));
    EXPECT_EQ(session.view().screen, "start");
    EXPECT_EQ(session.view().language, "ja");
    EXPECT_FALSE(session.view().tries);
  }
}

TEST(ReaderSessionTest, nothing_of_a_patient_is_left_for_the_next) {
  auto session = at_consents();
  session.speak("vi", at(1));
  ASSERT_TRUE(session.answer("medication_diagnosis", true, at(2)));
  session.card(CardOnReader::none, std::nullopt, at(3));
  session.card(CardOnReader::readable, 1, at(4));
  const auto first = session.card_number();
  EXPECT_EQ(session.view().screen, "way");
  EXPECT_EQ(session.view().problem, "");
  EXPECT_EQ(session.view().tries, 1);
  ASSERT_TRUE(session.begin_pin(at(5)));
  EXPECT_EQ(session.view().question, "medication_diagnosis");
  ASSERT_TRUE(session.refuse_all(at(6)));
  const auto order = session.enter_pin("1234", at(7));
  for (const auto& [kind, given] : order->consents) EXPECT_FALSE(given) << kind;
  session.card(CardOnReader::none, std::nullopt, at(8));
  session.card(CardOnReader::readable, 3, at(9));
  EXPECT_NE(session.card_number(), first);
}

TEST(ReaderSessionTest, who_goes_away_leaves_a_screen_that_says_take_the_card) {
  auto session = at_consents();
  session.tick(at(60));
  EXPECT_EQ(session.view().screen, "consent");
  session.tick(at(61));
  EXPECT_EQ(session.view().screen, "take_card");
  EXPECT_FALSE(session.begin_pin(at(62)));
  session.card(CardOnReader::none, std::nullopt, at(70));
  EXPECT_EQ(session.view().screen, "start");
}

TEST(ReaderSessionTest, the_last_screen_goes_by_itself_and_with_the_card) {
  auto session = at_consents();
  ASSERT_TRUE(session.answer("medication_diagnosis", true, at(2)));
  ASSERT_TRUE(session.answer("operation", true, at(2)));
  ASSERT_TRUE(session.answer("health_checkups", true, at(2)));
  ASSERT_TRUE(session.enter_pin("1234", at(3)));
  session.answered({}, at(4));
  auto other = session;
  other.card(CardOnReader::none, std::nullopt, at(5));
  EXPECT_EQ(other.view().screen, "start");
  session.tick(at(24));
  EXPECT_EQ(session.view().screen, "take_card");
  EXPECT_TRUE(session.view().given.empty());
}

TEST(ReaderSessionTest, wrong_cards_and_a_lost_reader_are_said_and_heal) {
  ReaderSession session(all_kinds());
  session.card(CardOnReader::other, std::nullopt, at(0));
  EXPECT_EQ(session.view().problem, "other_card");
  session.card(CardOnReader::none, std::nullopt, at(1));
  EXPECT_EQ(session.view().screen, "start");
  session.card(CardOnReader::no_reader, std::nullopt, at(2));
  EXPECT_EQ(session.view().problem, "no_reader");
  session.card(CardOnReader::readable, 3, at(3));
  EXPECT_EQ(session.view().screen, "way");
}

TEST(ReaderSessionTest, a_language_chosen_before_the_card_stays_and_ends_with_it) {
  ReaderSession session(all_kinds());
  EXPECT_FALSE(session.speak("fr", at(0)));
  ASSERT_TRUE(session.speak("zh", at(0)));
  session.card(CardOnReader::readable, 3, at(1));
  EXPECT_EQ(session.view().language, "zh");
  session.card(CardOnReader::none, std::nullopt, at(2));
  session.tick(at(10));
  EXPECT_EQ(session.view().language, "ja");
  ASSERT_TRUE(session.speak("ko", at(11)));
  session.tick(at(80));
  EXPECT_EQ(session.view().language, "ja");
}

TEST(ReaderSessionTest, settings_changed_meanwhile_hold_from_the_next_card_on) {
  auto session = at_consents();
  auto less = all_kinds();
  less.asked = {.medication = true};
  session.renew(less);
  EXPECT_EQ(session.view().steps, 3);
  session.card(CardOnReader::none, std::nullopt, at(2));
  session.card(CardOnReader::readable, 3, at(3));
  ASSERT_TRUE(session.begin_pin(at(4)));
  EXPECT_EQ(session.view().question, "medication");
  EXPECT_EQ(session.view().steps, 1);
}

TEST(ReaderSessionTest, without_any_kind_the_pin_comes_at_once) {
  auto session = at_consents(ReaderSession::Settings{});
  EXPECT_EQ(session.view().screen, "pin");
  ASSERT_TRUE(session.back(at(2)));
  EXPECT_EQ(session.view().screen, "way");
}

}  // namespace
}  // namespace madoguchi::terminal::test
