#include <set>

#include "unit/center/registrations.hpp"
#include "util/file.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {
namespace {

constexpr std::int64_t day_ms = 86400000;

class ReferenceNumber : public ::testing::Test {
 protected:
  void SetUp() override {
    bed.start();
    bed.register_all();
  }
  Answered give(edge::CenterClient& line, const Registration& one) {
    return ask(line, "OQSsiimm01", message(one), util::random_key());
  }
  // By card, confirmed by a member of staff.
  oqs::ResultDocument tap(edge::CenterClient& line, const std::string& link) {
    const auto card = bed.card("card of " + link, bed.clock.now().plus_ms(1000 * day_ms));
    bed.import("operator:1", "card",
               "PersonLinkKey,CertificateSerial,Issuer,ValidFrom,ValidTo,Revoked\n" + link + "," +
                   card.issued.serial_hex + ",\"" + bed.card_issuer() + "\",20230101,20300101,0\n");
    oqs::CardQuestion asked;
    asked.challenge = line.challenge(10000).value().challenge;
    asked.day = "20240710";
    asked.mode = "visual";
    asked.staff = "reception";
    asked.certificate_der = card.der;
    asked.arbitrary_file_identifier = "abcdefghijklmnop";
    const auto verified = line.verify_card(asked, {}, util::random_key(), 10000);
    EXPECT_TRUE(verified);
    return verified ? oqs::read_result(verified->body).value() : oqs::ResultDocument();
  }
  Bed bed;
};

TEST_F(ReferenceNumber, of_somebody_received_as_valid_comes_back_in_every_later_answer) {
  auto line = bed.client("institution:1310000011");
  EXPECT_EQ(number_in(line, NumberQuestion{}), "");
  const auto given = give(line, Registration{});
  EXPECT_EQ(given.document.segment, "1");
  EXPECT_EQ(given.document.status, "1");
  EXPECT_EQ(given.document.code, "");
  // In the order that a real terminal was seen to write, and byte for byte as sent.
  EXPECT_NE(given.xml.find("<ReferenceNumberRegistrationInfo>\n"
                           "<InsurerNumber>12000006</InsurerNumber>\n"
                           "<InsuredIdentificationNumber>1010008</InsuredIdentificationNumber>\n"
                           "<ReferenceNumber>0000001</ReferenceNumber>\n"
                           "</ReferenceNumberRegistrationInfo>\n"
                           "<ProcessingResultStatus>1</ProcessingResultStatus>"),
            std::string::npos)
      << given.xml;
  EXPECT_NE(given.xml.find("file&#45;1"), std::string::npos);
  EXPECT_EQ(given.xml.find("生保"), std::string::npos);
  EXPECT_EQ(number_in(line, NumberQuestion{}), "0000001");
  const auto accepted =
      ask(line, "OQSmutic01", tickets_request(clinic_x, "202407"), util::random_key());
  const auto bulk =
      ask(line, "OQSmutic02", download_request(clinic_x, accepted.document.reception_number),
          util::random_key());
  std::multiset<std::string> numbers;
  for (const auto& unit : bulk.document.units) numbers.insert(unit.reference_number);
  EXPECT_EQ(numbers.count("0000001"), 1U);
  EXPECT_EQ(numbers.count(""), 1U);  // P6 has none
}

TEST_F(ReferenceNumber, is_in_no_answer_that_is_not_valid_by_number) {
  auto line = bed.client("institution:1310000011");
  ask(line, NumberQuestion{});
  give(line, {clinic_x, "PATIENT-77", "12000006", "1010008"});
  NumberQuestion last_year;
  last_year.day = "20240615";  // the ticket is of July: 2
  const auto answer = ask(line, last_year);
  EXPECT_EQ(answer.document.validity, "2");
  EXPECT_EQ(answer.xml.find("PATIENT-77"), std::string::npos);
}

TEST_F(ReferenceNumber, never_reaches_another_institution) {
  auto x = bed.client("institution:1310000011");
  ask(x, NumberQuestion{});
  give(x, {clinic_x, "PATIENT-77", "12000006", "1010008"});
  auto y = bed.client("institution:1310000029");
  NumberQuestion from_y;
  from_y.institution = clinic_y;
  EXPECT_EQ(ask(y, from_y).xml.find("PATIENT-77"), std::string::npos);
  const auto by_card = tap(y, "L1");
  EXPECT_EQ(by_card.validity, "6");
  ASSERT_EQ(by_card.results.size(), 1U);
  for (const auto& [field, value] : by_card.results[0].fields) {
    EXPECT_NE(field, domain::Field::ReferenceNumber) << value;
  }
  // Its own number for the same person stands beside, and neither sees the other's.
  EXPECT_EQ(give(y, {clinic_y, "Y-5", "12000006", "1010008"}).document.error_code, "");
  EXPECT_EQ(number_in(x, NumberQuestion{}), "PATIENT-77");
}

TEST_F(ReferenceNumber, is_refused_alike_for_everybody_who_was_not_received) {
  auto x = bed.client("institution:1310000011");
  auto y = bed.client("institution:1310000029");
  ask(x, NumberQuestion{});
  NumberQuestion of_r2;  // asked, but without a ticket: 2 by number is no reception
  of_r2.number = "1010016";
  of_r2.birthdate = "19850303";
  EXPECT_EQ(ask(x, of_r2).document.validity, "2");
  std::set<std::string> answers;
  for (const auto* beneficiary : {"9999993",     // nobody's
                                  "1010016",     // asked: 2
                                  "1010024",     // another institution's patient
                                  "1010032",     // not disclosed, with a ticket here
                                  "1010057"}) {  // never asked
    const auto refused = give(x, {clinic_x, "1", "12000006", beneficiary});
    EXPECT_EQ(refused.document.error_code, "E3020") << beneficiary;
    answers.insert(without_time(refused.xml));
  }
  EXPECT_EQ(give(x, {clinic_x, "1", "33120015", "123456", "記号", "01"}).document.error_code,
            "E3020");
  EXPECT_EQ(answers.size(), 1U);
  EXPECT_EQ(give(y, {clinic_y, "1", "12000006", "1010008"}).document.error_code, "E3020");
}

TEST_F(ReferenceNumber, may_be_given_to_somebody_received_by_card_in_state_6) {
  auto line = bed.client("institution:1310000011");
  EXPECT_EQ(tap(line, "L2").validity, "6");
  EXPECT_EQ(give(line, {clinic_x, "2", "12000006", "1010016"}).document.status, "1");
  const auto again = tap(line, "L2");
  EXPECT_EQ(again.validity, "6");
  ASSERT_EQ(again.results.size(), 1U);
  EXPECT_EQ(again.results[0].fields.back().value, "2");  // ReferenceNumber is the last
}

TEST_F(ReferenceNumber, is_given_by_the_numbers_of_the_side_that_was_shown) {
  auto line = bed.client("institution:1310000011");
  NumberQuestion insurance;
  insurance.payer = "33120015";
  insurance.symbol = "記号";
  insurance.number = "123456";
  insurance.branch = "01";
  insurance.birthdate = "19880808";
  ASSERT_EQ(ask(line, insurance).document.validity, "1");
  // That this insured person is a recipient must not show (D26).
  EXPECT_EQ(give(line, {clinic_x, "6", "12000006", "1010057"}).document.error_code, "E3020");
  EXPECT_EQ(give(line, {clinic_x, "6", "33120015", "123456", "記号", "01"}).document.status, "1");
  EXPECT_EQ(number_in(line, insurance), "6");
  // A symbol that differs is nobody here.
  EXPECT_EQ(give(line, {clinic_x, "7", "33120015", "123456", "", "01"}).document.error_code,
            "E3020");
  // A bulk acquisition shows both: then the assistance numbers do.
  const auto accepted =
      ask(line, "OQSmutic01", tickets_request(clinic_x, "202407"), util::random_key());
  ask(line, "OQSmutic02", download_request(clinic_x, accepted.document.reception_number),
      util::random_key());
  EXPECT_EQ(give(line, {clinic_x, "66", "12000006", "1010057"}).document.status, "1");
  EXPECT_EQ(number_in(line, insurance), "66");
}

TEST_F(ReferenceNumber, of_somebody_who_became_not_disclosed_cannot_be_given) {
  auto line = bed.client("institution:1310000011");
  ask(line, NumberQuestion{});
  bed.import("office:13101", "qualification",
             "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,"
             "NameKana,Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,"
             "UpdatedAt\n13101,R1,L1,12000006,1010008,生保　一郎,ｾｲﾎ "
             "ｲﾁﾛｳ,1,19900115,20240110,,1,20240709090000\n");
  EXPECT_EQ(give(line, Registration{}).document.error_code, "E3020");
}

TEST_F(ReferenceNumber, is_one_patients_at_an_institution) {
  auto line = bed.client("institution:1310000011");
  ask(line, NumberQuestion{});
  EXPECT_EQ(tap(line, "L2").validity, "6");
  EXPECT_EQ(give(line, Registration{}).document.status, "1");
  EXPECT_EQ(give(line, Registration{}).document.status, "1");  // again: nothing changes
  EXPECT_EQ(give(line, {clinic_x, "0000001", "12000006", "1010016"}).document.error_code, "E3021");
  EXPECT_EQ(give(line, {clinic_x, "0000009", "12000006", "1010008"}).document.status, "1");
  EXPECT_EQ(give(line, {clinic_x, "0000001", "12000006", "1010016"}).document.status, "1");
  EXPECT_EQ(number_in(line, NumberQuestion{}), "0000009");
}

TEST_F(ReferenceNumber, follows_the_person_to_another_office) {
  auto line = bed.client("institution:1310000011");
  ask(line, NumberQuestion{});
  give(line, {clinic_x, "OLD-1", "12000006", "1010008"});
  bed.import("operator:1", "office", "OfficeCode,Name\n14100,別の福祉事務所\n");
  const std::string header =
      "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,NameKana,"
      "Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,UpdatedAt\n";
  bed.import("office:13101", "qualification",
             header +
                 "13101,R1,L1,12000006,1010008,生保　一郎,ｾｲﾎ "
                 "ｲﾁﾛｳ,1,19900115,20240110,20240709,0,20240709090000\n");
  bed.import("office:14100", "qualification",
             header +
                 "14100,N1,L1,12000014,2020006,生保　一郎,ｾｲﾎ "
                 "ｲﾁﾛｳ,1,19900115,20240709,,0,20240709090000\n");
  const auto by_card = tap(line, "L1");
  EXPECT_EQ(by_card.validity, "6");
  ASSERT_FALSE(by_card.results.empty());
  EXPECT_EQ(by_card.results[0].fields.back().value, "OLD-1");
}

TEST_F(ReferenceNumber, is_told_again_and_an_earlier_answer_stays_as_it_was) {
  auto line = bed.client("institution:1310000011");
  const auto before = ask(line, "OQSsiquc01", message(NumberQuestion{}), "key-1");
  const auto given = ask(line, "OQSsiimm01", message(Registration{}), "key-2");
  bed.clock.set(bed.clock.now().plus_ms(90000));
  EXPECT_EQ(ask(line, "OQSsiimm01", message(Registration{}), "key-2").xml, given.xml);
  const auto again = ask(line, "OQSsiquc01", message(NumberQuestion{}), "key-1");
  EXPECT_EQ(again.xml, before.xml);
  EXPECT_EQ(again.xml.find("0000001</Ref"), std::string::npos);
  const auto refused =
      ask(line, "OQSsiimm01", message(Registration{clinic_x, "1", "12000006", "1010024"}), "key-3");
  EXPECT_EQ(
      ask(line, "OQSsiimm01", message(Registration{clinic_x, "1", "12000006", "1010024"}), "key-3")
          .xml,
      refused.xml);
}

TEST_F(ReferenceNumber, draws_on_the_one_budget_of_wrong_tries_also_after_a_restart) {
  bed.stop();
  bed.config.quotas.wrong_tries_max = 2;
  bed.start();
  {
    auto line = bed.client("institution:1310000011");
    NumberQuestion unknown;
    unknown.number = "7777778";
    EXPECT_EQ(ask(line, unknown).document.validity, "4");
    EXPECT_EQ(give(line, {clinic_x, "1", "12000006", "1010024"}).document.error_code, "E3020");
    EXPECT_EQ(give(line, {clinic_x, "2", "12000006", "1010024"}).document.error_code, "E3020");
    EXPECT_EQ(give(line, {clinic_x, "1", "12000006", "1010032"}).document.error_code, "E2008");
  }
  bed.stop();
  bed.start();
  auto line = bed.client("institution:1310000011");
  EXPECT_EQ(give(line, {clinic_x, "1", "12000006", "1010032"}).document.error_code, "E2008");
  EXPECT_EQ(give(line, {clinic_x, "1", "12000006", "1010024"}).document.error_code, "E3020");
}

TEST_F(ReferenceNumber, of_a_person_received_before_a_restart_is_taken) {
  {
    auto line = bed.client("institution:1310000011");
    ask(line, NumberQuestion{});
  }
  bed.stop();
  bed.start();
  auto line = bed.client("institution:1310000011");
  EXPECT_EQ(give(line, Registration{}).document.status, "1");
}

TEST_F(ReferenceNumber, of_a_wrong_form_is_refused_with_its_place) {
  auto line = bed.client("institution:1310000011");
  ask(line, NumberQuestion{});
  std::string fifty;
  for (int i = 0; i < 50; ++i) fifty += "号";
  EXPECT_EQ(give(line, {clinic_x, fifty, "12000006", "1010008"}).document.status, "1");
  EXPECT_EQ(number_in(line, NumberQuestion{}), fifty);
  const auto longer = give(line, {clinic_x, fifty + "号", "12000006", "1010008"});
  EXPECT_EQ(longer.document.error_code, "E1004");
  EXPECT_NE(longer.document.error_message.find("ReferenceNumber"), std::string::npos);
  EXPECT_EQ(give(line, {clinic_x, "", "12000006", "1010008"}).document.error_code, "E1003");
  EXPECT_EQ(give(line, {clinic_x, "a\nb", "12000006", "1010008"}).document.error_code, "E1004");
  EXPECT_EQ(give(line, {clinic_x, "1", "120", "1010008"}).document.error_code, "E1004");
  EXPECT_EQ(give(line, {clinic_y, "1", "12000006", "1010008"}).document.error_code, "E2001");
  const auto empty = ask(line, "OQSsiimm01", "", util::random_key());
  EXPECT_EQ(empty.document.segment, "9");
  auto twice = message(Registration{});
  twice.insert(twice.find("</MessageBody>"), "<ReferenceNumberRegistrationInfo/>");
  EXPECT_EQ(ask(line, "OQSsiimm01", twice, util::random_key()).document.error_code, "E1005");
}

}  // namespace
}  // namespace madoguchi::center
