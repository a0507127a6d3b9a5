#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "store/sqlite/open.hpp"
#include "unit/center/card_reader.hpp"
#include "util/hash.hpp"

// Asking again after the card is out, by the day's QualificationConfirmationKey.
namespace madoguchi::center {
namespace {

constexpr std::int64_t hour_ms = 3600000;
constexpr std::int64_t wait_ms = 10000;

class Recheck : public ::testing::Test {
 protected:
  void SetUp() override {
    bed.start();
    bed.register_all();
    card = registered_card(bed, "L1");
  }
  edge::CenterAnswer read(edge::CenterClient& line, const Bed::Card& of,
                          std::vector<std::pair<std::string, bool>> consents = {}) {
    auto answer = line.verify_card(signed_question(bed, line, of, std::move(consents)), {},
                                   util::random_key(), wait_ms);
    EXPECT_TRUE(answer);
    return answer ? *answer : edge::CenterAnswer();
  }
  util::Result<edge::CenterAnswer, edge::CenterProblem> again(
      edge::CenterClient& line, const std::string& key,
      const std::string& request_key = util::random_key()) {
    return line.recheck_card({key, "sato", "ponmlkjihgfedcba"}, {}, request_key, wait_ms);
  }
  std::string code_of(edge::CenterClient& line, const std::string& key) {
    const auto answer = again(line, key);
    return answer ? "" : std::string(oqs::code_of(answer.error().problem.error));
  }
  nlohmann::json detail_of(const std::string& record) {
    bed.stop();
    auto registry = store::sqlite::open(bed.config.store).value();
    const auto found = util::sync_wait(registry->record(std::stoll(record))).value().value();
    return nlohmann::json::parse(found.entry.detail);
  }
  Bed bed;
  Bed::Card card;
};

TEST_F(Recheck, answers_as_the_card_did_with_its_own_identifier) {
  auto line = bed.client("institution:1310000011");
  const auto first = read(line, card);
  ASSERT_FALSE(first.confirmation_key.empty());
  const auto second = again(line, first.confirmation_key);
  ASSERT_TRUE(second) << oqs::code_of(second.error().problem.error);
  const auto document = oqs::read_result(second->body).value();
  EXPECT_EQ(document.validity, "1");
  EXPECT_EQ(document.reference_classification, "1");
  EXPECT_EQ(document.arbitrary_file_identifier, "ponmlkjihgfedcba");
  EXPECT_EQ(oqs::read_result(first.body)->results.size(), document.results.size());
  EXPECT_NE(second->record_id, first.record_id);
  EXPECT_TRUE(second->confirmation_key.empty());  // it opens no further way
}

TEST_F(Recheck, tells_what_is_registered_by_then) {
  const auto late = registered_card(bed, "L2");
  auto line = bed.client("institution:1310000011");
  const auto first = read(line, late);
  EXPECT_EQ(oqs::read_result(first.body)->validity, "6");
  bed.import("office:13101", "ticket",
             "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,"
             "MedicalTicketValidDate,MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,"
             "DesignatedMedicalInstitutionName,MedicalTreatmentType,InjuryName1,SelfPayAmount,"
             "SingleOrCombinedUse,StatusOfSocialInsurance,UpdatedAt\n"
             "13101,R2,00000002,01,202407,20240701,20240731,1310000011,●●医療機関,02,ＸＸＸ,0,01,"
             "02,20240710120000\n");
  const auto second = again(line, first.confirmation_key);
  ASSERT_TRUE(second);
  EXPECT_EQ(oqs::read_result(second->body)->validity, "1");
}

TEST_F(Recheck, is_recorded_as_no_visit_and_keeps_who_asked) {
  auto line = bed.client("institution:1310000011");
  const auto first = read(line, card);
  const auto second = again(line, first.confirmation_key);
  ASSERT_TRUE(second);
  const auto detail = detail_of(second->record_id);
  EXPECT_EQ(detail.at("recheck_of").get<std::int64_t>(), std::stoll(first.record_id));
  EXPECT_EQ(detail.at("staff"), "sato");
  EXPECT_TRUE(detail.at("signed").get<bool>());
}

TEST_F(Recheck, same_request_gets_the_same_answer_again) {
  auto line = bed.client("institution:1310000011");
  const auto first = read(line, card);
  const auto one = again(line, first.confirmation_key, "recheck-1");
  const auto two = again(line, first.confirmation_key, "recheck-1");
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->body, two->body);
  EXPECT_EQ(one->record_id, two->record_id);
}

TEST_F(Recheck, is_for_this_institution_this_day_and_a_cards_own_question_only) {
  auto line = bed.client("institution:1310000011");
  auto other = bed.client("institution:1310000029");
  const auto first = read(line, card);
  EXPECT_EQ(code_of(other, first.confirmation_key), "E3028");
  EXPECT_EQ(code_of(line, "no-such-key"), "E3028");
  EXPECT_EQ(code_of(line, ""), "E1003");
  // Neither the key of a number inquiry nor that of a recheck.
  const auto number = line.ask("OQSsiquc01", message(NumberQuestion{}), "by-number", wait_ms);
  ASSERT_TRUE(number);
  EXPECT_EQ(code_of(line, "by-number"), "E3028");
  ASSERT_TRUE(again(line, first.confirmation_key, "recheck-key"));
  EXPECT_EQ(code_of(line, "recheck-key"), "E3028");
  // Noon in Japan: eleven hours later is the same day, thirteen hours the next.
  bed.clock.set(bed.clock.now().plus_ms(11 * hour_ms));
  EXPECT_EQ(code_of(line, first.confirmation_key), "");
  bed.clock.set(bed.clock.now().plus_ms(2 * hour_ms));
  EXPECT_EQ(code_of(line, first.confirmation_key), "E3028");
}

TEST_F(Recheck, extends_no_consent_and_tells_their_own_end) {
  auto line = bed.client("institution:1310000011");
  const auto given_at = bed.clock.now();
  const auto first = read(line, card, {{"medication", true}});
  bed.clock.set(given_at.plus_ms(5 * hour_ms));
  const auto second = again(line, first.confirmation_key);
  ASSERT_TRUE(second);
  bed.stop();
  auto registry = store::sqlite::open(bed.config.store).value();
  const auto detail = nlohmann::json::parse(
      util::sync_wait(registry->record(std::stoll(second->record_id))).value()->entry.detail);
  ASSERT_EQ(detail.at("consents").size(), 1U);
  EXPECT_TRUE(detail.at("consents")[0].at("given").get<bool>());
  EXPECT_EQ(detail.at("consents")[0].at("until").get<std::int64_t>(),
            given_at.plus_ms(24 * hour_ms).ms);
  const auto person =
      util::sync_wait(registry->record(std::stoll(second->record_id))).value()->entry.person;
  const auto live =
      util::sync_wait(registry->consents(person, clinic_x, given_at.plus_ms(5 * hour_ms))).value();
  ASSERT_EQ(live.size(), 1U);
  EXPECT_EQ(live[0].consent.available_until.ms, given_at.plus_ms(24 * hour_ms).ms);
}

TEST_F(Recheck, of_a_card_that_was_reported_lost_meanwhile_is_refused) {
  auto line = bed.client("institution:1310000011");
  const auto first = read(line, card);
  bed.import("operator:1", "card",
             "PersonLinkKey,CertificateSerial,Issuer,ValidFrom,ValidTo,Revoked\nL1," +
                 card.issued.serial_hex + ",\"" + bed.card_issuer() + "\",20230101,20300101,1\n");
  const auto second = again(line, first.confirmation_key);
  ASSERT_TRUE(second);  // inside the message family
  EXPECT_EQ(oqs::read_result(second->body)->error_code, "E4004");
}

class NumberByCard : public Recheck {
 protected:
  std::string give(edge::CenterClient& line, const std::string& key, const std::string& number) {
    net::Request request;
    request.method = "POST";
    request.path = "/card/reference-number";
    request.headers = {{"Content-Type", "application/json"},
                       {"Idempotency-Key", util::random_key()}};
    request.body = oqs::write_number_by_card({key, number});
    const auto answer = line.send(request, wait_ms);
    if (!answer) return std::string(oqs::code_of(answer.error().problem.error));
    EXPECT_TRUE(nlohmann::json::parse(answer->body).at("record").is_number_integer());
    return "";
  }
};

TEST_F(NumberByCard, works_for_a_person_whose_numbers_are_not_shown) {
  const auto late = registered_card(bed, "L2");
  auto line = bed.client("institution:1310000011");
  const auto first = read(line, late);
  ASSERT_EQ(oqs::read_result(first.body)->validity, "6");
  EXPECT_EQ(give(line, first.confirmation_key, "0000042"), "");
  const auto second = again(line, first.confirmation_key);
  ASSERT_TRUE(second);
  EXPECT_NE(second->body.find("0000042"), std::string::npos);
}

TEST_F(NumberByCard, refuses_a_number_of_another_person_and_a_key_that_is_none) {
  const auto late = registered_card(bed, "L2");
  auto line = bed.client("institution:1310000011");
  const auto one = read(line, card);
  const auto two = read(line, late);
  EXPECT_EQ(give(line, one.confirmation_key, "0000001"), "");
  EXPECT_EQ(give(line, two.confirmation_key, "0000001"), "E3021");
  EXPECT_EQ(give(line, "none", "0000002"), "E3028");
  EXPECT_EQ(give(line, one.confirmation_key, ""), "E1003");
}

}  // namespace
}  // namespace madoguchi::center
