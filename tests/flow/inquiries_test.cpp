// 資格確認一括照会 (OQSmuquc) through req/ and res/ of a running terminal.
#include <fmt/format.h>

#include "flow/requests.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

struct Unit {
  std::string payer, number, birthdate, identifier;
  std::string symbol = {}, branch = {};
};

// As a receipt computer writes it: Shift_JIS with CRLF.
std::string inquiry_message(const std::string& institution, const std::string& day,
                            const std::vector<Unit>& units) {
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"Shift_JIS\" standalone=\"no\"?>\r\n<XmlMsg>\r\n"
      "<MessageHeader><QualificationConfirmationDate>{}</QualificationConfirmationDate>\r\n"
      "<MedicalInstitutionCode>{}</MedicalInstitutionCode>\r\n"
      "<ArbitraryFileIdentifier>予約の確認①</ArbitraryFileIdentifier></MessageHeader>\r\n"
      "<MessageBody>\r\n",
      day, institution);
  const auto leaf = [](const char* name, const std::string& value) {
    return value.empty() ? std::string() : fmt::format("<{0}>{1}</{0}>", name, value);
  };
  for (const auto& unit : units) {
    text += "<QualificationConfirmSearchInfo>" + leaf("InsurerNumber", unit.payer) +
            leaf("InsuredCardSymbol", unit.symbol) +
            leaf("InsuredIdentificationNumber", unit.number) +
            leaf("InsuredBranchNumber", unit.branch) + leaf("Birthdate", unit.birthdate) +
            leaf("LimitApplicationCertificateRelatedConsFlg", "0") +
            leaf("ArbitraryIdentifier", unit.identifier) + "</QualificationConfirmSearchInfo>\r\n";
  }
  return shift_jis(text + "</MessageBody>\r\n</XmlMsg>\r\n");
}

Unit unit_of(std::string_view key, const std::string& identifier) {
  const auto& person = recipient(key);
  return {std::string(payer), person.number, person.birthdate, identifier};
}

class Inquiries : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
    x = &system.clinic(clinic_x);
  }
  std::string begin(const std::vector<Unit>& units) {
    const auto came = x->send(inquiry_message(x->code(), system.today().text(), units),
                              "OQSmuquc01req_" + x->free_part() + ".xml");
    EXPECT_TRUE(came.name.ends_with(".xml")) << came.name;  // 01res is never a zip
    return came.xml().first("ReceptionNumber");
  }
  Clinic::Came download(const std::string& reception) {
    return x->send(download_message(x->code(), reception),
                   "OQSmuquc02req_" + x->free_part() + ".xml");
  }
  // The message in the archive, still in the clinic's encoding.
  std::string bytes_in(const Clinic::Came& came) const {
    EXPECT_TRUE(came.name.ends_with(".zip")) << came.name;
    const auto entries = unzipped(x->res(came.name));
    EXPECT_EQ(entries.size(), 1U);
    if (entries.empty()) return {};
    EXPECT_TRUE(entries[0].name.starts_with("OQSmuquc02res_")) << entries[0].name;
    return entries[0].bytes;
  }
  std::vector<Unit> questions() const {
    return {unit_of("R1", "患者一"),
            unit_of("R2", "患者二"),
            unit_of("R3", "患者三"),
            unit_of("R4", "患者四"),
            {std::string(payer), "101", "19900115", "患者五"},
            {std::string(insurer), std::string(insured_number), recipient("R6").birthdate, "患者六",
             std::string(insured_symbol), "01"}};
  }
  System system;
  Clinic* x = nullptr;
};

TEST_F(Inquiries, Units_come_back_in_their_order_as_one_zip_in_Shift_JIS) {
  const auto reception = begin(questions());
  ASSERT_FALSE(reception.empty());
  const auto bytes = bytes_in(download(reception));
  const auto text = as_declared(bytes);
  ASSERT_TRUE(text);
  EXPECT_NE(bytes.find("encoding=\"Shift_JIS\""), std::string::npos);
  const auto xml = Xml::parse(*text);
  ASSERT_TRUE(xml);
  EXPECT_EQ(xml->first("ArbitraryFileIdentifier"), "予約の確認①");
  EXPECT_EQ(xml->first("ReceptionNumber"), reception);
  EXPECT_EQ(xml->first("QualificationConfirmationDate"), system.today().text());
  EXPECT_EQ(xml->first("NumberOfProcessingResult"), "6");
  EXPECT_EQ(xml->first("NumberOfNormalProcessing"), "5");
  EXPECT_EQ(xml->first("NumberOfError"), "1");
  EXPECT_EQ(xml->first("CharacterCodeIdentifier"), "1");
  EXPECT_EQ(xml->count("ResultList"), 0U);
  const std::vector<std::string> validities = {"1", "2", "2", "4", "", "1"};
  const auto units = xml->all("BulkConfirmUnit");
  ASSERT_EQ(units.size(), validities.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    EXPECT_EQ(units[i].first("ArbitraryIdentifier"), questions()[i].identifier);
    EXPECT_EQ(units[i].first("QualificationValidity"), validities[i]) << i;
    EXPECT_EQ(units[i].count("ResultOfQualificationConfirmation"), validities[i] == "1" ? 1U : 0U);
  }
  EXPECT_EQ(units[0].first("IssueNumber"), "00000001");
  EXPECT_EQ(units[4].first("ProcessingResultStatus"), "2");
  EXPECT_EQ(units[4].first("ProcessingResultCode"), "E1004");
  EXPECT_EQ(units[5].first("LimitApplicationCertificateChanged"), "1");
  for (const auto* key : {"R2", "R3", "R4"}) {
    for (const auto& secret : {recipient(key).name, recipient(key).kana}) {
      EXPECT_EQ(text->find(secret), std::string::npos) << secret;
      EXPECT_EQ(bytes.find(shift_jis(secret)), std::string::npos) << secret;
    }
  }
  EXPECT_EQ(units[5].text().find("A1"), std::string::npos);
}

TEST_F(Inquiries, Explain_makes_the_whole_result_and_each_unit_anew) {
  const auto reception = begin(questions());
  bytes_in(download(reception));
  const auto records = system.audit();
  ASSERT_FALSE(records.empty());
  EXPECT_EQ(records.back().kind, "download");
  EXPECT_EQ(records.back().interface, "OQSmuquc02");
  const auto id = std::to_string(records.size());
  // Whom the snapshot shows may be hidden by now: what was sent stays explainable.
  auto first = recipient("R1");
  first.not_disclosed = "1";
  system.registered("qualification", qualification_csv({first}, 2));
  const auto explain = [&](std::vector<std::string> more) {
    std::vector<std::string> words = {"explain", id, "--config", system.center_config()};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  };
  const auto whole = explain({});
  EXPECT_EQ(whole.code, 0) << whole.err;
  EXPECT_NE(whole.out.find("identical"), std::string::npos) << whole.out;
  EXPECT_NE(whole.out.find("D19: 1"), std::string::npos) << whole.out;
  const auto unit = explain({"--unit", "1"});
  EXPECT_NE(unit.out.find("D17"), std::string::npos) << unit.out << unit.err;
  EXPECT_NE(unit.out.find("identical"), std::string::npos) << unit.out;
  EXPECT_NE(explain({"--unit", "5"}).out.find("E1004"), std::string::npos);
  EXPECT_EQ(explain({"--unit", "7"}).code, 1);
  // The institution hears no cause behind one text, the office its own recipients only.
  const auto told = explain({"--audience", "institution"});
  EXPECT_NE(told.out.find("identical"), std::string::npos) << told.out << told.err;
  for (const auto* cause : {"D19", "D28", "D22", "D3"}) {
    EXPECT_EQ(told.out.find(cause), std::string::npos) << cause;
  }
  EXPECT_EQ(explain({"--audience", "institution:1310000029"}).code, 1);
  const auto of_office = explain({"--audience", "office:13101"});
  EXPECT_NE(of_office.out.find("--unit"), std::string::npos) << of_office.out << of_office.err;
  EXPECT_EQ(explain({"--audience", "office:99999"}).code, 1);
  for (const auto& text : {whole.out, unit.out, told.out, of_office.out}) {
    EXPECT_EQ(text.find(recipient("R1").name), std::string::npos);
    EXPECT_EQ(text.find(recipient("R1").number), std::string::npos);
  }
}

TEST_F(Inquiries, A_killed_center_finishes_them_after_its_restart) {
  const auto reception = begin(questions());
  ASSERT_FALSE(reception.empty());
  const auto before = bytes_in(download(reception));
  const auto second = begin(questions());
  system.center.kill();
  x->process.kill();
  system.start_center();
  x->start();
  const auto after = bytes_in(download(reception));
  for (const auto* element : {"ProcessExecutionTime"}) {
    EXPECT_EQ(without(after, element), without(before, element));
  }
  EXPECT_EQ(Xml::parse(*as_declared(bytes_in(download(second))))->first("NumberOfError"), "1");
  system.stop_center();
  system.expect_whole_chain();
}

TEST_F(Inquiries, What_cannot_be_taken_in_is_told_at_once) {
  const auto empty = x->send(inquiry_message(x->code(), system.today().text(), {}),
                             "OQSmuquc01req_" + x->free_part() + ".xml");
  EXPECT_EQ(empty.xml().first("ErrorCode"), "E1003");
  EXPECT_EQ(empty.xml().first("ArbitraryFileIdentifier"), "予約の確認①");
  const auto future =
      x->send(inquiry_message(x->code(), system.today().plus_days(1).text(), questions()),
              "OQSmuquc01req_" + x->free_part() + ".xml");
  EXPECT_EQ(future.xml().first("ErrorCode"), "E3001");
  const auto unknown = download("202611230000000000");
  EXPECT_TRUE(unknown.name.ends_with(".xml")) << unknown.name;  // only content is zipped
  EXPECT_EQ(unknown.xml().first("ErrorCode"), "E3004");
}

}  // namespace
}  // namespace madoguchi::flow
