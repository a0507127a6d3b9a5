#include "card/question.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace madoguchi::card {
namespace {

SignedQuestion question() {
  return {.challenge = "q83vEjRWeJA/+w==",
          .institution_code = "1310000011",
          .day = util::Day::parse("20240715").value(),
          .mode = Mode::pin,
          .consents = {{"medication", true}, {"limit_certificate", false}}};
}

TEST(SignedQuestion, has_this_text) {
  EXPECT_EQ(text_to_sign(question()),
            "madoguchi card question 1\n"
            "challenge=q83vEjRWeJA/+w==\n"
            "institution=1310000011\n"
            "day=20240715\n"
            "mode=pin\n"
            "consents=limit_certificate=0,medication=1\n");
  SignedQuestion none = question();
  none.consents.clear();
  EXPECT_TRUE(text_to_sign(none).ends_with("\nconsents=\n"));
}

TEST(SignedQuestion, order_of_the_choices_has_no_meaning) {
  SignedQuestion all = question();
  all.consents.clear();
  for (const auto kind : consent_kinds()) all.consents.push_back({std::string(kind), true});
  const std::string text = text_to_sign(all);
  EXPECT_TRUE(
      text.ends_with("\nconsents=limit_certificate=1,specific_diseases=1,health_checkups=1,"
                     "medication=1,diagnosis=1,operation=1\n"));
  std::reverse(all.consents.begin(), all.consents.end());
  EXPECT_EQ(text_to_sign(all), text);
}

TEST(SignedQuestion, different_questions_have_different_texts) {
  std::vector<SignedQuestion> questions;
  const auto add = [&questions](auto change) {
    questions.push_back(question());
    change(questions.back());
  };
  add([](SignedQuestion&) {});
  add([](SignedQuestion& q) {
    q.challenge =
        "q83vEjRWeJA/+w=="
        "\ninstitution=1310000011";
  });
  add([](SignedQuestion& q) { q.challenge = "q83vEjRWeJA/+w==%0Ainstitution=1310000011"; });
  add([](SignedQuestion& q) { q.challenge = "q83vEjRWeJA/+w==%250Ainstitution=1310000011"; });
  add([](SignedQuestion& q) { q.challenge = ""; });
  add([](SignedQuestion& q) { q.challenge = std::string("\0", 1); });
  add([](SignedQuestion& q) { q.challenge = "%00"; });
  add([](SignedQuestion& q) { q.institution_code = "1310000012"; });
  add([](SignedQuestion& q) { q.institution_code = "1310000011\nday=20240716"; });
  add([](SignedQuestion& q) { q.institution_code = "１３"; });
  add([](SignedQuestion& q) { q.day = q.day.plus_days(1); });
  add([](SignedQuestion& q) { q.mode = Mode::face; });
  add([](SignedQuestion& q) { q.mode = Mode::visual; });
  add([](SignedQuestion& q) { q.consents = {}; });
  add([](SignedQuestion& q) { q.consents = {{"", false}}; });
  add([](SignedQuestion& q) { q.consents = {{"medication", true}}; });
  add([](SignedQuestion& q) { q.consents = {{"medication", false}}; });
  add([](SignedQuestion& q) { q.consents = {{"medication=1", false}}; });
  add([](SignedQuestion& q) { q.consents = {{"medication", true}, {"medication", false}}; });
  add([](SignedQuestion& q) { q.consents = {{"medication", false}, {"medication", true}}; });
  add([](SignedQuestion& q) { q.consents = {{"medication", true}, {"medication", true}}; });
  add([](SignedQuestion& q) { q.consents = {{"diagnosis=0,medication", true}}; });
  add([](SignedQuestion& q) { q.consents = {{"diagnosis", false}, {"medication", true}}; });
  add([](SignedQuestion& q) { q.consents = {{"unknown", true}}; });
  add([](SignedQuestion& q) { q.consents = {{"unknown\n", true}}; });
  std::set<std::string> texts;
  for (const SignedQuestion& each : questions) {
    const std::string text = text_to_sign(each);
    EXPECT_TRUE(texts.insert(text).second) << text;
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 6) << text;
  }
}

TEST(Mode, names_and_modes_agree) {
  for (const auto& [mode, name] : std::initializer_list<std::pair<Mode, std::string_view>>{
           {Mode::pin, "pin"}, {Mode::face, "face"}, {Mode::visual, "visual"}}) {
    EXPECT_EQ(name_of(mode), name);
    EXPECT_EQ(mode_named(name), mode);
  }
  for (const char* other : {"", "PIN", "pin ", "01", "password"}) {
    EXPECT_EQ(mode_named(other), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace madoguchi::card
