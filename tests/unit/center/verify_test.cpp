#include <thread>

#include "unit/center/bed.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {
namespace {

class Verify : public ::testing::Test {
 protected:
  void SetUp() override {
    bed.start();
    bed.register_all();
  }
  Bed bed;
};

// Everything that must be absent when numbers and tickets are withheld.
void expect_nothing_of_the_ticket(const std::string& xml) {
  for (const auto* word :
       {"<InsurerNumber>12000006</InsurerNumber><Name", "MedicalTicketInfo", "PublicExpense",
        "IssueNumber", "InjuryName", "ＸＸＸ", "00000001", "00000003"}) {
    EXPECT_EQ(xml.find(word), std::string::npos) << word << "\n" << xml;
  }
}

TEST_F(Verify, D17_the_ticket_is_shown_to_the_commissioned_institution) {
  auto line = bed.client("institution:1310000011");
  const auto answer = ask(line, NumberQuestion{});
  EXPECT_EQ(answer.document.validity, "1");
  ASSERT_EQ(answer.document.results.size(), 1U);
  ASSERT_EQ(answer.document.results[0].tickets.size(), 1U);
  EXPECT_EQ(answer.document.arbitrary_file_identifier, "file-1");
  EXPECT_EQ(answer.document.reference_classification, "2");
  EXPECT_NE(answer.xml.find("生保　一郎"), std::string::npos);
  EXPECT_NE(answer.record, "");
}

TEST_F(Verify, D28_and_D19_are_the_same_bytes) {
  auto line = bed.client("institution:1310000011");
  NumberQuestion none;
  none.number = "1010016";
  none.birthdate = "19850303";
  NumberQuestion elsewhere;
  elsewhere.number = "1010024";
  elsewhere.birthdate = "19700707";
  auto first = without_time(ask(line, none).xml);
  auto second = without_time(ask(line, elsewhere).xml);
  for (auto* text : {&first, &second}) {  // the echo of what was typed differs, nothing else may
    const auto echo = text->find("<QualificationConfirmSearchInfo>");
    ASSERT_NE(echo, std::string::npos);
    text->erase(echo, text->find("</QualificationConfirmSearchInfo>") - echo);
  }
  EXPECT_EQ(first, second);
  EXPECT_NE(first.find("<QualificationValidity>2<"), std::string::npos);
  EXPECT_EQ(first.find("高"), std::string::npos);
  expect_nothing_of_the_ticket(first);
}

TEST_F(Verify, D22_unknown_wrong_birth_date_and_not_disclosed_are_the_same_bytes) {
  auto line = bed.client("institution:1310000011");
  std::vector<std::string> answers;
  for (const auto& [number, birth] :
       {std::pair{"1010099", "19900115"}, {"1010008", "19900116"}, {"1010032", "19600606"}}) {
    NumberQuestion question;
    question.number = number;
    question.birthdate = birth;
    auto xml = without_time(ask(line, question).xml);
    const auto echo = xml.find("<QualificationConfirmSearchInfo>");
    xml.erase(echo, xml.find("</QualificationConfirmSearchInfo>") - echo);
    answers.push_back(xml);
  }
  EXPECT_EQ(answers[0], answers[1]);
  EXPECT_EQ(answers[0], answers[2]);
  EXPECT_NE(answers[0].find("<QualificationValidity>4<"), std::string::npos);
  EXPECT_EQ(answers[0].find("秘密"), std::string::npos);
}

TEST_F(Verify, D24_a_future_day_is_an_error) {
  auto line = bed.client("institution:1310000011");
  NumberQuestion question;
  question.day = "20240711";
  const auto answer = ask(line, question);
  EXPECT_EQ(answer.document.segment, "9");
  EXPECT_EQ(answer.document.error_code, "E3001");
  EXPECT_EQ(answer.document.validity, "");
}

TEST_F(Verify, D0_an_institution_that_is_not_registered_gets_an_error_and_nothing_else) {
  auto line = bed.client("institution:1310099995");
  NumberQuestion question;
  question.institution = "1310099995";
  const auto answer = ask(line, question);
  EXPECT_EQ(answer.document.error_code, "E2002");
  EXPECT_TRUE(answer.document.results.empty());
}

TEST_F(Verify, D1_by_number_is_an_error_of_its_own_until_the_setting_is_on) {
  auto line = bed.client("institution:1340000015");
  NumberQuestion question;
  question.institution = pharmacy;
  EXPECT_EQ(ask(line, question).document.error_code, "E2005");
  bed.use_medical_assistance(pharmacy);
  EXPECT_EQ(ask(line, question).document.error_code, "");
}

TEST_F(Verify, a_message_that_names_another_institution_is_refused) {
  auto line = bed.client("institution:1310000029");
  const auto answer = ask(line, NumberQuestion{});  // names 1310000011
  EXPECT_EQ(answer.document.error_code, "E2001");
  expect_nothing_of_the_ticket(answer.xml);
}

TEST_F(Verify, the_same_request_again_is_the_same_answer_and_one_record) {
  auto line = bed.client("institution:1310000011");
  const auto first = ask(line, "OQSsiquc01", message(NumberQuestion{}), "key-1");
  bed.clock.set(bed.clock.now().plus_ms(60000));
  const auto again = ask(line, "OQSsiquc01", message(NumberQuestion{}), "key-1");
  EXPECT_EQ(first.xml, again.xml);
  EXPECT_EQ(first.record, again.record);
  const auto other_key = ask(line, "OQSsiquc01", message(NumberQuestion{}), "key-2");
  EXPECT_NE(first.record, other_key.record);
}

TEST_F(Verify, the_same_key_with_another_body_is_refused) {
  auto line = bed.client("institution:1310000011");
  ask(line, "OQSsiquc01", message(NumberQuestion{}), "key-1");
  NumberQuestion other;
  other.number = "1010016";
  const auto answer = line.ask("OQSsiquc01", message(other), "key-1", 10000);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().problem.error, oqs::ErrorCode::request_key_reused);
}

TEST_F(Verify, a_repeated_answer_hides_who_became_not_disclosed_meanwhile) {
  auto line = bed.client("institution:1310000011");
  const auto first = ask(line, "OQSsiquc01", message(NumberQuestion{}), "key-1");
  EXPECT_EQ(first.document.validity, "1");
  bed.import(
      "office:13101", "qualification",
      "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,"
      "NameKana,Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,UpdatedAt\n"
      "13101,R1,L1,12000006,1010008,生保　一郎,ｾｲﾎ ｲﾁﾛｳ,1,19900115,20240110,,1,20240711090000\n");
  const auto again = ask(line, "OQSsiquc01", message(NumberQuestion{}), "key-1");
  EXPECT_EQ(again.document.validity, "4");
  EXPECT_EQ(again.xml.find("生保"), std::string::npos);
}

TEST_F(Verify, D23_late_registration_turns_no_ticket_into_one_for_the_same_day) {
  auto line = bed.client("institution:1310000011");
  NumberQuestion question;
  question.number = "1010016";
  question.birthdate = "19850303";
  EXPECT_EQ(ask(line, question).document.validity, "2");
  bed.import("office:13101", "ticket",
             "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,"
             "MedicalTicketValidDate,MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,"
             "MedicalTreatmentType,UpdatedAt\n"
             "13101,R2,00000002,01,202407,20240701,20240731,1310000011,02,20240710110000\n");
  EXPECT_EQ(ask(line, question).document.validity, "1");
}

TEST_F(Verify, D26_an_insurance_number_shows_the_insurance_only) {
  auto line = bed.client("institution:1310000011");
  NumberQuestion question;
  question.payer = "33120015";
  question.number = "123456";
  question.symbol = "記号";
  question.birthdate = "19880808";
  const auto answer = ask(line, question);
  EXPECT_EQ(answer.document.validity, "1");
  EXPECT_EQ(answer.document.results.size(), 1U);
  EXPECT_EQ(answer.xml.find("A1"), std::string::npos);
  EXPECT_EQ(answer.xml.find("福祉事務所"), std::string::npos);
}

TEST_F(Verify, wrong_tries_are_a_budget_of_different_questions_that_survives_a_restart) {
  bed.stop();
  bed.config.quotas.wrong_tries_max = 3;
  bed.start();
  auto line = bed.client("institution:1310000011");
  NumberQuestion wrong;
  for (const auto* number : {"1010081", "1010099", "1010107"}) {
    wrong.number = number;
    EXPECT_EQ(ask(line, wrong).document.validity, "4");
    EXPECT_EQ(ask(line, wrong).document.validity, "4");  // the same again costs nothing
  }
  EXPECT_EQ(ask(line, NumberQuestion{}).document.error_code, "E2008");
  bed.stop();
  bed.start();
  auto again = bed.client("institution:1310000011");
  EXPECT_EQ(ask(again, NumberQuestion{}).document.error_code, "E2008");
  auto other = bed.client("institution:1310000029");
  NumberQuestion of_y;
  of_y.institution = clinic_y;
  EXPECT_EQ(ask(other, of_y).document.error_code, "");
  bed.clock.set(bed.clock.now().plus_ms(2 * 86400000));
  EXPECT_EQ(ask(again, NumberQuestion{}).document.validity, "1");
}

TEST_F(Verify, what_cannot_be_read_is_refused_with_place_and_stays_on_record) {
  auto line = bed.client("institution:1310000011");
  NumberQuestion question;
  question.day = "20240231";
  auto answer = ask(line, question);
  EXPECT_EQ(answer.document.error_code, "E3002");
  EXPECT_NE(answer.document.error_message.find("QualificationConfirmationDate"), std::string::npos);
  EXPECT_NE(answer.record, "");
  answer = ask(line, "OQSsiquc01", "not xml", util::random_key());
  EXPECT_EQ(answer.document.error_code, "E1001");
  EXPECT_EQ(ask(line, NumberQuestion{}).document.validity, "1");
}

TEST_F(Verify, questions_at_the_same_time_each_get_their_own_answer) {
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([this, i, &right] {
      auto line = bed.client("institution:1310000011");
      for (int n = 0; n < 10; ++n) {
        NumberQuestion question;
        question.file_id = "f" + std::to_string(i) + "-" + std::to_string(n);
        const auto answer = ask(line, question);
        if (answer.document.validity == "1" &&
            answer.document.arbitrary_file_identifier == question.file_id) {
          ++right;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 80);
}

TEST_F(Verify, other_kinds_of_party_may_not_ask) {
  auto line = bed.client("office:13101");
  const auto answer = line.ask("OQSsiquc01", message(NumberQuestion{}), "k", 10000);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().problem.error, oqs::ErrorCode::not_permitted);
}

TEST_F(Verify, a_revoked_party_is_refused_on_its_live_connection) {
  auto line = bed.revoked_client("institution:1310000011");
  const auto answer = line.ask("OQSsiquc01", message(NumberQuestion{}), "k", 10000);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().problem.error, oqs::ErrorCode::party_revoked);
  auto fresh = bed.client("institution:1310000011");
  EXPECT_EQ(ask(fresh, NumberQuestion{}).document.validity, "1");
}

TEST_F(Verify, certificates_that_name_no_party_are_refused) {
  for (const auto* uri : {"nobody:1", "institution:", "institution"}) {
    auto line = bed.client(uri);
    const auto answer = line.ask("OQSsiquc01", message(NumberQuestion{}), "k", 10000);
    ASSERT_FALSE(answer) << uri;
    EXPECT_EQ(answer.error().problem.error, oqs::ErrorCode::party_certificate) << uri;
  }
}

TEST_F(Verify, a_party_over_its_quota_waits) {
  bed.stop();
  bed.config.quotas.requests_per_minute_max = 5;
  bed.start();
  auto line = bed.client("institution:1310000011");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask(line, NumberQuestion{}).document.validity, "1");
  const auto answer = line.ask("OQSsiquc01", message(NumberQuestion{}), "k", 10000);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().problem.error, oqs::ErrorCode::quota);
  EXPECT_GT(answer.error().retry_after_ms, 0);
  bed.clock.set(bed.clock.now().plus_ms(60000));
  EXPECT_EQ(ask(line, NumberQuestion{}).document.validity, "1");
}

TEST_F(Verify, unknown_addresses_are_refused_and_the_health_page_tells_no_person) {
  auto line = bed.client("institution:1310000011");
  const auto answer = line.ask("OQSxxxxx01", message(NumberQuestion{}), "k", 10000);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().problem.error, oqs::ErrorCode::unknown_interface);
  ask(line, NumberQuestion{});
  EXPECT_EQ(bed.health("/healthz").substr(0, 3), "200");
  EXPECT_EQ(bed.health("/readyz").substr(0, 3), "200");
  const auto metrics = bed.health("/metrics");
  // Two clinics switched the assistance on, one asked.
  EXPECT_NE(metrics.find("madoguchi_answers_total 3"), std::string::npos);
  EXPECT_EQ(metrics.find("1310000011"), std::string::npos);
  EXPECT_EQ(bed.health("/oqs/OQSsiquc01").substr(0, 3), "404");
}

}  // namespace
}  // namespace madoguchi::center
