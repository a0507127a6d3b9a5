// 照会番号一括登録 (OQSmuimm) through req/ and res/ of a running terminal.
#include <fmt/format.h>

#include "flow/requests.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

struct Unit {
  std::string reference, payer, number;
  std::string symbol = {}, branch = {};
};

// As a receipt computer writes it: Shift_JIS with CRLF.
std::string registration_message(const std::string& institution, const std::vector<Unit>& units) {
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"Shift_JIS\" standalone=\"no\"?>\r\n<XmlMsg>\r\n"
      "<MessageHeader><MedicalInstitutionCode>{}</MedicalInstitutionCode>\r\n"
      "<ArbitraryFileIdentifier>診察券①</ArbitraryFileIdentifier></MessageHeader>\r\n"
      "<MessageBody>\r\n",
      institution);
  const auto leaf = [](const char* name, const std::string& value) {
    return value.empty() ? std::string() : fmt::format("<{0}>{1}</{0}>", name, value);
  };
  for (const auto& unit : units) {
    text += "<ReferenceNumberRegistrationInfo>" + leaf("ReferenceNumber", unit.reference) +
            leaf("InsurerNumber", unit.payer) + leaf("InsuredCardSymbol", unit.symbol) +
            leaf("InsuredIdentificationNumber", unit.number) +
            leaf("InsuredBranchNumber", unit.branch) + "</ReferenceNumberRegistrationInfo>\r\n";
  }
  return shift_jis(text + "</MessageBody>\r\n</XmlMsg>\r\n");
}

Unit unit_of(std::string_view key, const std::string& reference) {
  return {reference, std::string(payer), recipient(key).number};
}

class Registrations : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
    x = &system.clinic(clinic_x);
    received = ask("R1");
    ASSERT_EQ(received.first("QualificationValidity"), "1");
  }
  Xml ask(std::string_view key) {
    return x->send(message(about(recipient(key), system.today()))).xml();
  }
  std::string begin(const std::vector<Unit>& units) {
    const auto came =
        x->send(registration_message(x->code(), units), "OQSmuimm01req_" + x->free_part() + ".xml");
    EXPECT_TRUE(came.name.ends_with(".xml")) << came.name;  // 01res is never a zip
    return came.xml().first("ReceptionNumber");
  }
  // The message in the archive, still in the clinic's encoding.
  std::string result(const std::string& reception) {
    const auto came =
        x->send(download_message(x->code(), reception), "OQSmuimm02req_" + x->free_part() + ".xml");
    EXPECT_TRUE(came.name.ends_with(".zip")) << came.name;
    const auto entries = unzipped(x->res(came.name));
    EXPECT_EQ(entries.size(), 1U);
    if (entries.empty()) return {};
    EXPECT_TRUE(entries[0].name.starts_with("OQSmuimm02res_")) << entries[0].name;
    return entries[0].bytes;
  }
  System system;
  Clinic* x = nullptr;
  Xml received;
};

TEST_F(Registrations, Come_back_as_one_zip_and_their_numbers_in_later_answers) {
  EXPECT_EQ(received.first("ReferenceNumber"), "");
  const auto reception = begin({unit_of("R1", "患者－①"),
                                unit_of("R3", "患者三"),
                                unit_of("R4", "患者四"),
                                {"患者五", std::string(payer), "101"}});
  const auto bytes = result(reception);
  const auto text = as_declared(bytes);
  ASSERT_TRUE(text);
  EXPECT_NE(bytes.find("encoding=\"Shift_JIS\""), std::string::npos);
  const auto xml = Xml::parse(*text);
  ASSERT_TRUE(xml);
  EXPECT_EQ(xml->first("ArbitraryFileIdentifier"), "診察券①");
  EXPECT_EQ(xml->first("ReceptionNumber"), reception);
  EXPECT_EQ(xml->first("NumberOfNormalProcessing"), "1");
  EXPECT_EQ(xml->first("NumberOfError"), "3");
  const auto units = xml->all("BulkRegistrationUnit");
  const std::vector<std::string> references = {"患者－①", "患者三", "患者四", "患者五"};
  const std::vector<std::string> codes = {"", "E3020", "E3020", "E1004"};
  ASSERT_EQ(units.size(), codes.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    EXPECT_EQ(units[i].first("ReferenceNumber"), references[i]);
    EXPECT_EQ(units[i].first("ProcessingResultStatus"), codes[i].empty() ? "1" : "2");
    EXPECT_EQ(units[i].first("ProcessingResultCode"), codes[i]);
  }
  EXPECT_EQ(units[1].first("ProcessingResultMessage"), units[2].first("ProcessingResultMessage"));
  for (const auto* key : {"R1", "R3", "R4"}) {
    for (const auto& secret : {recipient(key).name, recipient(key).kana}) {
      EXPECT_EQ(text->find(secret), std::string::npos) << secret;
    }
  }
  EXPECT_EQ(ask("R1").first("ReferenceNumber"), "患者－①");

  const auto records = system.audit();
  const auto explain = [&](std::vector<std::string> more) {
    std::vector<std::string> words = {"explain", std::to_string(records.size() - 1), "--config",
                                      system.center_config()};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  };
  const auto whole = explain({});
  EXPECT_EQ(whole.code, 0) << whole.err;
  EXPECT_NE(whole.out.find("identical"), std::string::npos) << whole.out;
  EXPECT_NE(whole.out.find("E3020 (unknown): 2"), std::string::npos) << whole.out;
  const auto unit = explain({"--unit", "4"});
  EXPECT_NE(unit.out.find("E1004"), std::string::npos) << unit.out << unit.err;
  EXPECT_EQ(explain({"--unit", "5"}).code, 1);
  // The institution hears no cause behind the one text, the office nothing.
  const auto told = explain({"--audience", "institution:1310000011"});
  EXPECT_NE(told.out.find("E3020: 2"), std::string::npos) << told.out << told.err;
  EXPECT_EQ(told.out.find("unknown"), std::string::npos) << told.out;
  EXPECT_EQ(explain({"--audience", "institution:1310000029"}).code, 1);
  EXPECT_EQ(explain({"--audience", "office"}).code, 1);
}

TEST_F(Registrations, Of_a_message_of_more_than_a_megabyte_go_by_ask_as_well) {
  std::vector<Unit> units;
  for (int i = 0; i < 5500; ++i) units.push_back(unit_of("R1", std::to_string(i)));
  const auto bytes = registration_message(x->code(), units);
  ASSERT_GT(bytes.size(), 1024U * 1024U);
  const auto file = system.path("OQSmuimm01req_1.xml");
  write_in_place(file, bytes);
  const auto accepted = run({"ask", "--terminal", x->config(), "--file", file.string()});
  EXPECT_EQ(accepted.code, 0) << accepted.out << accepted.err;
  EXPECT_NE(accepted.out.find("受付番号："), std::string::npos) << accepted.out << accepted.err;
}

TEST_F(Registrations, Are_made_once_when_the_center_is_killed_meanwhile) {
  std::string last;
  constexpr int rounds = 4;
  for (int round = 0; round < rounds; ++round) {
    last = "No." + std::to_string(round);
    const auto reception = begin({unit_of("R1", last)});
    ASSERT_FALSE(reception.empty());
    system.center.kill();  // perhaps before it ran, perhaps behind
    system.start_center();
    const auto xml = Xml::parse(*as_declared(result(reception)));
    ASSERT_TRUE(xml);
    EXPECT_EQ(xml->first("ProcessingResultStatus"), "1");
  }
  EXPECT_EQ(ask("R1").first("ReferenceNumber"), last);
  int ended = 0;
  for (const auto& record : system.audit()) {
    if (record.kind == "processing" && record.interface == "OQSmuimm01") ++ended;
  }
  EXPECT_EQ(ended, rounds);
  system.stop_center();
  system.expect_whole_chain();
}

}  // namespace
}  // namespace madoguchi::flow
