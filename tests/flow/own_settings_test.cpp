// A terminal's own settings, chosen on its page in place of its file.
#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "flow/page_session.hpp"
#include "flow/requests.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

using nlohmann::json;

class OwnSettings : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
    clinic = &system.prepared_clinic(clinic_x);
    system.use_medical_assistance(*clinic);
    std::ofstream(clinic->config(), std::ios::app)
        << "\n[page]\ndata_dir = \"data\"\nport = " << port << "\n";
    clinic->start();
  }
  json own(PageSession& page, const std::string& key) {
    const auto told = page.get("/api/settings/own").json["settings"];
    for (const auto& one : told) {
      if (one["key"] == key) return one;
    }
    return {};
  }
  // What the declaration of a result says that it is written in; its bytes are read as declared.
  std::string written_in() {
    const auto came = clinic->send(message(about(recipient("R1"), system.today())));
    EXPECT_EQ(came.xml().first("Name"), recipient("R1").name);
    const auto begin = came.bytes.find("encoding=\"") + 10;
    return came.bytes.substr(begin, came.bytes.find('"', begin) - begin);
  }

  System system;
  Clinic* clinic = nullptr;
  std::uint16_t port = free_port();
};

TEST_F(OwnSettings, An_administrator_chooses_the_encoding_and_the_next_start_writes_in_it) {
  PageSession page(port);
  ASSERT_TRUE(eventually([&] { return page.get("/").status == 200; })) << clinic->log();
  page.sign_in(clinic->config(), "kanri", "clinic_admin");
  EXPECT_EQ(written_in(), "Shift_JIS");
  EXPECT_EQ(page.post("/api/settings/own/restart", json::object()).status, 409);
  const auto wrong = page.post("/api/settings/own", {{"clinic.encoding", "EUC-JP"}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(wrong.json["place"], "clinic.encoding");
  for (const auto& bad : {json::object(), json{{"clinic.encoding", 1}}, json{{"page.port", "1"}}}) {
    EXPECT_EQ(page.post("/api/settings/own", bad).status, 422) << bad.dump();
  }
  ASSERT_EQ(page.post("/api/settings/own", {{"clinic.encoding", "UTF-8"}}).status, 200);
  EXPECT_EQ(own(page, "clinic.encoding")["value"], "Shift_JIS");
  EXPECT_EQ(own(page, "clinic.encoding")["next"], "UTF-8");
  EXPECT_EQ(written_in(), "Shift_JIS") << "until the next start";
  const auto pid = clinic->process.pid();
  ASSERT_EQ(page.post("/api/settings/own/restart", json::object()).status, 200);
  EXPECT_TRUE(eventually([&] {
    const auto told = page.get("/api/settings/own");
    return told.status == 200 && !told.json["restart_needed"].get<bool>();
  })) << clinic->log();
  EXPECT_EQ(clinic->process.pid(), pid);
  EXPECT_EQ(own(page, "clinic.encoding")["value"], "UTF-8");
  EXPECT_EQ(own(page, "clinic.encoding")["filed"], "Shift_JIS");
  EXPECT_EQ(written_in(), "UTF-8");
  const auto changes = page.get("/api/settings/own").json["changes"];
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0]["who"], "kanri");
  // And back to the file's word.
  ASSERT_EQ(page.post("/api/settings/own", {{"clinic.encoding", ""}}).status, 200);
  clinic->process.terminate();
  clinic->start();
  EXPECT_EQ(written_in(), "Shift_JIS");
}

TEST_F(OwnSettings, Nobody_but_an_administrator_sees_or_chooses_them) {
  for (const auto* role : {"reception", "doctor", "pharmacist"}) {
    PageSession page(port);
    ASSERT_TRUE(eventually([&] { return page.get("/").status == 200; })) << clinic->log();
    page.sign_in(clinic->config(), std::string("a_") + role, role);
    EXPECT_EQ(page.get("/api/settings/own").status, 403) << role;
    EXPECT_EQ(page.post("/api/settings/own", {{"clinic.encoding", "UTF-8"}}).status, 403) << role;
    EXPECT_EQ(page.post("/api/settings/own/restart", json::object()).status, 403) << role;
  }
}

TEST_F(OwnSettings, A_spoilt_file_stops_the_start_and_says_what_to_do) {
  clinic->process.terminate();
  const auto file =
      std::filesystem::path(clinic->config()).parent_path() / "data" / "chosen-settings.json";
  const auto told = [&](const std::string& text) {
    std::ofstream(file) << text;
    const auto done = run({"check-config", "terminal", clinic->config()});
    EXPECT_EQ(done.code, 2) << text;
    return done.err;
  };
  EXPECT_NE(told("{").find(file.string()), std::string::npos);
  const auto wrong = told(R"({"values":{"clinic.encoding":"EUC-JP"}})");
  EXPECT_NE(wrong.find("clinic.encoding"), std::string::npos) << wrong;
  EXPECT_EQ(run({"terminal", "--config", clinic->config()}).code, 2);
  std::filesystem::remove(file);
  EXPECT_EQ(run({"check-config", "terminal", clinic->config()}).code, 0);
}

}  // namespace
}  // namespace madoguchi::flow
