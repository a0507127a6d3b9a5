// What goes wrong around an office: each has a clear text with a next step, and nothing is lost.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "office/database.hpp"
#include "unit/office/bed.hpp"
#include "util/encoding.hpp"

namespace madoguchi::office {

namespace {

namespace fs = std::filesystem;

const std::string head =
    "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,NameKana,"
    "Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,UpdatedAt\r\n";
const std::string good =
    "13101,N1,LN1,12000006,1010065,新規　七子,ｼﾝｷ ﾅﾅｺ,2,20000229,20240701,,0,20240710090000\r\n";
const std::string ticket_head =
    "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,MedicalTicketValidDate,"
    "MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,MedicalTreatmentType,"
    "UpdatedAt\r\n";

std::string cp932(const std::string& text) {
  return util::cp932_from_utf8(text, util::Unencodable::black_circle)->bytes;
}

// What happened, in whole sentences, and what to do.
void expect_clear(const std::string& text, const std::string& about) {
  EXPECT_NE(text.find("ください"), std::string::npos) << about << ": " << text;
  EXPECT_TRUE(text.ends_with("。")) << about << ": " << text;
  EXPECT_GT(text.size(), 60U) << about << ": " << text;
}

}  // namespace

class BadDays : public ::testing::Test {
 protected:
  Json uploaded(const std::string& kind, const std::string& bytes) {
    const auto begun = bed.post_text(clerk, "/api/imports?kind=" + kind, bytes);
    (void)bed.ended(clerk, begun);
    return bed.get(clerk, "/api/imports/" + text_of(begun.body, "id")).body;
  }
  void expect_told(const Json& file, const std::string& state, const std::string& code) {
    EXPECT_EQ(text_of(file, "state"), state) << file.dump();
    ASSERT_FALSE(file["problems"].empty()) << code;
    EXPECT_EQ(text_of(file["problems"][0], "code"), code) << file.dump();
    expect_clear(text_of(file["problems"][0], "text"), code);
  }
  // The office alone, with a line or a clock of its own.
  void restart(const edge::CenterLine& line) {
    bed.stop();
    bed.config.center = line;
    bed.start_away();
  }
  Bed::Answered correct_r1() {
    const auto seen = number_of(bed.get(clerk, "/api/people/R1").body, "seen");
    return bed.post(clerk, "/api/people/R1/correct", {{"seen", seen}, {"Address", "転居先"}});
  }
  const std::string office_uri = std::string("office:") + center::office;
  Bed bed;
};

TEST_F(BadDays, a_file_that_is_no_sound_file_says_what_is_wrong_and_what_to_do) {
  auto foreign = head + good;
  foreign.replace(foreign.find("13101"), 5, "13999");
  expect_told(uploaded("qualification", foreign), "refused", "office_mismatch");
  expect_told(uploaded("qualification", head + good + "13101,N2,LN2,1200"), "refused",
              "half_written");
  expect_told(uploaded("qualification", head + good + cp932(good)), "refused", "encoding");
  expect_told(uploaded("qualification", head), "refused", "empty");
  expect_told(uploaded("ticket", head + good), "refused", "unknown_column");
  expect_told(uploaded("qualification", "OfficeCode,RecipientKey\r\n13101,N1\r\n"), "refused",
              "missing_column");
  expect_told(uploaded("ticket", ticket_head +
                                     "13101,R2,00000009,01,202307,20230701,20230731,1310000011,02,"
                                     "20240710090000\r\n"),
              "preview", "wrong_month");
  EXPECT_EQ(bed.get(clerk, "/api/people/N1").status, 404);
}

TEST_F(BadDays, the_same_file_dropped_twice_changes_nothing_and_says_so) {
  const fs::path folder = bed.center.file("drop");
  fs::create_directories(folder);
  bed.stop();
  bed.config.drop_dir = folder.native();
  bed.config.settle_ms = 0;
  bed.start();
  const auto drop = [&](const std::string& name) {
    std::ofstream(folder / "x.tmp", std::ios::binary) << head << good;
    fs::rename(folder / "x.tmp", folder / name);
    const auto report = folder / (name + ".report.json");
    EXPECT_TRUE(eventually([&] { return fs::exists(report); }));
    std::ifstream file(report);
    std::ostringstream text;
    text << file.rdbuf();
    return parsed(text.str());
  };
  EXPECT_EQ(drop("qualification_1.csv")["counts"]["new"], 1);
  const auto again = drop("qualification_2.csv");
  EXPECT_EQ(again["counts"]["new"], 0);
  EXPECT_EQ(again["counts"]["unchanged"], 1);
  EXPECT_NE(text_of(again, "note").find("以前に登録しています"), std::string::npos) << again;
  EXPECT_EQ(bed.person("N1")["changes"].size(), 1U);
}

TEST_F(BadDays, a_file_whose_record_was_kept_before_a_crash_is_taken_once) {
  const fs::path folder = bed.center.file("drop");
  fs::create_directories(folder);
  bed.stop();
  bed.config.drop_dir = folder.native();
  bed.config.settle_ms = 0;
  // The process ended between the record and the rename: both are there.
  bed.start();
  std::ofstream(folder / "x.tmp", std::ios::binary) << head << good;
  fs::rename(folder / "x.tmp", folder / "qualification.csv");
  ASSERT_TRUE(eventually([&] { return fs::exists(folder / "qualification.csv.report.json"); }));
  bed.stop();
  auto file = *open_database(bed.config.path);
  file->change([&](sql::Connection& db) {
    std::string hash;
    {
      sql::Query query(db, "SELECT hash FROM import_file");
      if (query.row()) hash = query.text(0);
    }
    keep(db, "taking", (folder / "qualification.csv.taken").native() + "|" + hash);
  });
  file.reset();
  fs::rename(folder / "qualification.csv.taken", folder / "qualification.csv");
  bed.start();
  EXPECT_TRUE(eventually([&] { return fs::exists(folder / "qualification.csv.taken"); }));
  EXPECT_EQ(bed.get(clerk, "/api/imports").body["items"].size(), 1U);
}

TEST_F(BadDays, a_clock_that_is_ahead_is_told_and_one_that_is_behind_loses_nothing) {
  const auto line = bed.center.line(office_uri);
  util::SetClock ahead(bed.center.clock.now().plus_ms(3LL * 86400000));
  bed.stop();
  bed.config.center = line;
  bed.office = *Office::start(bed.config, ahead);
  auto said = correct_r1();
  EXPECT_EQ(said.status, 409) << said.text;
  EXPECT_EQ(said.code(), "F4092");
  expect_clear(text_of(said.body, "message"), "clock ahead");
  util::SetClock behind(bed.center.clock.now().plus_ms(-400LL * 86400000));
  bed.stop();
  bed.office = *Office::start(bed.config, behind);
  said = correct_r1();
  EXPECT_EQ(said.status, 200) << said.text;
  EXPECT_EQ(text_of(bed.person("R1")["person"], "Address"), "転居先");
}

TEST_F(BadDays, an_expired_certificate_is_told_with_what_to_do_and_nothing_is_lost) {
  util::SystemClock now;
  restart(bed.center.line(office_uri, now.now().plus_ms(-60000)));
  const auto said = correct_r1();
  EXPECT_EQ(said.code(), "F5021") << said.text;
  expect_clear(text_of(said.body, "message"), "certificate");
  const auto status = bed.get(clerk, "/api/status").body;
  EXPECT_EQ(text_of(status, "center"), "offline");
  EXPECT_EQ(text_of(status["center_problem"], "code"), "F5021") << status;
  // A file waits for the new certificate, and is then registered.
  const auto begun = bed.post_text(clerk, "/api/imports?kind=qualification", head + good);
  Json job;
  ASSERT_TRUE(eventually([&] {
    job = bed.get(clerk, "/api/jobs/" + text_of(begun.body, "job")).body;
    return text_of(job, "phase") == "center_away";
  })) << job;
  EXPECT_EQ(text_of(job["problem"], "code"), "F5021");
  restart(bed.center.line(office_uri));
  EXPECT_EQ(text_of(bed.ended(clerk, begun), "state"), "done");
  EXPECT_EQ(correct_r1().status, 200);
  EXPECT_FALSE(bed.get(clerk, "/api/status").body.contains("center_problem"));
}

TEST_F(BadDays, another_server_in_the_centers_place_is_told_and_gets_nothing) {
  auto line = bed.center.line(office_uri);
  line.tls.ca_file = bed.center.file("card-ca.pem");
  restart(line);
  const auto said = correct_r1();
  EXPECT_EQ(said.code(), "F5023") << said.text;
  expect_clear(text_of(said.body, "message"), "another server");
}

}  // namespace madoguchi::office
