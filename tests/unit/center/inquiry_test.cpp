#include <thread>

#include "unit/center/bed.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {
namespace {

// OQSmuquc: 資格確認一括照会.
class Inquiries : public ::testing::Test {
 protected:
  void SetUp() override {
    bed.start();
    bed.register_all();
  }
  void restart() {
    bed.stop();
    bed.start();
  }
  void use(oqs::Use use) { bed.use_medical_assistance(clinic_x, use); }
  std::string begin(edge::CenterClient& line, const std::vector<UnitQuestion>& units) {
    const auto accepted = ask(line, "OQSmuquc01", inquiry_request(units), util::random_key());
    EXPECT_EQ(accepted.document.segment, "1") << accepted.xml;
    EXPECT_EQ(accepted.document.arbitrary_file_identifier, "many-1");
    return accepted.document.reception_number;
  }
  Answered download(edge::CenterClient& line, const std::string& reception,
                    const std::string& institution = clinic_x) {
    return download_of(line, "OQSmuquc02", reception, institution);
  }
  Answered all(const std::vector<UnitQuestion>& units) {
    auto line = bed.client("institution:1310000011");
    return download(line, begin(line, units));
  }
  Bed bed;
};

// P1 (ticket at X), P2 (none), P3 (at Y), P4 (not disclosed), P5 (abolished), unknown, wrong date,
// P6 by its assistance numbers and by its insurance.
std::vector<UnitQuestion> everybody() {
  return {{"12000006", "1010008", "19900115", "p1"},
          {"12000006", "1010016", "19850303", "p2"},
          {"12000006", "1010024", "19700707", "p3"},
          {"12000006", "1010032", "19600606", "p4"},
          {"12000006", "1010040", "19550505", "p5"},
          {"12000006", "1019991", "19900115", "unknown"},
          {"12000006", "1010008", "19900116", "date"},
          {"12000006", "1010057", "19880808", "p6"},
          {"33120015", "123456", "19880808", "p6-insured", "記号", "01"}};
}

// One unit's bytes, without what it echoes.
std::string answer_of(const std::string& xml, const std::string& unit) {
  const auto mark = "<ArbitraryIdentifier>" + unit + "</ArbitraryIdentifier>";
  const auto at = xml.find(mark);
  EXPECT_NE(at, std::string::npos) << unit;
  const auto from = xml.find("</QualificationConfirmSearchInfo>", at);
  return xml.substr(from, xml.find("</BulkConfirmUnit>", from) - from);
}

TEST_F(Inquiries, D17_to_D28_every_unit_is_a_number_inquiry_in_the_requests_order) {
  const auto answer = all(everybody());
  const auto& document = answer.document;
  EXPECT_EQ(document.segment, "1");
  EXPECT_EQ(document.day, "20240710");
  EXPECT_EQ(document.arbitrary_file_identifier, "many-1");
  EXPECT_NE(document.reception_number, "");
  EXPECT_EQ(document.number_of_results, "9");
  EXPECT_EQ(document.number_of_errors, "0");
  const std::vector<std::string> validities = {"1", "2", "2", "4", "2", "4", "4", "1", "1"};
  ASSERT_EQ(document.units.size(), validities.size());
  for (std::size_t i = 0; i < validities.size(); ++i) {
    const auto& unit = document.units[i];
    EXPECT_EQ(unit.status, "1");
    EXPECT_EQ(unit.validity, validities[i]) << i;
    EXPECT_EQ(unit.asked.back().second, everybody()[i].unit);
    EXPECT_EQ(unit.results.size(), validities[i] == "1" ? 1U : 0U) << i;
  }
  EXPECT_EQ(answer.xml.find("<ResultList>"), std::string::npos);
  for (const auto& unit : everybody()) {  // consent flags stand in the echo only
    EXPECT_EQ(answer_of(answer.xml, unit.unit).find("ConsFlg"), std::string::npos) << unit.unit;
  }
}

TEST_F(Inquiries, tells_the_same_as_a_single_inquiry) {
  const auto many = all(everybody());
  auto line = bed.client("institution:1310000011");
  for (const auto& one : everybody()) {
    NumberQuestion question;
    question.payer = one.payer;
    question.number = one.number;
    question.birthdate = one.birthdate;
    question.symbol = one.symbol;
    question.branch = one.branch;
    const auto single = ask(line, question).document;
    const auto unit =
        std::find_if(many.document.units.begin(), many.document.units.end(),
                     [&](const auto& made) { return made.asked.back().second == one.unit; });
    ASSERT_NE(unit, many.document.units.end());
    EXPECT_EQ(unit->validity, single.validity) << one.unit;
    EXPECT_EQ(unit->code, single.code) << one.unit;
    EXPECT_EQ(unit->message, single.message) << one.unit;
    EXPECT_EQ(unit->results.size(), single.results.size()) << one.unit;
    if (single.results.empty()) continue;
    EXPECT_EQ(unit->results[0].tickets, single.results[0].tickets);
  }
}

TEST_F(Inquiries, what_is_not_told_is_nowhere_in_the_bytes) {
  const auto xml = all(everybody()).xml;
  for (const auto* secret :
       {"秘密", "ﾋﾐﾂ", "山田", "髙橋", "ﾀｶﾊｼ", "廃止", "00000003", "00000004", "1310000029",
        "別の医院", "〇〇市二丁目", "<QualificationValidity>6"}) {
    EXPECT_EQ(xml.find(secret), std::string::npos) << secret;
  }
}

TEST_F(Inquiries, D22_unknown_and_wrong_birth_date_and_D3_are_the_same_bytes) {
  const auto xml = all(everybody()).xml;
  EXPECT_EQ(answer_of(xml, "unknown"), answer_of(xml, "date"));
  EXPECT_EQ(answer_of(xml, "unknown"), answer_of(xml, "p4"));
}

TEST_F(Inquiries, D19_and_D28_are_the_same_bytes) {
  const auto xml = all(everybody()).xml;
  EXPECT_EQ(answer_of(xml, "p2"), answer_of(xml, "p3"));
  EXPECT_NE(answer_of(xml, "p2").find("N0028"), std::string::npos);
}

TEST_F(Inquiries, D26_an_insurance_number_never_hints_at_assistance) {
  const auto xml = answer_of(all(everybody()).xml, "p6-insured");
  EXPECT_NE(xml.find("見本健康保険組合"), std::string::npos);
  EXPECT_NE(xml.find("<LimitApplicationCertificateChanged>1<"), std::string::npos);
  for (const auto* hint : {"A1", "1010057", "MedicalTicket", "PublicExpense", "福祉事務所"}) {
    EXPECT_EQ(xml.find(hint), std::string::npos) << hint;
  }
  const auto assistance = answer_of(all(everybody()).xml, "p6");
  for (const auto* hint : {"33120015", "123456", "見本健康保険組合", "ConsistencyFlag",
                           "LimitApplicationCertificateChanged"}) {
    EXPECT_EQ(assistance.find(hint), std::string::npos) << hint;
  }
}

TEST_F(Inquiries, bad_units_are_errors_in_their_places_and_the_good_ones_are_answered) {
  const auto answer = all({{"1200000", "1010008", "19900115", "short"},
                           {"12000006", "1010008", "19900115", "good"},
                           {"12000006", "1010008", "", "no date"},
                           {"12000006", "1010008", "19900231", "no day"}});
  const auto& units = answer.document.units;
  ASSERT_EQ(units.size(), 4U);
  EXPECT_EQ(answer.document.number_of_errors, "3");
  EXPECT_NE(answer.xml.find("<NumberOfNormalProcessing>1<"), std::string::npos);
  const std::vector<std::string> codes = {"E1004", "", "E1003", "E3002"};
  for (std::size_t i = 0; i < codes.size(); ++i) {
    EXPECT_EQ(units[i].code, codes[i]) << i;
    EXPECT_EQ(units[i].status, codes[i].empty() ? "1" : "2");
    EXPECT_EQ(units[i].validity, codes[i].empty() ? "1" : "");
    const bool placed =
        units[i].message.find("QualificationConfirmSearchInfo/") != std::string::npos;
    EXPECT_EQ(placed, !codes[i].empty()) << i;
  }
  EXPECT_NE(units[0].message.find("InsurerNumber"), std::string::npos);
}

TEST_F(Inquiries, a_message_that_is_wrong_as_a_whole_has_no_unit) {
  auto line = bed.client("institution:1310000011");
  const auto refused = [&](const std::string& xml) {
    const auto answer = ask(line, "OQSmuquc01", xml, util::random_key());
    EXPECT_EQ(answer.document.segment, "9");
    EXPECT_TRUE(answer.document.units.empty());
    EXPECT_EQ(answer.document.reception_number, "");
    return answer.document.error_code;
  };
  EXPECT_EQ(refused(inquiry_request({})), "E1003");
  EXPECT_EQ(refused(inquiry_request({{}}, "20240711")), "E3001");
  EXPECT_EQ(refused(inquiry_request({{}}, "20240231")), "E3002");
  EXPECT_EQ(refused(inquiry_request({{}}, "20240710", clinic_y)), "E2001");
  EXPECT_EQ(refused("not xml"), "E1001");
}

TEST_F(Inquiries, more_units_than_allowed_are_refused_at_once) {
  bed.stop();
  bed.config.bulk.units_max = 2;
  bed.start();
  auto line = bed.client("institution:1310000011");
  const auto too_many = ask(line, "OQSmuquc01", inquiry_request({{}, {}, {}}), util::random_key());
  EXPECT_EQ(too_many.document.error_code, "E3010");
  EXPECT_EQ(all({{}, {}}).document.units.size(), 2U);
}

TEST_F(Inquiries, beside_as_many_waiting_jobs_as_allowed_another_is_refused) {
  bed.stop();
  bed.config.bulk.jobs_waiting_max = 0;
  bed.start();
  auto line = bed.client("institution:1310000011");
  const auto asked = ask(line, "OQSmuquc01", inquiry_request({{}}), util::random_key());
  EXPECT_EQ(asked.document.error_code, "E3011");
  EXPECT_EQ(asked.document.reception_number, "");
}

TEST_F(Inquiries, three_thousand_units_fit_into_one_message) {
  std::vector<UnitQuestion> units;
  for (int i = 0; i < 3000; ++i)
    units.push_back({"12000006", "1010008", "19900115", std::to_string(i)});
  const auto answer = all(units);
  ASSERT_EQ(answer.document.units.size(), units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    ASSERT_EQ(answer.document.units[i].asked.back().second, std::to_string(i));
  }
}

TEST_F(Inquiries, wrong_tries_are_one_budget_counted_per_person_asked) {
  bed.stop();
  bed.config.quotas.wrong_tries_max = 2;
  bed.start();
  const UnitQuestion first{"12000006", "1019991", "19900115", "first"};
  const UnitQuestion second{"12000006", "1019983", "19900115", "second"};
  const UnitQuestion good{"12000006", "1010008", "19900115", "good"};
  const auto answer = all({first, first, good, second, good, first});
  const std::vector<std::string> codes = {"N0004", "N0004", "", "N0004", "E2008", "N0004"};
  ASSERT_EQ(answer.document.units.size(), codes.size());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    EXPECT_EQ(answer.document.units[i].code, codes[i]) << i;
  }
  EXPECT_EQ(answer.document.number_of_errors, "1");
  EXPECT_EQ(answer_of(answer.xml, "good").find("E2008"), std::string::npos);  // the first of them
  // The single inquiry has the same budget, also after a restart; and the other way round.
  auto line = bed.client("institution:1310000011");
  EXPECT_EQ(ask(line, NumberQuestion{}).document.error_code, "E2008");
  restart();
  auto again = bed.client("institution:1310000011");
  EXPECT_EQ(ask(again, NumberQuestion{}).document.error_code, "E2008");
  EXPECT_EQ(all({good}).document.units.at(0).code, "E2008");
  bed.clock.set(bed.clock.now().plus_ms(86400001));
  EXPECT_EQ(ask(again, NumberQuestion{}).document.validity, "1");
}

TEST_F(Inquiries, the_same_reception_number_is_the_same_content) {
  auto line = bed.client("institution:1310000011");
  const auto reception = begin(line, everybody());
  const auto first = download(line, reception);
  bed.import("office:13101", "ticket",
             "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,"
             "MedicalTicketValidDate,MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,"
             "MedicalTreatmentType,UpdatedAt\n"
             "13101,R2,00000002,01,202407,20240701,20240731,1310000011,02,20240710110000\n");
  bed.clock.set(bed.clock.now().plus_ms(60000));
  EXPECT_EQ(without_time(download(line, reception).xml), without_time(first.xml));
  EXPECT_EQ(all(everybody()).document.units.at(1).validity, "1");
}

TEST_F(Inquiries, D3_who_became_not_disclosed_after_the_snapshot_is_unknown) {
  auto line = bed.client("institution:1310000011");
  const auto reception = begin(line, everybody());
  const auto request = download_request(clinic_x, reception);
  const auto first = ask(line, "OQSmuquc02", request, "key-1");
  EXPECT_EQ(first.document.units.at(0).validity, "1");
  // Protected, and under other numbers at the same time: still the same person.
  bed.import(
      "office:13101", "qualification",
      "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,"
      "NameKana,Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,UpdatedAt\n"
      "13101,R1,L1,12000006,1010065,生保　一郎,ｾｲﾎ ｲﾁﾛｳ,1,19900115,20240110,,1,20240711090000\n");
  for (const auto& later : {download(line, reception), ask(line, "OQSmuquc02", request, "key-1")}) {
    EXPECT_EQ(later.document.units.at(0).validity, "4");
    EXPECT_EQ(answer_of(later.xml, "p1"), answer_of(later.xml, "unknown"));
    for (const auto* secret : {"生保　一郎", "ｾｲﾎ", "〇〇市一丁目"}) {
      EXPECT_EQ(later.xml.find(secret), std::string::npos) << secret;
    }
    EXPECT_EQ(later.document.units.at(7).validity, "1");
  }
}

TEST_F(Inquiries, D1_only_units_with_assistance_numbers_are_refused_while_it_is_off) {
  auto line = bed.client("institution:1310000011");
  const auto before = begin(line, everybody());
  EXPECT_EQ(download(line, before).document.units.at(0).validity, "1");
  use(oqs::Use::no);
  for (const auto& answer : {all(everybody()), download(line, before)}) {
    EXPECT_EQ(answer.document.number_of_errors, "8");
    for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(answer.document.units.at(i).code, "E2005") << i;
    EXPECT_EQ(answer.document.units.at(8).validity, "1");
    EXPECT_EQ(answer.xml.find("生保"), std::string::npos);
    EXPECT_EQ(answer.xml.find("A1"), std::string::npos);
  }
  use(oqs::Use::yes);
  EXPECT_EQ(download(line, before).document.units.at(0).validity, "1");
}

TEST_F(Inquiries, reception_numbers_are_good_for_their_institution_and_interface_only) {
  auto x = bed.client("institution:1310000011");
  auto y = bed.client("institution:1310000029");
  const auto reception = begin(x, everybody());
  const auto stolen = download(y, reception, clinic_y);
  EXPECT_EQ(stolen.document.error_code, "E3004");
  EXPECT_EQ(stolen.xml.find("生保"), std::string::npos);
  const auto tickets = ask(x, "OQSmutic02", download_request(clinic_x, reception), "k");
  EXPECT_EQ(tickets.document.error_code, "E3004");
  const auto other = ask(x, "OQSmutic01", tickets_request(clinic_x, "202407"), "t").document;
  EXPECT_EQ(download(x, other.reception_number).document.error_code, "E3004");
  EXPECT_EQ(download(x, "202407100000000000").document.error_code, "E3004");
}

TEST_F(Inquiries, a_repeated_request_has_one_outcome) {
  auto line = bed.client("institution:1310000011");
  const auto request = inquiry_request(everybody());
  const auto accepted = ask(line, "OQSmuquc01", request, "key-1");
  bed.clock.set(bed.clock.now().plus_ms(5000));
  EXPECT_EQ(ask(line, "OQSmuquc01", request, "key-1").xml, accepted.xml);
  const auto download = download_request(clinic_x, accepted.document.reception_number);
  const auto first = ask(line, "OQSmuquc02", download, "key-2");
  bed.clock.set(bed.clock.now().plus_ms(5000));
  const auto again = ask(line, "OQSmuquc02", download, "key-2");
  EXPECT_EQ(again.xml, first.xml);
  EXPECT_EQ(again.record, first.record);
  const auto other = line.ask("OQSmuquc01", inquiry_request({{}}), "key-1", 10000);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().problem.error, oqs::ErrorCode::request_key_reused);
  // Without the key it is another job.
  EXPECT_NE(begin(line, everybody()), accepted.document.reception_number);
}

TEST_F(Inquiries, a_job_survives_a_restart_and_expires_after_its_retention) {
  auto line = bed.client("institution:1310000011");
  const auto reception = begin(line, everybody());
  restart();
  auto again = bed.client("institution:1310000011");
  EXPECT_EQ(download(again, reception).document.units.size(), everybody().size());
  bed.clock.set(bed.clock.now().plus_ms(8LL * 86400000));
  EXPECT_EQ(download(again, reception).document.error_code, "E3005");
}

TEST_F(Inquiries, many_at_once_each_get_their_own) {
  std::vector<std::thread> threads;
  for (int n = 0; n < 8; ++n) {
    threads.emplace_back([this, n] {
      auto line = bed.client("institution:1310000011");
      const auto name = "thread-" + std::to_string(n);
      for (int i = 0; i < 5; ++i) {
        const auto answer =
            download(line, begin(line, {{"12000006", "1010008", "19900115", name}}));
        ASSERT_EQ(answer.document.units.size(), 1U);
        EXPECT_EQ(answer.document.units[0].asked.back().second, name);
        EXPECT_EQ(answer.document.units[0].validity, "1");
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

TEST_F(Inquiries, bulk_acquisition_is_not_kept_from_its_month_by_an_inquiry) {
  bed.stop();
  bed.config.bulk.interval_s = 60;
  bed.start();
  EXPECT_EQ(all(everybody()).document.segment, "1");
  auto line = bed.client("institution:1310000011");
  EXPECT_EQ(ask(line, "OQSmutic01", tickets_request(clinic_x, "202407"), "t").document.segment,
            "1");
}

TEST_F(Inquiries, hostile_texts_are_echoed_and_stay_text) {
  UnitQuestion hostile;
  hostile.unit = "&lt;/BulkConfirmUnit&gt;&amp;&#38;";
  hostile.symbol = "&#34;;DROP";
  const auto answer = all({hostile, {}});
  ASSERT_EQ(answer.document.units.size(), 2U);
  EXPECT_EQ(answer.document.units[0].asked.back().second, "</BulkConfirmUnit>&&");
  EXPECT_NE(answer.xml.find(hostile.unit), std::string::npos);  // as it was sent
}

}  // namespace
}  // namespace madoguchi::center
