// A welfare office beside a center and a clinic, all from the built binary: what it sees of those
// who ask, and what becomes of its answers.
#include "flow/clients.hpp"
#include "flow/office_page.hpp"
#include "flow/requests.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class Offices : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
  }
  std::string question(std::string_view key) const {
    return message(about(recipient(key), system.today()));
  }
  // The open work of a recipient; null when there is none yet.
  json work_of(OfficePage& page, const std::string& key) {
    for (const auto& item : page.get("/api/work").json.value("items", json::array())) {
      if (item["recipient_key"] == key) return item;
    }
    return {};
  }
  // All that stands in a clinic's notice folder.
  std::string notices(const Clinic& clinic) const {
    std::string all;
    const auto folder = clinic.face().parent_path().parent_path() / "notice";
    std::error_code none;
    for (const auto& file : fs::directory_iterator(folder, none)) {
      if (file.is_regular_file()) all += bytes_of(file.path());
    }
    return all;
  }
  System system;
};

// The way of the issue: 未委託 at the clinic, one click at the office, 有効 at the next bulk
// acquisition.
TEST_F(Offices, A_visit_without_a_ticket_is_commissioned_and_comes_by_bulk) {
  auto& x = system.clinic(clinic_x);
  OfficePage page(system, std::string(office));
  page.start();
  page.sign_in("tantou", "caseworker");
  EXPECT_TRUE(work_of(page, "R2").is_null());
  EXPECT_EQ(x.send(question("R2")).xml().first("QualificationValidity"), "2");  // D28

  json item;
  ASSERT_TRUE(eventually([&] { return !(item = work_of(page, "R2")).is_null(); })) << page.log();
  EXPECT_EQ(item["institution_code"], clinic_x);
  EXPECT_EQ(item["state"], "open");
  EXPECT_EQ(item["times"], 1);
  const auto id = item["id"].get<std::string>();
  const auto draft = page.get("/api/work/" + id + "/draft");
  ASSERT_EQ(draft.status, 200) << draft.bytes;
  const auto unnamed = page.post("/api/work/" + id + "/issue",
                                 {{"fields", json::object()}, {"seen", draft.json["seen"]}});
  EXPECT_EQ(unnamed.status, 422) << "the basis must be named: " << unnamed.bytes;
  const auto issued =
      page.post("/api/work/" + id + "/issue",
                {{"fields", json::object()}, {"basis", "telephone"}, {"seen", draft.json["seen"]}});
  ASSERT_EQ(issued.status, 200) << issued.bytes;
  EXPECT_EQ(issued.json["replied"], true) << issued.bytes;

  Od2 od2(x);
  const auto came = od2.download(od2.begin(system.month()));
  ASSERT_TRUE(came);
  const auto xml = od2.read(*came);
  ASSERT_TRUE(xml);
  bool there = false;
  for (const auto& unit : xml->all("BulkConfirmUnit")) {
    if (unit.first("InsuredIdentificationNumber") != recipient("R2").number) continue;
    there = true;
    EXPECT_EQ(unit.first("QualificationValidity"), "1");
    EXPECT_EQ(unit.first("DesignatedMedicalInstitutionCode"), clinic_x);
  }
  EXPECT_TRUE(there);
  EXPECT_EQ(x.send(question("R2")).xml().first("QualificationValidity"), "1");
  EXPECT_TRUE(eventually([&] { return work_of(page, "R2")["state"] == "resolved"; }));
  EXPECT_TRUE(eventually([&] { return notices(x).find("\"reply\"") != std::string::npos; }))
      << notices(x);
  system.expect_whole_chain();
  bool named = false;
  const auto record = run({"audit", "export", "--config", system.center_config()}).out;
  named = record.find("tantou") != std::string::npos;
  EXPECT_TRUE(named) << "who did it is on record";
}

TEST_F(Offices, A_declined_visit_is_told_to_that_clinic_and_to_no_other) {
  auto& x = system.clinic(clinic_x);
  auto& y = system.clinic(clinic_y);
  OfficePage page(system, std::string(office));
  page.start();
  page.sign_in("tantou", "caseworker");
  x.send(question("R2"));
  json item;
  ASSERT_TRUE(eventually([&] { return !(item = work_of(page, "R2")).is_null(); }));
  const auto path = "/api/work/" + item["id"].get<std::string>();
  EXPECT_EQ(page.post(path + "/decline", {{"reason", "because"}}).status, 422);
  const auto declined = page.post(path + "/decline", {{"reason", "contact_office"}});
  ASSERT_EQ(declined.status, 200) << declined.bytes;
  EXPECT_EQ(work_of(page, "R2")["state"], "replied") << work_of(page, "R2");
  EXPECT_TRUE(eventually([&] { return notices(x).find("contact_office") != std::string::npos; }));
  EXPECT_EQ(notices(y), "");
  // Also as the center tells it back to the office, with who it was.
  ASSERT_TRUE(eventually([&] { return work_of(page, "R2")["reply"]["operator"] == "tantou"; }));
  EXPECT_EQ(work_of(page, "R2")["state"], "replied");
  EXPECT_EQ(x.send(question("R2")).xml().first("QualificationValidity"), "2");
}

TEST_F(Offices, Who_is_not_disclosed_or_of_another_office_never_appears) {
  auto& x = system.clinic(clinic_x);
  tools::IssueRequest second;
  second.sort = tools::PartySort::office;
  second.code = "13102";
  second.valid_from = System::now().plus_ms(-1000);
  second.valid_to = System::now().plus_ms(86400000);
  ASSERT_TRUE(system.authorities().issue(second, System::now()));
  OfficePage own(system, std::string(office));
  OfficePage other(system, "13102");
  own.start();
  other.start();
  own.sign_in("tantou", "caseworker");
  other.sign_in("tantou", "caseworker");
  x.send(question("R4"));  // not disclosed
  x.send(question("R2"));
  ASSERT_TRUE(eventually([&] { return !work_of(own, "R2").is_null(); }));
  const auto secret = recipient("R4");
  for (const auto* path : {"/api/work", "/api/people?q=", "/api/tickets"}) {
    const auto seen = own.get(path).bytes;
    EXPECT_EQ(seen.find(secret.name), std::string::npos) << path;
    EXPECT_EQ(seen.find(secret.number), std::string::npos) << path;
    const auto foreign = other.get(path).bytes;
    for (const auto& person : everybody()) {
      EXPECT_EQ(foreign.find(person.number), std::string::npos) << path;
      EXPECT_EQ(foreign.find(person.name), std::string::npos) << path;
    }
  }
  EXPECT_EQ(own.get("/api/people/R4").status, 404);
  EXPECT_EQ(other.get("/api/people/R2").status, 404);
}

TEST_F(Offices, Without_the_center_what_is_known_stays_in_sight_and_nothing_is_promised) {
  OfficePage page(system, std::string(office));
  page.start();
  page.sign_in("satou", "supervisor");
  ASSERT_TRUE(eventually([&] { return page.get("/api/people?q=").json["items"].size() > 3; }));
  system.stop_center();
  ASSERT_TRUE(eventually([&] { return page.get("/api/status").json["center"] == "offline"; }));
  EXPECT_FALSE(page.get("/api/status").json["as_of"].get<std::string>().empty());
  const auto person = page.get("/api/people/R2");
  ASSERT_EQ(person.status, 200) << person.bytes;
  const auto change =
      page.post("/api/people/R2/suspend",
                {{"seen", person.json["seen"]}, {"DisqualificationDate", system.today().text()}});
  EXPECT_EQ(change.status, 503) << change.bytes;
  system.start_center();
  ASSERT_TRUE(eventually([&] { return page.get("/api/status").json["center"] == "online"; }));
  EXPECT_EQ(page.get("/api/people/R2").json["state"], "active") << "nothing was done behind anyone";
}

TEST_F(Offices, The_calendar_is_told_in_the_clinics_answer) {
  auto& x = system.clinic(clinic_x);
  OfficePage page(system, std::string(office));
  page.start();
  page.sign_in("toriatsukai", "clerk");
  const auto stated = page.post(
      "/api/calendar",
      {{"month", system.month().text()}, {"planned_day", "28"}, {"state", "late"}, {"text", ""}});
  ASSERT_EQ(stated.status, 200) << stated.bytes;
  const auto answer = x.send(question("R2")).xml();
  EXPECT_NE(answer.first("ProcessingResultMessage").find("遅れて"), std::string::npos)
      << answer.first("ProcessingResultMessage");
}

TEST_F(Offices, A_page_that_stops_and_starts_again_knows_all_of_it_still) {
  auto& x = system.clinic(clinic_x);
  OfficePage page(system, std::string(office));
  page.start();
  page.sign_in("tantou", "caseworker");
  x.send(question("R2"));
  ASSERT_TRUE(eventually([&] { return !work_of(page, "R2").is_null(); }));
  page.process.kill();
  page.start();
  EXPECT_FALSE(work_of(page, "R2").is_null()) << "the session and the list are kept";
  EXPECT_EQ(page.process.terminate(), 0) << page.log();
}

}  // namespace
}  // namespace madoguchi::flow
