#include "unit/center/bed.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {
namespace {

class Tickets : public ::testing::Test {
 protected:
  void SetUp() override {
    bed.start();
    bed.register_all();
  }
  std::string begin(edge::CenterClient& line, const std::string& month = "202407",
                    const std::string& institution = clinic_x) {
    const auto accepted =
        ask(line, "OQSmutic01", tickets_request(institution, month), util::random_key());
    EXPECT_EQ(accepted.document.segment, "1") << accepted.xml;
    return accepted.document.reception_number;
  }
  Answered download(edge::CenterClient& line, const std::string& reception,
                    const std::string& institution = clinic_x) {
    return download_of(line, "OQSmutic02", reception, institution);
  }
  Bed bed;
};

TEST_F(Tickets, D25_own_tickets_of_the_month_come_with_their_people) {
  auto line = bed.client("institution:1310000011");
  const auto answer = download(line, begin(line));
  EXPECT_EQ(answer.document.segment, "1");
  ASSERT_EQ(answer.document.units.size(), 2U);  // P1 and P6; P3's is elsewhere, P4 is not disclosed
  for (const auto& unit : answer.document.units) EXPECT_EQ(unit.validity, "1");
  EXPECT_NE(answer.xml.find("00000001"), std::string::npos);
  EXPECT_NE(answer.xml.find("00000006"), std::string::npos);
  EXPECT_NE(answer.xml.find("<ArbitraryFileIdentifier>20240710PC1<"), std::string::npos);
  for (const auto* word : {"00000003", "00000004", "秘密", "山田", "髙橋"}) {
    EXPECT_EQ(answer.xml.find(word), std::string::npos) << word;
  }
}

TEST_F(Tickets, combined_use_brings_the_insurance_result_along) {
  auto line = bed.client("institution:1310000011");
  const auto answer = download(line, begin(line));
  std::size_t with_insurance = 0;
  for (const auto& unit : answer.document.units) {
    if (unit.results.size() == 2) ++with_insurance;
  }
  EXPECT_EQ(with_insurance, 1U);
}

TEST_F(Tickets, an_empty_month_is_a_normal_end_without_units) {
  auto line = bed.client("institution:1310000011");
  const auto answer = download(line, begin(line, "202403"));
  EXPECT_EQ(answer.document.segment, "1");
  EXPECT_TRUE(answer.document.units.empty());
}

TEST_F(Tickets, the_same_reception_number_is_the_same_snapshot) {
  auto line = bed.client("institution:1310000011");
  const auto reception = begin(line);
  const auto first = download(line, reception);
  bed.import("office:13101", "ticket",
             "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,"
             "MedicalTicketValidDate,MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,"
             "MedicalTreatmentType,UpdatedAt\n"
             "13101,R2,00000002,01,202407,20240701,20240731,1310000011,02,20240710110000\n");
  EXPECT_EQ(without_time(download(line, reception).xml), without_time(first.xml));
  EXPECT_EQ(download(line, begin(line)).document.units.size(), 3U);
}

TEST_F(Tickets, D3_who_became_not_disclosed_after_the_snapshot_is_left_out) {
  auto line = bed.client("institution:1310000011");
  const auto reception = begin(line);
  EXPECT_EQ(download(line, reception).document.units.size(), 2U);
  bed.import(
      "office:13101", "qualification",
      "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,"
      "NameKana,Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,UpdatedAt\n"
      "13101,R1,L1,12000006,1010008,生保　一郎,ｾｲﾎ ｲﾁﾛｳ,1,19900115,20240110,,1,20240711090000\n");
  const auto later = download(line, reception);
  EXPECT_EQ(later.document.units.size(), 1U);
  EXPECT_EQ(later.xml.find("生保　一郎"), std::string::npos);
}

TEST_F(Tickets, a_cancelled_ticket_is_gone_at_once) {
  auto line = bed.client("institution:1310000011");
  bed.import("office:13101", "ticket",
             "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,"
             "MedicalTicketValidDate,MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,"
             "MedicalTreatmentType,UpdatedAt,DeleteFlag\n"
             "13101,R1,00000001,01,202407,20240701,20240731,1310000011,02,20240710110000,1\n");
  EXPECT_EQ(download(line, begin(line)).document.units.size(), 1U);
  EXPECT_EQ(ask(line, NumberQuestion{}).document.validity, "2");
}

TEST_F(Tickets, another_institutions_reception_number_is_like_an_unknown_one) {
  auto x = bed.client("institution:1310000011");
  auto y = bed.client("institution:1310000029");
  const auto reception = begin(x);
  const auto stolen = download(y, reception, clinic_y);
  EXPECT_EQ(stolen.document.error_code, "E3004");
  EXPECT_EQ(stolen.xml.find("生保"), std::string::npos);
  const auto unknown = download(y, "202407100000000000", clinic_y);
  EXPECT_EQ(unknown.document.error_code, "E3004");
}

TEST_F(Tickets, months_out_of_range_are_refused) {
  auto line = bed.client("institution:1310000011");
  for (const auto* month : {"201906", "202409"}) {
    const auto answer =
        ask(line, "OQSmutic01", tickets_request(clinic_x, month), util::random_key());
    EXPECT_EQ(answer.document.error_code, "E3003") << month;
  }
  for (const auto* month : {"201907", "202408"}) EXPECT_NE(begin(line, month), "") << month;
  const auto nonsense =
      ask(line, "OQSmutic01", tickets_request(clinic_x, "202413"), util::random_key());
  EXPECT_NE(nonsense.document.error_code, "");
}

TEST_F(Tickets, a_second_job_within_the_interval_is_refused_but_a_repeated_request_is_not) {
  bed.stop();
  bed.config.bulk.interval_s = 60;
  bed.start();
  auto line = bed.client("institution:1310000011");
  const auto request = tickets_request(clinic_x, "202407");
  const auto first = ask(line, "OQSmutic01", request, "key-1");
  download(line, first.document.reception_number);
  const auto again = ask(line, "OQSmutic01", request, "key-1");
  EXPECT_EQ(again.xml, first.xml);
  EXPECT_EQ(ask(line, "OQSmutic01", request, "key-2").document.error_code, "E3008");
  bed.clock.set(bed.clock.now().plus_ms(60000));
  EXPECT_EQ(ask(line, "OQSmutic01", request, "key-3").document.segment, "1");
}

TEST_F(Tickets, a_job_survives_a_restart_and_expires_after_its_retention) {
  auto line = bed.client("institution:1310000011");
  const auto reception = begin(line);
  bed.stop();
  bed.start();
  auto again = bed.client("institution:1310000011");
  EXPECT_EQ(download(again, reception).document.units.size(), 2U);
  bed.clock.set(bed.clock.now().plus_ms(8LL * 86400000));
  EXPECT_EQ(download(again, reception).document.error_code, "E3005");
}

TEST_F(Tickets, more_units_than_allowed_fail_with_their_own_code) {
  bed.stop();
  bed.config.bulk.units_max = 1;
  bed.start();
  auto line = bed.client("institution:1310000011");
  EXPECT_EQ(download(line, begin(line)).document.error_code, "E3009");
}

TEST_F(Tickets, D1_bulk_is_an_error_while_the_setting_is_off) {
  auto line = bed.client("institution:1340000015");
  const auto answer =
      ask(line, "OQSmutic01", tickets_request(pharmacy, "202407"), util::random_key());
  EXPECT_EQ(answer.document.error_code, "E2005");
}

}  // namespace
}  // namespace madoguchi::center
