// 環境設定 as a receipt computer uses it: OQSsiinq and OQSsiupd through req/ and res/.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "flow/requests.hpp"
#include "flow/system.hpp"
#include "oqs/setting_messages.hpp"

namespace madoguchi::flow {
namespace {

class Setting : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
    clinic = &system.prepared_clinic(clinic_x);
    clinic->start();
  }
  Clinic::Came send(const std::string& interface, const std::string& text) {
    return clinic->send(text, interface + "req_" + clinic->free_part() + ".xml");
  }
  Clinic::Came update(oqs::Use use) {
    return send("OQSsiupd01",
                oqs::write_setting_request(clinic_x, "SET-1", oqs::SettingChanges{use}));
  }
  std::string held() {
    const auto came =
        send("OQSsiinq01", oqs::write_setting_request(clinic_x, "INQ-1", std::nullopt));
    EXPECT_EQ(came.xml().first("ArbitraryFileIdentifier"), "INQ-1");
    return came.xml().first("MedicalAssistance");
  }
  std::string validity() {
    const auto xml = clinic->send(message(about(recipient("R1"), system.today()))).xml();
    return xml.first("ErrorCode") + xml.first("QualificationValidity");
  }
  // The settings on the record: who, before → after.
  std::string recorded() {
    const auto file = system.path("setting.jsonl").string();
    const auto done =
        run({"audit", "export", "--config", system.center_config(), "--output", file});
    EXPECT_EQ(done.code, 0) << done.err;
    std::istringstream lines(bytes_of(file));
    std::string text;
    for (std::string line; std::getline(lines, line);) {
      const auto record = nlohmann::json::parse(line);
      if (record["kind"] != "setting") continue;
      auto detail = record["detail"];
      if (detail.is_string()) detail = nlohmann::json::parse(detail.get<std::string>());
      text += fmt::format("{} {} {}→{}\n", record["interface"].get<std::string>(),
                          record["party"].get<std::string>(), detail["before"].get<std::string>(),
                          detail["MedicalAssistance"].get<std::string>());
    }
    return text;
  }
  System system;
  Clinic* clinic = nullptr;
};

TEST_F(Setting, D1_an_update_is_told_recorded_and_holds_for_the_next_question) {
  EXPECT_EQ(held(), "0");
  EXPECT_EQ(validity(), "E2005");
  const auto on = update(oqs::Use::yes).xml();
  EXPECT_EQ(on.first("SegmentOfResult"), "1");
  EXPECT_EQ(on.first("ArbitraryFileIdentifier"), "SET-1");
  EXPECT_EQ(on.first("MedicalAssistance"), "1");
  EXPECT_EQ(validity(), "1");
  EXPECT_EQ(update(oqs::Use::yes).xml().first("MedicalAssistance"), "1");
  EXPECT_EQ(update(oqs::Use::no).xml().first("MedicalAssistance"), "0");
  EXPECT_EQ(validity(), "E2005");
  EXPECT_EQ(held(), "0");
  EXPECT_EQ(recorded(),
            "OQSsiupd01 institution:1310000011 0→1\n"
            "OQSsiupd01 institution:1310000011 1→1\n"
            "OQSsiupd01 institution:1310000011 1→0\n");
  system.expect_whole_chain();
}

TEST_F(Setting, A_wrong_update_is_refused_in_its_place_and_stores_nothing) {
  const auto good =
      oqs::write_setting_request(clinic_x, "SET-1", oqs::SettingChanges{oqs::Use::yes});
  const auto changed = [&good](std::string_view from, std::string_view to) {
    auto text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  struct Wrong {
    std::string text, code, place;
  };
  const std::string leaf = "<MedicalAssistance>1</MedicalAssistance>";
  const Wrong wrong[] = {
      {changed(leaf, "<MedicalAssistance>2</MedicalAssistance>"), "E1004", "MedicalAssistance"},
      {changed(leaf, "<MedicalAssistance></MedicalAssistance>"), "E1003", "MedicalAssistance"},
      {changed(leaf, ""), "E1003", "MedicalAssistance"},
      {changed(leaf, leaf + leaf), "E1005", "MedicalAssistance"},
      {changed(leaf, leaf + "<OnlineCare>1</OnlineCare>"), "E2010", "OnlineCare"},
      {changed("<EnvironmentSettingInfo>", "<Other>1</Other><EnvironmentSettingInfo>"), "E2010",
       "MessageBody/Other"},
      {changed(clinic_x, clinic_y), "E2001", ""}};
  for (const auto& one : wrong) {
    const auto xml = send("OQSsiupd01", one.text).xml();
    EXPECT_EQ(xml.first("SegmentOfResult"), "9") << one.text;
    EXPECT_EQ(xml.first("ErrorCode"), one.code) << one.text;
    EXPECT_NE(xml.first("ErrorMessage").find(one.place), std::string::npos)
        << xml.first("ErrorMessage");
    EXPECT_EQ(xml.count("EnvironmentSettingInfo"), 0U);
  }
  EXPECT_EQ(held(), "0");
  EXPECT_EQ(recorded(), "");
}

// §1.7: the request under its own name, and the .err beside it.
TEST_F(Setting, S1_7_every_interface_that_is_not_offered_gets_its_err) {
  const auto text = message(about(recipient("R1"), system.today()));
  for (const auto* prefix : {"OQSmuhvq01", "OQSmuonq01", "OQSsihvq01", "OQSsionq01", "OQSsihvd01",
                             "OQSsiurl01", "YZKsiquc02", "TKKsiquc02", "CIPsiquc01", "EPSsipr101",
                             "EPSmupr101", "PMHsimsm01", "OQSxxxxx01", "OQS0000001"}) {
    const auto base = std::string(prefix) + "req_" + clinic->free_part();
    write_in_place(clinic->req(base + ".xml"), text);
    const auto came = clinic->wait_for({base + ".err"});
    EXPECT_TRUE(came.bytes.starts_with("E1009")) << prefix << came.bytes;
    EXPECT_EQ(bytes_of(clinic->res(base + ".xml")), text) << prefix;
    EXPECT_FALSE(std::filesystem::exists(clinic->req(base + ".xml"))) << prefix;
  }
  for (const auto* stays : {"XQSsiquc01req_1.xml", "OQSsiquc01req_1.tmp", "YZKsiquc1req_1.xml"}) {
    write_in_place(clinic->req(stays), text);
  }
  EXPECT_EQ(held(), "0");  // taken after these were seen
  EXPECT_EQ(names_in(clinic->req()).size(), 3U);
}

}  // namespace
}  // namespace madoguchi::flow
