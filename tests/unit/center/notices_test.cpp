#include <nlohmann/json.hpp>
#include <thread>

#include "center/told.hpp"
#include "unit/center/bed.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {
namespace {

using nlohmann::json;

constexpr int looks_max = 600;
constexpr auto between_looks = std::chrono::milliseconds(50);

constexpr auto qualification_columns =
    "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,NameKana,"
    "Sex1,Birthdate,PostNumber,Address,QualificationDate,DisqualificationDate,NotDisclosed,"
    "UpdatedAt\n";
constexpr auto ticket_columns =
    "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,MedicalTicketValidDate,"
    "MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,DesignatedMedicalInstitutionName,"
    "MedicalTreatmentType,InjuryName1,SelfPayAmount,SingleOrCombinedUse,StatusOfSocialInsurance,"
    "UpdatedAt,DeleteFlag\n";

// P1 of the bed, with what a test changes of it.
struct Row {
  std::string name = "生保　一郎";
  std::string address = "〇〇市一丁目";
  std::string end = {};
  std::string hidden = "0";
  std::string birthdate = "19900115";
};

class Notices : public ::testing::Test {
 protected:
  void SetUp() override {
    bed.start();
    bed.register_all();
  }
  std::string updated() { return "202407090" + std::to_string(10000 + ++updates_); }
  void correct(const Row& row) {
    bed.import("office:13101", "qualification",
               std::string(qualification_columns) + "13101,R1,L1,12000006,1010008," + row.name +
                   ",ｾｲﾎ ｲﾁﾛｳ,1," + row.birthdate + ",100-0001," + row.address + ",20240110," +
                   row.end + "," + row.hidden + "," + updated() + "\n");
  }
  void ticket(const std::string& recipient, const std::string& issue, const std::string& last_day,
              const std::string& institution, const std::string& deleted = "0") {
    bed.import("office:13101", "ticket",
               std::string(ticket_columns) + "13101," + recipient + "," + issue +
                   ",01,202407,20240701," + last_day + "," + institution +
                   ",医院,02,ＸＸＸ,0,01,02," + updated() + "," + deleted + "\n");
  }
  void insurance_of_p6(const std::string& end) {
    bed.import("operator:1", "insurance",
               "PersonLinkKey,InsuredCardClassification,InsurerNumber,InsuredCardSymbol,"
               "InsuredIdentificationNumber,InsuredBranchNumber,Name,NameKana,Sex1,Birthdate,"
               "QualificationDate,DisqualificationDate,InsurerName\n"
               "L6,01,33120015,記号,123456,01,併用　六子,ﾍｲﾖｳ ﾛｸｺ,2,19880808,20200401," +
                   end + ",見本健康保険組合\n");
  }
  // 一括照会, taken in; its reception number.
  std::string inquire(edge::CenterClient& line, const std::vector<UnitQuestion>& units,
                      const std::string& institution = clinic_x) {
    const auto accepted = ask(line, "OQSmuquc01", inquiry_request(units, "20240710", institution),
                              util::random_key());
    EXPECT_EQ(accepted.document.segment, "1") << accepted.xml;
    return accepted.document.reception_number;
  }
  Answered fetch(edge::CenterClient& line, const std::string& reception,
                 const std::string& institution = clinic_x) {
    return download_of(line, "OQSmuquc02", reception, institution);
  }
  struct Page {
    std::vector<json> notices;
    std::int64_t next = 0;
    std::string bytes;
  };
  Page page(edge::CenterClient& line, std::int64_t after) {
    net::Request request;
    request.method = "GET";
    request.path = "/feed";
    request.query = {{"after", std::to_string(after)}};
    const auto response = line.send(request, 20000);
    Page read;
    EXPECT_TRUE(response);
    if (!response) return read;
    const auto body = json::parse(response->body);
    read.bytes = response->body;
    read.next = body.at("next").get<std::int64_t>();
    for (const auto& item : body.at("items")) {
      if (item.contains("notice")) read.notices.push_back(item.at("notice"));
    }
    return read;
  }
  // The notices behind `after`, once there are `count`; everything they stand in as bytes.
  Page wait_for(edge::CenterClient& line, std::size_t count, std::int64_t after = 0) {
    Page all;
    for (int i = 0; i < looks_max; ++i) {
      all = page(line, after);
      if (all.notices.size() >= count) break;
      std::this_thread::sleep_for(between_looks);
    }
    EXPECT_EQ(all.notices.size(), count) << all.bytes;
    return all;
  }
  Bed bed;

 private:
  int updates_ = 0;
};

TEST_F(Notices, tell_of_a_back_dated_abolition_whoever_was_told_and_nobody_else) {
  auto x = bed.client("institution:1310000011");
  auto y = bed.client("institution:1310000029");
  const auto answered = ask(x, NumberQuestion{});
  NumberQuestion from_y;  // about somebody else
  from_y.institution = clinic_y;
  from_y.number = "1010024";
  from_y.birthdate = "19700707";
  EXPECT_EQ(ask(y, from_y).document.validity, "1");
  correct({.end = "20240705"});
  const auto told = wait_for(x, 1);
  const auto& notice = told.notices.at(0);
  EXPECT_EQ(notice.at("kind"), "lost");
  EXPECT_EQ(notice.at("asked").at("way"), "number");
  EXPECT_EQ(notice.at("asked").at("record").get<std::int64_t>(), std::stoll(answered.record));
  EXPECT_EQ(notice.at("asked").at("QualificationConfirmationDate"), "20240710");
  EXPECT_EQ(notice.at("asked").at("ArbitraryFileIdentifier"), "file-1");
  EXPECT_EQ(notice.at("person").at("Name"), "生保　一郎");
  EXPECT_EQ(notice.at("told").at("QualificationValidity"), "1");
  EXPECT_EQ(notice.at("told").at("ResultList").at(0).at("InsurerNumber"), "12000006");
  EXPECT_EQ(notice.at("now").at("QualificationValidity"), "2");
  EXPECT_TRUE(notice.at("now").at("ResultList").empty());  // as asking by number again tells
  EXPECT_FALSE(notice.at("next").at("ja").get<std::string>().empty());
  EXPECT_FALSE(notice.at("next").at("en").get<std::string>().empty());
  // Asking again is told the same.
  EXPECT_EQ(ask(x, NumberQuestion{}).document.validity, "2");
  for (const auto* other : {"institution:1310000029", "office:13101", "operator:1"}) {
    auto line = bed.client(other);
    const auto feed = page(line, 0).bytes;
    for (const auto* word : {"notice", "生保", "1010008", "file-1", "QualificationValidity"}) {
      EXPECT_EQ(feed.find(word), std::string::npos) << other << " " << word;
    }
  }
}

TEST_F(Notices, follow_changes_to_and_fro_once_each) {
  auto x = bed.client("institution:1310000011");
  ask(x, NumberQuestion{});
  correct({.end = "20240705"});
  const auto first = wait_for(x, 1);
  correct({.address = "〇〇市九丁目", .end = "20240705"});  // no claim holds it
  correct({});
  const auto second = wait_for(x, 2);
  EXPECT_EQ(second.notices.at(1).at("kind"), "as_answered");
  EXPECT_TRUE(second.notices.at(1).at("differences").empty());
  EXPECT_GT(second.notices.at(1).at("notice"), second.notices.at(0).at("notice"));
  correct({.end = "20240705"});
  EXPECT_EQ(wait_for(x, 3).notices.at(2).at("kind"), "lost");
  EXPECT_EQ(wait_for(x, 2, first.next).notices.size(), 2U);
}

TEST_F(Notices, tell_corrections_that_a_claim_depends_on) {
  auto x = bed.client("institution:1310000011");
  ask(x, NumberQuestion{});
  correct({.name = "生保　市郎"});
  auto told = wait_for(x, 1);
  EXPECT_EQ(told.notices.at(0).at("kind"), "changed");
  EXPECT_EQ(told.notices.at(0).at("person").at("Name"), "生保　一郎");  // as shown then
  EXPECT_EQ(told.notices.at(0).at("now").at("ResultList").at(0).at("Name"), "生保　市郎");
  ticket("R1", "00000001", "20240715", clinic_x);
  told = wait_for(x, 2);
  EXPECT_EQ(told.notices.at(1).at("kind"), "changed");
  EXPECT_NE(told.notices.at(1).dump().find("MedicalTicketExpirationDate"), std::string::npos);
  ticket("R1", "00000001", "20240715", clinic_x, "1");
  told = wait_for(x, 3);
  EXPECT_EQ(told.notices.at(2).at("kind"), "lost");
}

TEST_F(Notices, tell_nothing_of_what_was_not_told) {
  auto x = bed.client("institution:1310000011");
  NumberQuestion of_r2;
  of_r2.number = "1010016";
  of_r2.birthdate = "19850303";
  EXPECT_EQ(ask(x, of_r2).document.validity, "2");
  ask(x, NumberQuestion{});
  ticket("R2", "00000022", "20240731", clinic_y);  // another institution's ticket
  bed.import("office:13101", "qualification",
             std::string(qualification_columns) +
                 "13101,R2,L2,12000006,1010016,髙橋　咲子,ﾀｶﾊｼ "
                 "ｻｷｺ,2,19850303,100-0001,〇〇市八丁目,20240110,,0,20240709100000\n");
  correct({.end = "20240705"});  // this one is told, behind all the others
  const auto told = wait_for(x, 1);
  EXPECT_EQ(told.bytes.find("咲子"), std::string::npos);
  EXPECT_EQ(told.bytes.find("00000022"), std::string::npos);
  EXPECT_EQ(told.notices.at(0).at("person").at("Name"), "生保　一郎");
}

TEST_F(Notices, tell_that_a_late_ticket_is_there_unless_switched_off) {
  NumberQuestion of_r2;
  of_r2.number = "1010016";
  of_r2.birthdate = "19850303";
  {
    auto x = bed.client("institution:1310000011");
    EXPECT_EQ(ask(x, of_r2).document.validity, "2");
    ticket("R2", "00000022", "20240731", clinic_x);
    const auto told = wait_for(x, 1);
    EXPECT_EQ(told.notices.at(0).at("kind"), "registered");
    EXPECT_EQ(told.notices.at(0).at("person").at("Name"), "髙橋　﨑子");
  }
  bed.stop();
  bed.config.notices.registered_since = NoticeSettings::RegisteredSince::untold;
  bed.start();
  auto x = bed.client("institution:1310000011");
  NumberQuestion of_r3;
  of_r3.number = "1010024";
  of_r3.birthdate = "19700707";
  EXPECT_EQ(ask(x, of_r3).document.validity, "2");
  ask(x, NumberQuestion{});
  ticket("R3", "00000033", "20240731", clinic_x);
  correct({.end = "20240705"});
  const auto told = wait_for(x, 2);
  EXPECT_EQ(told.notices.at(1).at("kind"), "lost");
}

TEST_F(Notices, say_nothing_when_somebody_became_not_disclosed) {
  auto x = bed.client("institution:1310000011");
  ask(x, NumberQuestion{});
  NumberQuestion of_r6;
  of_r6.number = "1010057";
  of_r6.birthdate = "19880808";
  EXPECT_EQ(ask(x, of_r6).document.validity, "1");
  correct({.end = "20240705", .hidden = "1"});
  ticket("R6", "00000006", "20240731", clinic_x, "1");
  const auto told = wait_for(x, 1);
  EXPECT_EQ(told.notices.at(0).at("person").at("Name"), "併用　六子");
  EXPECT_EQ(told.bytes.find("生保"), std::string::npos);
  // A notice that waits is not told either.
  correct({.end = "20240705"});
  wait_for(x, 2);
  correct({.end = "20240705", .hidden = "1"});
  EXPECT_EQ(page(x, 0).bytes.find("生保"), std::string::npos);
}

TEST_F(Notices, concern_the_units_of_a_bulk_acquisition) {
  auto x = bed.client("institution:1310000011");
  const auto accepted =
      ask(x, "OQSmutic01", tickets_request(clinic_x, "202407"), util::random_key());
  const auto got =
      ask(x, "OQSmutic02", download_request(clinic_x, accepted.document.reception_number),
          util::random_key());
  ASSERT_EQ(got.document.units.size(), 2U);
  ticket("R1", "00000001", "20240731", clinic_x, "1");
  const auto told = wait_for(x, 1);
  const auto& notice = told.notices.at(0);
  EXPECT_EQ(notice.at("kind"), "lost");
  EXPECT_EQ(notice.at("asked").at("way"), "bulk");
  EXPECT_EQ(notice.at("asked").at("MedicalTreatmentMonth"), "202407");
  EXPECT_EQ(notice.at("asked").at("ReceptionNumber"), accepted.document.reception_number);
  EXPECT_EQ(notice.at("now").at("QualificationValidity"), "");
  EXPECT_EQ(told.bytes.find("併用"), std::string::npos);
}

TEST_F(Notices, compare_with_the_last_answer_to_the_same_question) {
  auto x = bed.client("institution:1310000011");
  ask(x, NumberQuestion{});
  const auto second = ask(x, NumberQuestion{});
  NumberQuestion earlier;
  earlier.day = "20240702";
  ask(x, earlier);
  correct({.end = "20240705"});
  const auto told = wait_for(x, 2);  // one a visit day
  EXPECT_EQ(told.notices.at(0).at("asked").at("QualificationConfirmationDate"), "20240702");
  EXPECT_EQ(told.notices.at(0).at("kind"), "changed");  // still valid then, with its end
  EXPECT_EQ(told.notices.at(1).at("asked").at("record").get<std::int64_t>(),
            std::stoll(second.record));
}

TEST_F(Notices, of_changes_during_a_standstill_come_after_the_restart) {
  {
    auto x = bed.client("institution:1310000011");
    ask(x, NumberQuestion{});
    correct({.end = "20240705"});
  }
  bed.stop();  // whether it was looked at before or not
  bed.start();
  auto x = bed.client("institution:1310000011");
  EXPECT_EQ(wait_for(x, 1).notices.at(0).at("kind"), "lost");
  bed.stop();
  bed.start();
  auto again = bed.client("institution:1310000011");
  ask(again, NumberQuestion{});
  correct({});
  // The clinic asked again meanwhile: its newest answer (2) is what changed now.
  EXPECT_EQ(wait_for(again, 2).notices.at(1).at("kind"), "registered");
}

TEST_F(Notices, are_on_record_as_a_download_with_who_was_told_what) {
  auto x = bed.client("institution:1310000011");
  ask(x, NumberQuestion{});
  correct({.end = "20240705"});
  const auto told = wait_for(x, 1);
  bed.stop();
  store::sqlite::Options options = bed.config.store;
  const auto registry = store::sqlite::open(options).value();
  const auto records = util::sync_wait(registry->records(1, 1000)).value();
  std::vector<json> downloads;
  for (const auto& record : records) {
    if (record.entry.kind == "download") downloads.push_back(json::parse(record.entry.detail));
    EXPECT_TRUE(record.entry.kind != "download" || told_of(record).empty());
  }
  ASSERT_FALSE(downloads.empty());
  const auto& listed = downloads.back().at("notices").at(0);
  EXPECT_EQ(listed.at("cursor"), told.notices.at(0).at("notice"));
  EXPECT_EQ(listed.at("kind"), "lost");
  EXPECT_GT(listed.at("person").get<std::int64_t>(), 0);
}

TEST_F(Notices, of_answers_older_than_the_look_back_are_not_made) {
  bed.stop();
  bed.config.notices.lookback_months = 1;
  bed.start();
  auto x = bed.client("institution:1310000011");
  ask(x, NumberQuestion{});
  bed.clock.set(*util::parse_iso_date_time("2024-09-02T12:00:00+09:00"));
  NumberQuestion of_r6;
  of_r6.number = "1010057";
  of_r6.birthdate = "19880808";
  EXPECT_EQ(ask(x, of_r6).document.validity, "1");
  correct({.end = "20240705"});
  ticket("R6", "00000006", "20240731", clinic_x, "1");
  const auto told = wait_for(x, 1);
  EXPECT_EQ(told.notices.at(0).at("person").at("Name"), "併用　六子");
}

const UnitQuestion p1{"12000006", "1010008", "19900115", "chart-1"};
const UnitQuestion p2{"12000006", "1010016", "19850303", "chart-2"};
const UnitQuestion p3{"12000006", "1010024", "19700707", "chart-3"};
const UnitQuestion p6{"12000006", "1010057", "19880808", "chart-6"};
const UnitQuestion p6_insured{"33120015", "123456", "19880808", "chart-6i", "記号", "01"};

std::string unit_of(const json& notice) {
  return notice.at("asked").at("QualificationConfirmSearchInfo").at("ArbitraryIdentifier");
}

TEST_F(Notices, concern_one_unit_of_a_bulk_inquiry_and_its_institution_only) {
  auto x = bed.client("institution:1310000011");
  auto y = bed.client("institution:1310000029");
  const auto reception = inquire(x, {p3, p1, p6});
  const auto got = fetch(x, reception);
  ASSERT_EQ(got.document.units.size(), 3U);
  EXPECT_EQ(got.document.units.at(1).validity, "1");
  EXPECT_EQ(fetch(y, inquire(y, {p3}, clinic_y), clinic_y).document.units.at(0).validity, "1");
  correct({.end = "20240705"});
  const auto told = wait_for(x, 1);
  const auto& notice = told.notices.at(0);
  const auto& asked = notice.at("asked");
  EXPECT_EQ(notice.at("kind"), "lost");
  EXPECT_EQ(asked.at("way"), "bulk_inquiry");
  EXPECT_EQ(asked.at("record").get<std::int64_t>(), std::stoll(got.record));
  EXPECT_EQ(asked.at("QualificationConfirmationDate"), "20240710");
  EXPECT_EQ(asked.at("ReceptionNumber"), reception);
  EXPECT_EQ(asked.at("ArbitraryFileIdentifier"), "many-1");
  EXPECT_EQ(unit_of(notice), "chart-1");
  EXPECT_EQ(asked.at("QualificationConfirmSearchInfo").at("InsuredIdentificationNumber"),
            "1010008");
  EXPECT_EQ(notice.at("person").at("Name"), "生保　一郎");
  EXPECT_EQ(notice.at("told").at("QualificationValidity"), "1");
  EXPECT_EQ(notice.at("now").at("QualificationValidity"), "2");
  EXPECT_TRUE(notice.at("now").at("ResultList").empty());
  for (const auto* other : {"併用", "chart-6", "chart-3", "山田"}) {
    EXPECT_EQ(told.bytes.find(other), std::string::npos) << other;
  }
  // Asking again is told the same.
  EXPECT_EQ(fetch(x, inquire(x, {p1})).document.units.at(0).validity, "2");
  for (const auto* other : {"institution:1310000029", "office:13101", "operator:1"}) {
    auto line = bed.client(other);
    const auto feed = page(line, 0).bytes;
    for (const auto* word : {"notice", "生保", "1010008", "chart-1", "many-1"}) {
      EXPECT_EQ(feed.find(word), std::string::npos) << other << " " << word;
    }
  }
}

TEST_F(Notices, of_a_bulk_inquiry_come_once_however_often_it_is_fetched) {
  auto x = bed.client("institution:1310000011");
  const auto reception = inquire(x, {p1});
  const auto first = fetch(x, reception);
  correct({.end = "20240705"});
  wait_for(x, 1);
  // The job's content is of before the change, and says so again.
  EXPECT_EQ(fetch(x, reception).document.units.at(0).validity, "1");
  correct({.address = "〇〇市九丁目", .end = "20240705"});  // no claim holds it
  correct({.address = "〇〇市九丁目"});
  auto told = wait_for(x, 2);
  EXPECT_EQ(told.notices.at(1).at("kind"), "as_answered");
  fetch(x, reception);
  correct({.end = "20240705"});
  told = wait_for(x, 3);
  EXPECT_EQ(told.notices.at(2).at("kind"), "lost");
  for (const auto& notice : told.notices) {
    EXPECT_EQ(notice.at("asked").at("record").get<std::int64_t>(), std::stoll(first.record));
  }
  // So it is with a bulk acquisition.
  const auto ordered =
      ask(x, "OQSmutic01", tickets_request(clinic_x, "202407"), util::random_key());
  const auto& number = ordered.document.reception_number;
  EXPECT_FALSE(download_of(x, "OQSmutic02", number, clinic_x).document.units.empty());
  ticket("R6", "00000006", "20240715", clinic_x);
  wait_for(x, 4);
  download_of(x, "OQSmutic02", number, clinic_x);
  ticket("R6", "00000006", "20240715", clinic_x, "1");
  EXPECT_EQ(wait_for(x, 5).notices.at(4).at("kind"), "lost");
}

TEST_F(Notices, of_a_bulk_inquiry_fetched_after_the_change_come_at_once) {
  auto x = bed.client("institution:1310000011");
  const auto reception = inquire(x, {p1});
  EXPECT_EQ(fetch(x, inquire(x, {p6})).document.units.at(0).validity, "1");  // it ran behind p1's
  correct({.end = "20240705"});
  ticket("R6", "00000006", "20240731", clinic_x, "1");
  EXPECT_EQ(unit_of(wait_for(x, 1).notices.at(0)), "chart-6");  // the changes were looked at
  EXPECT_EQ(fetch(x, reception).document.units.at(0).validity, "1");
  const auto told = wait_for(x, 2);
  EXPECT_EQ(unit_of(told.notices.at(1)), "chart-1");
  EXPECT_EQ(told.notices.at(1).at("kind"), "lost");
}

TEST_F(Notices, tell_each_question_of_a_bulk_inquiry_by_itself) {
  auto x = bed.client("institution:1310000011");
  const auto got = fetch(x, inquire(x, {p6_insured, p6, p2}));
  EXPECT_EQ(got.document.units.at(0).validity, "1");
  EXPECT_EQ(got.document.units.at(1).validity, "1");
  EXPECT_EQ(got.document.units.at(2).validity, "2");
  ticket("R6", "00000006", "20240731", clinic_x, "1");
  auto told = wait_for(x, 1);
  EXPECT_EQ(unit_of(told.notices.at(0)), "chart-6");
  EXPECT_EQ(told.bytes.find("33120015"), std::string::npos);
  insurance_of_p6("20240706");
  told = wait_for(x, 2);
  EXPECT_EQ(unit_of(told.notices.at(1)), "chart-6i");
  EXPECT_EQ(told.notices.at(1).at("kind"), "lost");
  EXPECT_EQ(told.notices.at(1).dump().find("12000006"), std::string::npos);
  ticket("R2", "00000022", "20240731", clinic_y);  // another institution's
  ticket("R2", "00000023", "20240731", clinic_x);
  told = wait_for(x, 3);
  EXPECT_EQ(unit_of(told.notices.at(2)), "chart-2");
  EXPECT_EQ(told.notices.at(2).at("kind"), "registered");
  EXPECT_EQ(told.bytes.find("00000022"), std::string::npos);
}

TEST_F(Notices, of_a_bulk_inquiry_are_silent_about_who_is_or_was_not_disclosed) {
  auto x = bed.client("institution:1310000011");
  const auto early = inquire(x, {p1});
  EXPECT_EQ(fetch(x, early).document.units.at(0).validity, "1");
  const auto late = inquire(x, {p6, p6_insured, p3});
  bed.use_medical_assistance(clinic_x, oqs::Use::no);
  const auto got = fetch(x, late);  // D1: assistance was not told of
  EXPECT_EQ(got.document.units.at(1).validity, "1");
  bed.use_medical_assistance(clinic_x, oqs::Use::yes);
  correct({.end = "20240705", .hidden = "1"});
  ticket("R6", "00000006", "20240731", clinic_x, "1");
  insurance_of_p6("20240706");
  auto told = wait_for(x, 1);
  EXPECT_EQ(unit_of(told.notices.at(0)), "chart-6i");
  EXPECT_EQ(told.bytes.find("生保"), std::string::npos);
  EXPECT_EQ(told.bytes.find("chart-1"), std::string::npos);
  // A notice that waits is not told either.
  correct({.end = "20240705"});
  wait_for(x, 2);
  correct({.end = "20240705", .hidden = "1"});
  EXPECT_EQ(page(x, 0).bytes.find("生保"), std::string::npos);
  // Hidden when it was fetched: not told then, so nothing changed.
  const auto hidden = inquire(x, {p1});
  EXPECT_EQ(fetch(x, hidden).document.units.at(0).validity, "4");
  correct({});
  insurance_of_p6("");
  told = wait_for(x, 4);
  EXPECT_EQ(told.bytes.find(hidden), std::string::npos);
}

TEST_F(Notices, of_a_bulk_inquiry_outlive_its_result_and_a_standstill) {
  std::string reception;
  {
    auto x = bed.client("institution:1310000011");
    reception = inquire(x, {p1});
    EXPECT_EQ(fetch(x, reception).document.units.at(0).validity, "1");
  }
  bed.stop();
  bed.config.bulk.retention_days = 1;
  bed.clock.set(bed.clock.now().plus_ms(20 * 86400000LL));
  bed.start();
  {
    auto x = bed.client("institution:1310000011");
    EXPECT_EQ(fetch(x, reception).document.error_code, "E3005");
    correct({.end = "20240705"});
  }
  bed.stop();  // whether it was looked at before or not
  bed.start();
  auto x = bed.client("institution:1310000011");
  const auto told = wait_for(x, 1);
  EXPECT_EQ(told.notices.at(0).at("kind"), "lost");
  EXPECT_EQ(unit_of(told.notices.at(0)), "chart-1");
  bed.stop();
  bed.start();
  auto again = bed.client("institution:1310000011");
  correct({});
  EXPECT_EQ(wait_for(again, 2).notices.at(1).at("kind"), "as_answered");
}

TEST_F(Notices, take_a_unit_and_a_single_inquiry_for_the_same_question) {
  auto x = bed.client("institution:1310000011");
  fetch(x, inquire(x, {p1}));
  const auto last = ask(x, NumberQuestion{});
  correct({.end = "20240705"});
  auto told = wait_for(x, 1);
  EXPECT_EQ(told.notices.at(0).at("asked").at("way"), "number");
  EXPECT_EQ(told.notices.at(0).at("asked").at("record").get<std::int64_t>(),
            std::stoll(last.record));
  const auto newer = fetch(x, inquire(x, {p1}));
  EXPECT_EQ(newer.document.units.at(0).validity, "2");
  correct({});
  told = wait_for(x, 2);
  EXPECT_EQ(told.notices.at(1).at("kind"), "registered");
  EXPECT_EQ(told.notices.at(1).at("asked").at("record").get<std::int64_t>(),
            std::stoll(newer.record));
}

}  // namespace
}  // namespace madoguchi::center
