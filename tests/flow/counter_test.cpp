// The counter's page of an institution, against the real center.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "flow/page_session.hpp"
#include "flow/requests.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;
constexpr auto clinic_code = clinic_x;

class Counters : public testing::Test {
 protected:
  // The institution's terminal with its page, started.
  Clinic& clinic_with_page() {
    auto& clinic = system.prepared_clinic(clinic_code);
    add_page(clinic);
    system.use_medical_assistance(clinic);
    clinic.start();
    return clinic;
  }
  void add_page(const Clinic& clinic, const std::string& more = "") const {
    std::ofstream(clinic.config(), std::ios::app)
        << "\n[page]\ndata_dir = \"data\"\nport = " << port << "\n"
        << more;
  }
  System system;
  std::uint16_t port = free_port();
};

TEST_F(Counters, Page_opens_to_people_of_the_institution_with_two_factors_and_to_nobody_else) {
  system.start_center();
  system.register_everybody();
  auto& clinic = clinic_with_page();
  PageSession page(port);
  ASSERT_TRUE(eventually([&] { return page.get("/").status == 200; })) << clinic.log();
  EXPECT_EQ(net::header(page.get("/").headers, "Content-Encoding"), "gzip");  // the built page
  EXPECT_EQ(page.get("/api/status").status, 401);
  // A role of an office is none of an institution.
  EXPECT_EQ(
      run({"account", "add", "x", "--name", "x", "--role", "clerk", "--config", clinic.config()})
          .code,
      2);
  page.sign_in(clinic.config(), "sato", "reception");
  const auto session = page.get("/api/session").json;
  EXPECT_EQ(session["institution"]["code"], clinic_code);
  EXPECT_EQ(session["acts"], nlohmann::json({"verify", "reference_number", "follow_up", "acquire",
                                             "consent", "disaster"}));
  const auto status = page.get("/api/status").json;
  EXPECT_EQ(status["center"], "online");
  EXPECT_EQ(status["today"], system.today().text());
  EXPECT_EQ(page.get("/api/accounts").status, 403);
  EXPECT_EQ(page.get("/api/people").status, 404);
}

TEST_F(Counters, Administrator_keeps_accounts_and_sees_no_patient) {
  system.start_center();
  system.register_everybody();
  auto& clinic = clinic_with_page();
  PageSession page(port);
  ASSERT_TRUE(eventually([&] { return page.get("/").status == 200; })) << clinic.log();
  page.sign_in(clinic.config(), "kanri", "clinic_admin");
  EXPECT_EQ(page.get("/api/status").status, 403);
  EXPECT_EQ(page.get("/api/settings/status").status, 200);
  const auto made =
      page.post("/api/accounts", {{"account", "ishi"}, {"name", "石井　学"}, {"role", "doctor"}});
  EXPECT_EQ(made.status, 200) << made.bytes;
  EXPECT_EQ(
      page.post("/api/accounts", {{"account", "y"}, {"name", "y"}, {"role", "supervisor"}}).status,
      422);
  EXPECT_EQ(page.get("/api/accounts").json["items"].size(), 2U);
}

TEST_F(Counters, Checks_of_every_way_stand_in_one_list_that_survives_a_kill) {
  system.start_center();
  system.register_everybody();
  auto& clinic = clinic_with_page();
  PageSession page(port);
  ASSERT_TRUE(eventually([&] { return page.get("/").status == 200; })) << clinic.log();
  page.sign_in(clinic.config(), "sato", "reception");
  // By the receipt computer, by card, and by number at the page.
  clinic.send(message(about(recipient("R1"), system.today())));
  ASSERT_EQ(clinic.tap(system.card("R2")).said.code, 0);
  const auto& typed = recipient("R1");
  const auto asked = page.post(
      "/api/checks",
      {{"insurer_number", payer}, {"number", typed.number}, {"birthdate", typed.birthdate}});
  ASSERT_EQ(asked.status, 200) << asked.bytes;
  EXPECT_EQ(asked.json["screen"]["state"], "valid") << asked.bytes;
  EXPECT_EQ(asked.json["who"], "試験　sato");
  const auto listed = [&] { return page.get("/api/checks").json["items"]; };
  ASSERT_TRUE(eventually([&] { return listed().size() == 3; })) << listed();
  const auto before = listed();
  EXPECT_EQ(before[0]["way"], "page");
  EXPECT_EQ(before[1]["way"], "reader");
  EXPECT_EQ(before[1]["state"], "unregistered");
  EXPECT_EQ(before[2]["way"], "folder");
  EXPECT_EQ(before[2]["name"], recipient("R1").name);
  // Durable before it is shown: not even a kill loses a line, or the sign-in.
  clinic.process.kill();
  clinic.start();
  ASSERT_TRUE(eventually([&] { return page.get("/").status == 200; })) << clinic.log();
  EXPECT_EQ(listed(), before);
  // Of the same person once more: the same line on top.
  const auto id = std::to_string(before[2]["id"].get<int>());
  const auto again = page.post("/api/checks/" + id + "/again", nlohmann::json::object());
  EXPECT_EQ(again.json["id"], before[2]["id"]) << again.bytes;
  EXPECT_EQ(listed()[0]["id"], before[2]["id"]);
  EXPECT_EQ(listed().size(), 3U);
  // The center's record names who asked at the page, and nobody for the receipt computer.
  const auto file = system.path("record.jsonl").string();
  ASSERT_EQ(run({"audit", "export", "--config", system.center_config(), "--output", file}).code, 0);
  int named = 0;
  int nobody = 0;
  std::istringstream lines(bytes_of(file));
  for (std::string line; std::getline(lines, line);) {
    const auto record = nlohmann::json::parse(line);
    if (record["interface"] != "OQSsiquc01") continue;
    const bool by_sato = line.find("\"operator\"") != std::string::npos ||
                         line.find("\\\"operator\\\"") != std::string::npos;
    ++(by_sato ? named : nobody);
  }
  EXPECT_EQ(named, 2);
  EXPECT_EQ(nobody, 1);
}

TEST_F(Counters, Reference_number_makes_the_card_a_patient_card) {
  system.start_center();
  system.register_everybody();
  auto& clinic = clinic_with_page();
  PageSession page(port);
  ASSERT_TRUE(eventually([&] { return page.get("/").status == 200; })) << clinic.log();
  page.sign_in(clinic.config(), "sato", "reception");
  ASSERT_EQ(clinic.tap(system.card("R1")).said.code, 0);
  const auto item = page.get("/api/checks").json["items"][0];
  const auto id = std::to_string(item["id"].get<int>());
  const auto told =
      page.post("/api/checks/" + id + "/reference-number", {{"reference_number", "K-4711"}});
  EXPECT_EQ(told.json["registered"], "K-4711") << told.bytes;
  EXPECT_EQ(page.post("/api/checks/" + id + "/reference-number", {{"reference_number", ""}}).status,
            422);
  const auto tapped = clinic.tap(system.card("R1"));
  ASSERT_EQ(tapped.files.size(), 1U);
  EXPECT_NE(tapped.files[0].bytes.find("<ReferenceNumber>K-4711</ReferenceNumber>"),
            std::string::npos);
  const auto newest = page.get("/api/checks").json["items"][0];
  const auto screen =
      page.get("/api/checks/" + std::to_string(newest["id"].get<int>())).json["screen"];
  EXPECT_EQ(screen["results"][0]["lines"][0][0]["raw"], "K-4711");
}

TEST_F(Counters, Line_down_is_told_with_what_to_do_and_puts_nobody_in_the_list) {
  system.start_center();
  system.register_everybody();
  auto& clinic = system.prepared_clinic(clinic_code, {.center_wait_ms = 300});
  add_page(clinic);
  system.use_medical_assistance(clinic);
  clinic.start();
  PageSession page(port);
  ASSERT_TRUE(eventually([&] { return page.get("/").status == 200; })) << clinic.log();
  page.sign_in(clinic.config(), "sato", "reception");
  system.stop_center();
  const auto& typed = recipient("R1");
  const auto asked = page.post(
      "/api/checks",
      {{"insurer_number", payer}, {"number", typed.number}, {"birthdate", typed.birthdate}});
  EXPECT_EQ(asked.json["failed"]["state"], "error") << asked.bytes;
  EXPECT_EQ(asked.json["failed"]["code"], "E6001");
  EXPECT_TRUE(page.get("/api/checks").json["items"].empty());
  EXPECT_EQ(page.get("/api/status").json["center"], "offline");
  // What cannot be a number is told at its field, without troubling the center.
  const auto wrong =
      page.post("/api/checks",
                {{"insurer_number", payer}, {"number", typed.number}, {"birthdate", "20240230"}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(wrong.json["place"], "birthdate");
}

TEST_F(Counters, Setting_is_the_administrators_and_holds_at_once) {
  system.start_center();
  system.register_everybody();
  auto& clinic = clinic_with_page();
  PageSession page(port);
  ASSERT_TRUE(eventually([&] { return page.get("/").status == 200; })) << clinic.log();
  page.sign_in(clinic.config(), "kanri", "clinic_admin");
  EXPECT_EQ(page.get("/api/settings").json["assistance"], "yes");
  EXPECT_EQ(page.get("/api/checks").status, 403);
  EXPECT_EQ(page.post("/api/settings", {{"assistance", "maybe"}}).status, 422);
  EXPECT_EQ(page.post("/api/settings", {{"assistance", "no"}}).json["assistance"], "no");
  PageSession reception(port);
  reception.sign_in(clinic.config(), "sato", "reception");
  EXPECT_EQ(reception.get("/api/status").json["assistance"], "no");
  EXPECT_EQ(reception.post("/api/settings", {{"assistance", "yes"}}).status, 403);
  const auto& typed = recipient("R1");
  const auto asked = reception.post(
      "/api/checks",
      {{"insurer_number", payer}, {"number", typed.number}, {"birthdate", typed.birthdate}});
  EXPECT_EQ(asked.json["failed"]["code"], "E2005") << asked.bytes;
}

TEST_F(Counters, Page_for_the_lan_needs_a_certificate_and_no_page_stands_without_a_folder) {
  system.start_center();
  system.register_everybody();
  auto& clinic = system.prepared_clinic(clinic_code);
  EXPECT_EQ(run({"account", "list", "--config", clinic.config()}).code, 2);
  clinic.start();
  EXPECT_FALSE(fs::exists(fs::path(clinic.config()).parent_path() / "data"));
  clinic.process.terminate();
  add_page(clinic, "address = \"192.0.2.1\"\n");
  const auto refused = run({"terminal", "--config", clinic.config()});
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.err.find("page.certificate_file"), std::string::npos) << refused.err;
}

}  // namespace
}  // namespace madoguchi::flow
