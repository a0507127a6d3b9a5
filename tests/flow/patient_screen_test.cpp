// The patient's screen at the reader, from the pairing to the face/ file, against the real center.
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "card/software_reader.hpp"
#include "flow/page_session.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class PatientScreens : public testing::Test {
 protected:
  // A clinic with page, reader and patient's screen; staff signed in, the screen opened.
  void begin(const std::string& face_files) {
    system.start_center();
    system.register_everybody();
    ClinicChoice choice;
    choice.encoding = "UTF-8";
    choice.face_files = face_files;
    choice.more = "[reader]\nkind = \"software\"\nslot_dir = \"reader\"\n\n";
    clinic = &system.prepared_clinic(clinic_x, choice);
    std::ofstream(clinic->config(), std::ios::app)
        << "\n[page]\ndata_dir = \"data\"\nport = " << port
        << "\n\n[patient]\nscreen = \"on\"\nport = " << patient_port << "\n";
    system.use_medical_assistance(*clinic);
    fs::create_directories(fs::path(clinic->config()).parent_path() / "reader");
    clinic->start();
    ASSERT_TRUE(eventually([&] { return staff.get("/").status == 200; })) << clinic->log();
    staff.sign_in(clinic->config(), "sato", "reception");
    // What the institution has switched on is known, so that it is asked.
    ASSERT_TRUE(
        eventually([&] { return staff.get("/api/patient-screen").json["kinds"].size() > 0; }));
    const auto told = staff.post("/api/patient-screen/pair", json::object());
    ASSERT_EQ(told.status, 200) << told.bytes;
    const std::string address = told.json["address"];
    code = address.substr(address.find("#pair=") + 6);
    ASSERT_EQ(patient.post("/api/patient/pair", {{"code", code}}).status, 200);
  }
  card::CardSlot slot() const {
    return card::CardSlot((fs::path(clinic->config()).parent_path() / "reader").string());
  }
  json touch(const json& what) { return patient.post("/api/patient/touch", what).json; }
  bool shows(const std::string& screen) {
    return eventually([&] { return patient.get("/api/patient/state").json["screen"] == screen; });
  }
  // One card from in to out with these answers in their order; the face/ files it left.
  std::vector<fs::path> read(const std::string& person, const std::vector<bool>& answers) {
    std::set<fs::path> before;
    for (const auto& one : fs::directory_iterator(clinic->face())) before.insert(one.path());
    EXPECT_TRUE(slot().insert(system.card(person)));
    EXPECT_TRUE(shows("way"));
    auto view = touch({{"what", "pin"}});
    for (const bool given : answers) {
      view = touch({{"what", "answer"}, {"question", view["question"]}, {"given", given}});
    }
    EXPECT_EQ(view["screen"], "pin") << view;
    view = touch({{"what", "enter"}, {"pin", "1234"}});
    EXPECT_EQ(view["screen"], "done") << view;
    // Not a word of the answer, or of whose it is.
    EXPECT_EQ(view.dump().find(recipient(person).name), std::string::npos);
    std::vector<fs::path> files;
    for (const auto& one : fs::directory_iterator(clinic->face())) {
      if (!before.contains(one.path())) files.push_back(one.path());
    }
    EXPECT_TRUE(slot().remove());
    EXPECT_TRUE(shows("start"));
    return files;
  }
  static Xml xml_of(const fs::path& file) {
    return Xml::parse(as_declared(bytes_of(file)).value_or("")).value_or(Xml());
  }

  System system;
  std::uint16_t port = free_port(), patient_port = free_port();
  PageSession staff{port}, patient{patient_port};
  Clinic* clinic = nullptr;
  std::string code;
};

TEST_F(PatientScreens, One_face_file_holds_both_qualifications_and_what_was_consented_to) {
  begin("one_for_all");
  const auto files = read("R6", {true, false});
  ASSERT_EQ(files.size(), 1U);
  const auto xml = xml_of(files[0]);
  EXPECT_EQ(xml.count("ResultOfQualificationConfirmation"), 2U);
  for (const auto& result : xml.all("ResultOfQualificationConfirmation")) {
    EXPECT_EQ(result.first("PharmacistsInfoConsFlg"), "1");
    EXPECT_EQ(result.first("PharmacistsInfoAvailableTime").size(), 14U);
    EXPECT_EQ(result.first("SpecificHealthCheckupsInfoConsFlg"), "0");
    EXPECT_EQ(result.first("SpecificHealthCheckupsInfoAvailableTime"), "");
  }
  // It stands in the day's list with what asks again and what can be withdrawn.
  const auto items = staff.get("/api/checks").json["items"];
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0]["way"], "reader");
  const auto at = "/api/checks/" + std::to_string(items[0]["id"].get<int>());
  EXPECT_EQ(staff.post(at + "/again", json::object()).json["again"], true);
  EXPECT_EQ(staff.post(at + "/withdraw", json::object()).status, 409);  // of no kind
  const auto withdrawn = staff.post(at + "/withdraw", {{"kinds", {"medication"}}});
  EXPECT_EQ(withdrawn.status, 200) << withdrawn.bytes;
}

TEST_F(PatientScreens, One_face_file_each_when_the_clinic_wants_that_and_nothing_without_consent) {
  begin("one_per_result");
  const auto files = read("R6", {false, false});
  ASSERT_EQ(files.size(), 2U);
  for (const auto& file : files) {
    const auto xml = xml_of(file);
    EXPECT_EQ(xml.count("ResultOfQualificationConfirmation"), 1U);
    EXPECT_EQ(xml.first("PharmacistsInfoConsFlg"), "0");
    EXPECT_EQ(xml.first("PharmacistsInfoAvailableTime"), "");
  }
  // Sent again by staff it is the same two files, byte for byte; nobody else can send it.
  const auto line = std::to_string(staff.get("/api/checks").json["items"][0]["id"].get<int>());
  const auto sent = staff.post("/api/checks/" + line + "/hand-over", json::object());
  ASSERT_EQ(sent.json["files"].size(), 2U) << sent.bytes;
  std::multiset<std::string> first, again;
  for (const auto& file : files) first.insert(bytes_of(file));
  for (const auto& name : sent.json["files"]) {
    again.insert(bytes_of(fs::path(clinic->face()) / name.get<std::string>()));
  }
  EXPECT_EQ(first, again);
  EXPECT_EQ(staff.post("/api/checks/999/hand-over", json::object()).status, 404);
  EXPECT_EQ(PageSession(port).post("/api/checks/" + line + "/hand-over", json::object()).status,
            401);
}

TEST_F(PatientScreens, Belongs_to_one_browser_that_staff_opened_and_can_end) {
  begin("one_for_all");
  PageSession stranger(patient_port);
  EXPECT_EQ(stranger.get("/api/patient/state").status, 401);
  EXPECT_EQ(stranger.post("/api/patient/pair", {{"code", code}}).status, 403);  // good once
  EXPECT_EQ(patient.get("/api/checks").status, 404);
  EXPECT_EQ(patient.get("/counter.html").status, 404);
  EXPECT_EQ(PageSession(port).post("/api/patient-screen/pair", json::object()).status, 401);
  // Staff confirm only whoever waits for them.
  EXPECT_EQ(
      staff.post("/api/patient-screen/confirm", {{"mode", "visual"}, {"card_number", 0}}).status,
      409);
  ASSERT_TRUE(slot().insert(system.card("R1")));
  ASSERT_TRUE(shows("way"));
  EXPECT_EQ(touch({{"what", "staff"}})["screen"], "staff");
  const auto waiting = staff.get("/api/patient-screen").json;
  EXPECT_EQ(waiting["staff_wanted"], true) << waiting;
  const auto confirmed = staff.post("/api/patient-screen/confirm",
                                    {{"mode", "visual"}, {"card_number", waiting["card_number"]}});
  EXPECT_EQ(confirmed.status, 200) << confirmed.bytes;
  EXPECT_TRUE(shows("done"));
  const auto item = staff.get("/api/checks").json["items"][0];
  EXPECT_EQ(item["staff"], "試験　sato") << item;
  const auto line = staff.get("/api/checks/" + std::to_string(item["id"].get<int>())).json;
  EXPECT_TRUE(line.at("screen").at("consents").empty()) << line;  // nothing was asked
  // Ended by staff: nothing more is shown.
  EXPECT_EQ(staff.post("/api/patient-screen/unpair", json::object()).status, 200);
  EXPECT_EQ(patient.get("/api/patient/state").status, 401);
}

// Center and institution both allow it: the questions come before staff confirm, in the reader's
// record they are the patient's, and what was not given is withheld.
TEST_F(PatientScreens, Consents_are_asked_without_a_signature_only_where_both_allow_it) {
  system.card_more = "consents_without_signature = true\n";
  begin("one_for_all");
  EXPECT_EQ(staff.get("/api/patient-screen").json["without_signature"], false);
  PageSession administrator(port);
  administrator.sign_in(clinic->config(), "kanri", "clinic_admin");
  ASSERT_EQ(administrator.post("/api/settings", {{"without_signature", "yes"}})
                .json["histories"]["without_signature"],
            "yes");
  EXPECT_EQ(staff.get("/api/patient-screen").json["without_signature"], true);
  ASSERT_TRUE(slot().insert(system.card("R1")));
  ASSERT_TRUE(shows("way"));
  auto view = touch({{"what", "staff"}});
  EXPECT_EQ(view["screen"], "consent");
  EXPECT_EQ(staff.get("/api/patient-screen").json["staff_wanted"], false);
  while (view["screen"] == "consent") {
    const bool given = view["question"] != "health_checkups";
    view = touch({{"what", "answer"}, {"question", view["question"]}, {"given", given}});
  }
  EXPECT_EQ(view["screen"], "staff");
  const auto waiting = staff.get("/api/patient-screen").json;
  EXPECT_EQ(staff
                .post("/api/patient-screen/confirm",
                      {{"mode", "face"}, {"card_number", waiting["card_number"]}})
                .status,
            200);
  ASSERT_TRUE(shows("done"));
  EXPECT_EQ(patient.get("/api/patient/state").json["given"], json::array({"medication"}));
  // The same at the counter itself.
  const auto read = staff.post(
      "/api/card/read",
      {{"mode", "visual"}, {"consents", {{{"kind", "health_checkups"}, {"given", true}}}}});
  ASSERT_EQ(read.status, 200) << read.bytes;
  EXPECT_NE(read.json["result"].get<std::string>().find(
                "<SpecificHealthCheckupsInfoConsFlg>1</SpecificHealthCheckupsInfoConsFlg>"),
            std::string::npos);
}

TEST_F(PatientScreens, The_answers_of_one_patient_are_not_sent_with_the_card_of_another) {
  begin("one_for_all");
  ASSERT_TRUE(slot().insert(system.card("R1")));
  ASSERT_TRUE(shows("way"));
  const auto first = staff.get("/api/card/state").json.at("card_number");
  ASSERT_TRUE(slot().remove());
  ASSERT_TRUE(shows("start"));
  ASSERT_TRUE(slot().insert(system.card("R6")));
  ASSERT_TRUE(shows("way"));
  const auto read = [&](const json& card_number) {
    return staff.post("/api/card/read",
                      {{"mode", "pin"},
                       {"pin", "1234"},
                       {"card_number", card_number},
                       {"consents", {{{"kind", "medication"}, {"given", true}}}}});
  };
  EXPECT_EQ(read(first).json.at("code"), "E4012");
  EXPECT_TRUE(staff.get("/api/checks").json.at("items").empty());
  EXPECT_EQ(read(staff.get("/api/card/state").json.at("card_number")).status, 200);
}

TEST_F(PatientScreens, A_consent_that_the_center_does_not_take_is_not_said_to_be_given) {
  system.card_more = "consents_without_signature = true\n";
  begin("one_for_all");
  PageSession administrator(port);
  administrator.sign_in(clinic->config(), "kanri", "clinic_admin");
  ASSERT_EQ(administrator.post("/api/settings", {{"without_signature", "yes"}}).status, 200);
  // Switched off at the center behind the institution's back.
  system.card_more.clear();
  system.stop_center();
  system.start_center();
  ASSERT_TRUE(slot().insert(system.card("R1")));
  ASSERT_TRUE(shows("way"));
  auto view = touch({{"what", "staff"}});
  while (view["screen"] == "consent") {
    view = touch({{"what", "answer"}, {"question", view["question"]}, {"given", true}});
  }
  const auto waiting = staff.get("/api/patient-screen").json;
  ASSERT_EQ(staff
                .post("/api/patient-screen/confirm",
                      {{"mode", "visual"}, {"card_number", waiting["card_number"]}})
                .status,
            200);
  ASSERT_TRUE(shows("done"));
  EXPECT_TRUE(patient.get("/api/patient/state").json["given"].empty());
}

}  // namespace
}  // namespace madoguchi::flow
