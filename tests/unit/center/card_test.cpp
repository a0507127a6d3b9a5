#include <gtest/gtest.h>

#include "unit/center/card_reader.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {
namespace {

constexpr std::int64_t day_ms = 86400000;

class CardQuestion : public ::testing::Test {
 protected:
  void SetUp() override {
    bed.start();
    bed.register_all();
    good = bed.card("card of P1", bed.clock.now().plus_ms(1000 * day_ms));
    register_card(good, "L1");
  }
  void register_card(const Bed::Card& card, const std::string& link) {
    center::register_card(bed, card, link);
  }
  // A right question; tests spoil one thing of it.
  oqs::CardQuestion question(edge::CenterClient& line, const Bed::Card& card,
                             const std::string& institution = clinic_x) {
    oqs::CardQuestion asked;
    const auto challenge = line.challenge(10000);
    EXPECT_TRUE(challenge);
    asked.challenge = challenge ? challenge->challenge : "";
    asked.day = "20240710";
    asked.mode = "pin";
    asked.certificate_der = card.der;
    asked.arbitrary_file_identifier = "abcdefghijklmnop";
    asked.consents = consents;
    sign(asked, card, institution);
    return asked;
  }
  oqs::ResultDocument answer(edge::CenterClient& line, const oqs::CardQuestion& asked) {
    const auto verified = line.verify_card(asked, {}, util::random_key(), 10000);
    if (!verified) {
      oqs::ResultDocument refused;
      refused.error_code = oqs::code_of(verified.error().problem.error);
      return refused;
    }
    xml = verified->body;
    return oqs::read_result(verified->body).value();
  }
  Bed bed;
  Bed::Card good;
  std::string xml;
  std::vector<std::pair<std::string, bool>> consents;
};

TEST_F(CardQuestion, D7_a_signed_question_shows_the_ticket) {
  auto line = bed.client("institution:1310000011");
  const auto document = answer(line, question(line, good));
  EXPECT_EQ(document.validity, "1");
  EXPECT_EQ(document.reference_classification, "1");
  EXPECT_EQ(document.arbitrary_file_identifier, "abcdefghijklmnop");
  EXPECT_EQ(xml.find("QualificationConfirmSearchInfo"), std::string::npos);
}

TEST_F(CardQuestion, D11_and_D8_another_institution_gets_state_6_without_numbers) {
  auto line = bed.client("institution:1310000029");
  const auto document = answer(line, question(line, good, clinic_y));
  EXPECT_EQ(document.validity, "6");
  for (const auto* word : {"InsurerNumber", "InsuredIdentificationNumber", "MedicalTicketInfo",
                           "PublicExpense", "12000006", "1010008", "100-0001", "一丁目"}) {
    EXPECT_EQ(xml.find(word), std::string::npos) << word;
  }
  EXPECT_NE(xml.find("〇〇市福祉事務所"), std::string::npos);
}

TEST_F(CardQuestion, D4_both_qualifications_in_one_answer_by_card) {
  const auto card = bed.card("card of P6", bed.clock.now().plus_ms(1000 * day_ms));
  register_card(card, "L6");
  auto line = bed.client("institution:1310000011");
  const auto document = answer(line, question(line, card));
  EXPECT_EQ(document.validity, "1");
  EXPECT_EQ(document.results.size(), 2U);
}

TEST_F(CardQuestion, a_challenge_is_used_once) {
  auto line = bed.client("institution:1310000011");
  const auto asked = question(line, good);
  EXPECT_EQ(answer(line, asked).validity, "1");
  EXPECT_EQ(answer(line, asked).error_code, "E4008");
}

TEST_F(CardQuestion, the_same_request_key_gets_the_same_answer_again) {
  auto line = bed.client("institution:1310000011");
  const auto asked = question(line, good);
  const auto first = line.verify_card(asked, {}, "key-1", 10000);
  const auto again = line.verify_card(asked, {}, "key-1", 10000);
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->body, again->body);
  EXPECT_EQ(first->record_id, again->record_id);
}

TEST_F(CardQuestion, a_challenge_of_another_institution_or_too_old_is_refused) {
  auto line = bed.client("institution:1310000011");
  auto other = bed.client("institution:1310000029");
  const auto asked = question(line, good);
  EXPECT_EQ(answer(other, asked).error_code, "E4008");
  EXPECT_EQ(answer(line, asked).validity, "1");  // the attempt did not burn it
  const auto late = question(line, good);
  bed.clock.set(bed.clock.now().plus_ms(121000));
  EXPECT_EQ(answer(line, late).error_code, "E4008");
}

TEST_F(CardQuestion, D2_without_proof_there_is_no_answer) {
  auto line = bed.client("institution:1310000011");
  auto asked = question(line, good);
  asked.signature[7] = static_cast<char>(asked.signature[7] ^ 1);
  EXPECT_EQ(answer(line, asked).error_code, "E4007");
  asked = question(line, good);
  asked.signature.clear();
  EXPECT_EQ(answer(line, asked).error_code, "E4007");
  asked = question(line, good);
  asked.day = "20240709";  // not what was signed
  EXPECT_EQ(answer(line, asked).error_code, "E4007");
  const auto other = bed.card("another card", bed.clock.now().plus_ms(1000 * day_ms));
  asked = question(line, good);
  asked.certificate_der = other.der;
  EXPECT_EQ(answer(line, asked).error_code, "E4007");
  const auto foreign = bed.foreign_card("foreign");
  asked = question(line, foreign);
  EXPECT_EQ(answer(line, asked).error_code, "E4002");
  asked = question(line, good);
  asked.certificate_der = "garbage";
  EXPECT_EQ(answer(line, asked).error_code, "E4001");
}

TEST_F(CardQuestion, D2_a_revoked_card_is_refused_by_list_and_by_registration) {
  auto line = bed.client("institution:1310000011");
  const auto lost = bed.card("lost", bed.clock.now().plus_ms(1000 * day_ms));
  bed.import("operator:1", "card",
             "PersonLinkKey,CertificateSerial,Issuer,ValidFrom,ValidTo,Revoked\nL1," +
                 lost.issued.serial_hex + ",\"" + bed.card_issuer() + "\",20230101,20300101,1\n");
  const auto by_registration = answer(line, question(line, lost));
  EXPECT_EQ(by_registration.error_code, "E4004");
  EXPECT_TRUE(by_registration.results.empty());
  bed.revoke_card(good);
  bed.clock.set(bed.clock.now().plus_ms(2000));
  EXPECT_EQ(answer(line, question(line, good)).error_code, "E4004");
}

TEST_F(CardQuestion, an_old_serial_still_means_the_person) {
  const auto renewed = bed.card("renewed", bed.clock.now().plus_ms(1000 * day_ms));
  register_card(renewed, "L1");
  auto line = bed.client("institution:1310000011");
  EXPECT_EQ(answer(line, question(line, renewed)).validity, "1");
  EXPECT_EQ(answer(line, question(line, good)).validity, "1");
}

TEST_F(CardQuestion, D16_a_card_that_belongs_to_nobody_known_is_no_qualification) {
  const auto unknown = bed.card("unknown", bed.clock.now().plus_ms(1000 * day_ms));
  auto line = bed.client("institution:1310000011");
  const auto document = answer(line, question(line, unknown));
  EXPECT_EQ(document.validity, "4");
  EXPECT_TRUE(document.results.empty());
}

TEST_F(CardQuestion, consents_are_told_with_their_24_hours) {
  consents = {{"medication", true}, {"diagnosis", false}};
  auto line = bed.client("institution:1310000011");
  answer(line, question(line, good));
  EXPECT_NE(xml.find("<PharmacistsInfoConsFlg>1</PharmacistsInfoConsFlg>"), std::string::npos);
  EXPECT_NE(xml.find("<PharmacistsInfoConsTime>20240710120000<"), std::string::npos);
  EXPECT_NE(xml.find("<PharmacistsInfoAvailableTime>20240711120000<"), std::string::npos);
  EXPECT_NE(xml.find("<DiagnosisInfoConsFlg>0</DiagnosisInfoConsFlg>"), std::string::npos);
  EXPECT_EQ(xml.find("DiagnosisInfoAvailableTime"), std::string::npos);
  EXPECT_EQ(xml.find("OperationInfo"), std::string::npos);
}

TEST_F(CardQuestion, visual_mode_needs_the_staff_member_and_opens_no_history) {
  consents = {{"medication", true}, {"limit_certificate", true}};
  auto line = bed.client("institution:1310000011");
  auto asked = question(line, good);
  asked.mode = "visual";
  asked.signature.clear();
  EXPECT_EQ(answer(line, asked).error_code, "E2009");
  asked = question(line, good);
  asked.mode = "visual";
  asked.signature.clear();
  asked.staff = "佐藤";
  EXPECT_EQ(answer(line, asked).validity, "1");
  EXPECT_NE(xml.find("<PharmacistsInfoConsFlg>0</PharmacistsInfoConsFlg>"), std::string::npos);
  EXPECT_EQ(xml.find("PharmacistsInfoAvailableTime"), std::string::npos);
}

TEST_F(CardQuestion, expiry_is_told_before_and_grace_opens_no_history) {
  consents = {{"medication", true}};
  const auto soon = bed.card("soon", bed.clock.now().plus_ms(30 * day_ms));
  register_card(soon, "L1");
  auto line = bed.client("institution:1310000011");
  auto document = answer(line, question(line, soon));
  EXPECT_EQ(document.validity, "1");
  EXPECT_EQ(document.code, "N0701");
  EXPECT_NE(xml.find("<PharmacistsInfoConsFlg>1<"), std::string::npos);
  bed.clock.set(bed.clock.now().plus_ms(60 * day_ms));  // 2024-09-08, expired 2024-08-09
  auto asked = question(line, soon);
  document = answer(line, asked);
  EXPECT_NE(document.validity, "");
  EXPECT_NE(document.message.find("閲覧できません"), std::string::npos);
  EXPECT_EQ(xml.find("PharmacistsInfoAvailableTime"), std::string::npos);
  bed.clock.set(*util::parse_iso_date_time("2024-11-30T23:59:00+09:00"));
  EXPECT_EQ(answer(line, question(line, soon)).error_code, "");
  bed.clock.set(*util::parse_iso_date_time("2024-12-01T00:01:00+09:00"));
  EXPECT_EQ(answer(line, question(line, soon)).error_code, "E4003");
}

TEST_F(CardQuestion, bad_forms_are_refused_with_their_place) {
  auto line = bed.client("institution:1310000011");
  auto asked = question(line, good);
  asked.mode = "telepathy";
  EXPECT_EQ(answer(line, asked).error_code, "E1004");
  asked = question(line, good);
  asked.day = "20240231";
  EXPECT_EQ(answer(line, asked).error_code, "E3002");
  asked = question(line, good);
  asked.consents = {{"everything", true}};
  EXPECT_EQ(answer(line, asked).error_code, "E1004");
  asked = question(line, good);
  asked.consents = {{"medication", true}, {"medication", false}};
  EXPECT_NE(answer(line, asked).error_code, "");
  asked = question(line, good);
  asked.day = "20240711";
  sign(asked, good);
  EXPECT_EQ(answer(line, asked).error_code, "E3001");
}

}  // namespace
}  // namespace madoguchi::center
