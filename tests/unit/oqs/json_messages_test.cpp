#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "oqs/json_messages.hpp"
#include "util/hash.hpp"

namespace madoguchi::oqs {
namespace {

using nlohmann::json;

CardQuestion question() {
  CardQuestion question;
  question.challenge = util::base64(std::string(32, '\x01'));
  question.day = "20240710";
  question.mode = "pin";
  question.certificate_der = std::string("\x30\x82\x00\xFF", 4);
  question.signature = std::string(256, '\xAB');
  question.staff = "受付　花子";
  question.arbitrary_file_identifier = "x";
  question.consents = {{"medication", true}, {"operation", false}};
  return question;
}

json question_json() {
  return json::parse(write_card_question(question()));
}

Problem refusal_of(const json& value) {
  const auto read = read_card_question(value.dump());
  EXPECT_FALSE(read.has_value()) << value;
  return read ? Problem{} : read.error();
}

TEST(CardQuestionJson, Reads_back_as_it_was_written) {
  const auto read = read_card_question(write_card_question(question()));
  ASSERT_TRUE(read.has_value()) << message_of(read.error());
  const auto& sent = question();
  EXPECT_EQ(read->challenge, sent.challenge);
  EXPECT_EQ(read->day, sent.day);
  EXPECT_EQ(read->mode, sent.mode);
  EXPECT_EQ(read->certificate_der, sent.certificate_der);
  EXPECT_EQ(read->signature, sent.signature);
  EXPECT_EQ(read->staff, sent.staff);
  EXPECT_EQ(read->arbitrary_file_identifier, sent.arbitrary_file_identifier);
  EXPECT_EQ(read->consents, sent.consents);
}

TEST(CardQuestionJson, Optional_members_may_be_absent) {
  auto value = question_json();
  for (const auto* name : {"signature", "staff", "arbitrary_file_identifier", "consents"})
    value.erase(name);
  value["unknown"] = {{"a", 1}};
  const auto read = read_card_question(value.dump());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->signature, "");
  EXPECT_TRUE(read->consents.empty());
}

TEST(CardQuestionJson, Missing_members_and_other_types_are_named) {
  for (const auto* name : {"challenge", "day", "mode", "certificate_der"}) {
    auto value = question_json();
    value.erase(name);
    EXPECT_EQ(refusal_of(value).error, ErrorCode::element_missing);
    EXPECT_EQ(refusal_of(value).place, name);
  }
  for (const auto* name : {"challenge", "day", "mode", "certificate_der", "signature", "staff",
                           "arbitrary_file_identifier", "consents"}) {
    for (const json& other : {json(1), json(nullptr), json(true), json::object()}) {
      auto value = question_json();
      value[name] = other;
      EXPECT_EQ(refusal_of(value).error, ErrorCode::element_format) << name << other;
      EXPECT_EQ(refusal_of(value).place, name);
    }
  }
}

TEST(CardQuestionJson, Wrong_values_are_refused_with_their_place) {
  const auto with = [](const char* name, const json& value) {
    auto changed = question_json();
    changed[name] = value;
    return changed;
  };
  EXPECT_EQ(refusal_of(with("day", "20240230")).error, ErrorCode::impossible_date);
  EXPECT_EQ(refusal_of(with("mode", "PIN")).error, ErrorCode::element_format);
  EXPECT_EQ(refusal_of(with("challenge", util::base64("short"))).error, ErrorCode::element_format);
  EXPECT_EQ(refusal_of(with("certificate_der", "***")).error, ErrorCode::element_format);
  EXPECT_EQ(refusal_of(with("certificate_der", util::base64(std::string(8193, 'x')))).place,
            "certificate_der");
  EXPECT_EQ(refusal_of(with("signature", util::base64(std::string(1025, 'x')))).place, "signature");
  EXPECT_EQ(refusal_of(with("staff", std::string(101, 'x'))).place, "staff");
  EXPECT_EQ(refusal_of(with("arbitrary_file_identifier", std::string(51, 'x'))).error,
            ErrorCode::element_format);
  EXPECT_EQ(refusal_of(with("consents", json::array({1}))).place, "consents/0");
  const json unknown = {{"kind", "everything"}, {"given", true}};
  EXPECT_EQ(refusal_of(with("consents", json::array({unknown}))).place, "consents/0/kind");
  const json number = {{"kind", "medication"}, {"given", 1}};
  EXPECT_EQ(refusal_of(with("consents", json::array({number}))).place, "consents/0/given");
  const json once = {{"kind", "medication"}, {"given", true}};
  EXPECT_EQ(refusal_of(with("consents", json::array({once, once}))).error,
            ErrorCode::element_repeated);
}

TEST(CardQuestionJson, What_is_no_object_within_the_limits_is_refused) {
  const auto whole = write_card_question(question());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    ASSERT_EQ(read_card_question(whole.substr(0, length)).error().error, ErrorCode::not_json)
        << length;
  }
  for (const auto* text :
       {"[]", "1", "null", "\"x\"", "{\"a\":1e999}", "{\"a\":\"\xFF\"}", "{,}", "{} {}"}) {
    EXPECT_EQ(read_card_question(text).error().error, ErrorCode::not_json) << text;
  }
  EXPECT_EQ(read_card_question("{\"a\":1,\"a\":2}").error().error, ErrorCode::element_repeated);
  EXPECT_EQ(read_card_question(std::string(100'000, ' ')).error().error, ErrorCode::too_large);
  EXPECT_EQ(read_card_question(std::string(60'000, '[')).error().error, ErrorCode::too_deep);
  EXPECT_EQ(read_card_question("{\"a\":\"[[[[[[[[[[[[\\\"[[[\"}").error().error,
            ErrorCode::element_missing);
}

TEST(ChallengeJson, Reads_back_and_refuses_other_forms) {
  const ChallengeAnswer answer{util::base64(std::string(32, 'c')), 1720571400000};
  const auto read = read_challenge(write_challenge(answer));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->challenge, answer.challenge);
  EXPECT_EQ(read->expires_ms, answer.expires_ms);
  for (const json& other : {json("1"), json(1.5), json(-1), json(18446744073709551615ULL)}) {
    json value = {{"challenge", answer.challenge}, {"expires_ms", other}};
    EXPECT_EQ(read_challenge(value.dump()).error().place, "expires_ms") << other;
  }
}

TEST(ProblemJson, Tells_code_staff_text_vendor_text_and_place) {
  const auto value = json::parse(write_problem({ErrorCode::element_missing, "day"}));
  EXPECT_EQ(value.at("code"), "E1003");
  EXPECT_EQ(value.at("vendor"), vendor_text(ErrorCode::element_missing));
  const auto read = read_problem(value.dump());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->code, "E1003");
  EXPECT_EQ(read->message, message_of({ErrorCode::element_missing, "day"}));
  EXPECT_EQ(read->place, "day");
  EXPECT_FALSE(read_problem("{\"code\":1}").has_value());
  EXPECT_FALSE(read_problem("<html>").has_value());
  EXPECT_NO_THROW(write_problem({ErrorCode::not_json, "\xFF"}));
}

TEST(ImportReportJson, Reads_back_as_it_was_written) {
  ImportReport report;
  report.dry_run = true;
  report.batch = 7;
  report.record = 9;
  report.rows = 10;
  report.added = 1;
  report.changed = 2;
  report.removed = 3;
  report.unchanged = 2;
  report.refused = 2;
  report.problems_total = 5;
  report.problems = {{3, "Birthdate", "E3002", "日付が正しくありません。", false},
                     {4, "", "W1", "", true}};
  const auto read = read_import_report(write_import_report(report));
  ASSERT_TRUE(read.has_value()) << message_of(read.error());
  EXPECT_TRUE(read->dry_run);
  EXPECT_EQ(read->batch, 7);
  EXPECT_EQ(read->record, 9);
  EXPECT_EQ(read->rows, 10U);
  EXPECT_EQ(read->added, 1U);
  EXPECT_EQ(read->changed, 2U);
  EXPECT_EQ(read->removed, 3U);
  EXPECT_EQ(read->unchanged, 2U);
  EXPECT_EQ(read->refused, 2U);
  EXPECT_EQ(read->problems_total, 5U);
  ASSERT_EQ(read->problems.size(), 2U);
  EXPECT_EQ(read->problems[0].line, 3U);
  EXPECT_EQ(read->problems[0].field, "Birthdate");
  EXPECT_EQ(read->problems[0].code, "E3002");
  EXPECT_EQ(read->problems[0].text, "日付が正しくありません。");
  EXPECT_TRUE(read->problems[1].warning);
  auto value = json::parse(write_import_report(report));
  value["problems"][1]["line"] = "4";
  EXPECT_EQ(read_import_report(value.dump()).error().place, "problems/1/line");
  EXPECT_EQ(read_import_report("{}").error().error, ErrorCode::element_missing);
}

}  // namespace
}  // namespace madoguchi::oqs
