#include "office/imports.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "office/import_reading.hpp"
#include "unit/office/bed.hpp"
#include "util/encoding.hpp"

namespace madoguchi::office {

namespace {

namespace fs = std::filesystem;

const std::string head =
    "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,NameKana,"
    "Sex1,Birthdate,PostNumber,Address,QualificationDate,DisqualificationDate,NotDisclosed,"
    "UpdatedAt\r\n";
const std::string r1_moved =
    "13101,R1,L1,12000006,1010008,生保　一郎,ｾｲﾎ ｲﾁﾛｳ,1,19900115,100-0001,転居先,20240110,,0,"
    "20240710090000\r\n";
const std::string r2_same =
    "13101,R2,L2,12000006,1010016,髙橋　﨑子,ﾀｶﾊｼ ｻｷｺ,2,19850303,100-0001,〇〇市二丁目,"
    "20240110,,0,20240110090000\r\n";
const std::string n1_new =
    "13101,N1,LN1,12000006,1010065,新規　七子,ｼﾝｷ ﾅﾅｺ,2,20000229,,,20240701,,0,"
    "20240710090000\r\n";
const std::string bad =
    "13101,N2,LN2,12000006,1010073,誤記　八子,ｺﾞｷ ﾊﾁｺ,2,20001399,,,20240701,,0,"
    "20240710090000\r\n";

std::string cp932(const std::string& text) {
  return util::cp932_from_utf8(text, util::Unencodable::black_circle)->bytes;
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

}  // namespace

class Imports : public ::testing::Test {
 protected:
  std::string upload(const std::string& bytes, const std::string& query = "?kind=qualification") {
    const auto begun = bed.post_text(clerk, "/api/imports" + query, bytes);
    (void)bed.ended(clerk, begun);
    return text_of(begun.body, "id");
  }
  Json shown(const std::string& id) { return bed.get(clerk, "/api/imports/" + id).body; }
  Bed bed;
};

TEST_F(Imports, show_what_would_change_then_publish_and_undo_it) {
  const auto id = upload(head + r1_moved + r2_same + n1_new + bad);
  auto file = shown(id);
  ASSERT_EQ(text_of(file, "state"), "preview") << file.dump();
  EXPECT_EQ(file["counts"]["new"], 1);
  EXPECT_EQ(file["counts"]["changed"], 1);
  EXPECT_EQ(file["counts"]["unchanged"], 1);
  EXPECT_EQ(file["counts"]["refused"], 1);
  EXPECT_EQ(text_of(file["rows"][0]["before"], "Address"), "〇〇市一丁目");
  EXPECT_EQ(text_of(file["rows"][0]["after"], "Address"), "転居先");
  EXPECT_EQ(bed.get(clerk, "/api/people/N1").status, 404);  // nothing is registered yet

  const auto job =
      bed.ended(clerk, bed.post(clerk, "/api/imports/" + id + "/publish", Json::object()));
  ASSERT_EQ(text_of(job, "state"), "done") << job.dump();
  EXPECT_EQ(bed.get(clerk, "/api/people/N1").status, 200);
  EXPECT_EQ(text_of(bed.person("R1")["person"], "Address"), "転居先");
  EXPECT_EQ(bed.post(clerk, "/api/imports/" + id + "/publish", Json::object()).status, 409);

  EXPECT_EQ(bed.post(clerk, "/api/imports/" + id + "/undo", Json::object()).status, 403);
  const auto undone =
      bed.ended(supervisor, bed.post(supervisor, "/api/imports/" + id + "/undo", Json::object()));
  ASSERT_EQ(text_of(undone, "state"), "done") << undone.dump();
  EXPECT_EQ(text_of(shown(id), "state"), "undone");
  EXPECT_EQ(bed.get(clerk, "/api/people/N1").status, 404);
  EXPECT_EQ(text_of(bed.person("R1")["person"], "Address"), "〇〇市一丁目");
}

TEST_F(Imports, tell_line_faults_in_the_encoding_of_the_file) {
  const auto id = upload(cp932(head + n1_new + bad));
  const auto errors = bed.get(clerk, "/api/imports/" + id + "/errors.csv").text;
  const auto text = util::utf8_from_cp932(errors);
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("3,Birthdate,error,date,"), std::string::npos) << *text;
}

TEST_F(Imports, refuse_whole_what_is_no_sound_file) {
  const auto code = [this](const std::string& bytes, const std::string& query) {
    const auto file = shown(upload(bytes, query));
    EXPECT_EQ(text_of(file, "state"), "refused") << file.dump();
    return text_of(file["problems"][0], "code");
  };
  const std::string kind = "?kind=qualification";
  auto other = head + r1_moved;
  other.replace(other.find("13101"), 5, "13999");
  EXPECT_EQ(code(other, kind), "office_mismatch");
  EXPECT_EQ(code(head + r1_moved + "13101,N1,LN1,1200", kind), "half_written");
  EXPECT_EQ(code(head + r1_moved + cp932(n1_new), kind), "encoding");
  EXPECT_EQ(code(head, kind), "empty");
  EXPECT_EQ(code(head + r1_moved, "?kind=ticket"), "unknown_column");
}

class DropFolders : public ::testing::Test {
 protected:
  DropFolders() {
    folder = bed.center.file("drop");
    fs::create_directories(folder);
    bed.config.drop_dir = folder.native();
    bed.config.settle_ms = 0;
    bed.stop();
    bed.start();
  }
  void drop(const std::string& name, const std::string& bytes) {
    std::ofstream(folder / (name + ".tmp"), std::ios::binary) << bytes;
    fs::rename(folder / (name + ".tmp"), folder / name);
  }
  Json report(const std::string& name) {
    const auto path = folder / (name + ".report.json");
    EXPECT_TRUE(eventually([&] { return fs::exists(path); })) << name;
    return parsed(read(path));
  }
  Bed bed;
  fs::path folder;
};

TEST_F(DropFolders, files_are_taken_registered_and_reported_beside_them) {
  drop("qualification_1.csv", cp932(head + r1_moved + bad));
  auto said = report("qualification_1.csv");
  EXPECT_EQ(text_of(said, "state"), "published") << said.dump();
  EXPECT_EQ(said["counts"]["changed"], 1);
  EXPECT_EQ(said["counts"]["refused"], 1);
  EXPECT_TRUE(eventually([&] { return fs::exists(folder / "qualification_1.csv.errors.csv"); }));
  EXPECT_TRUE(util::utf8_from_cp932(read(folder / "qualification_1.csv.errors.csv")));
  EXPECT_FALSE(fs::exists(folder / "qualification_1.csv"));
  EXPECT_EQ(text_of(bed.person("R1")["person"], "Address"), "転居先");
  // Nobody's name is on it: the municipality's own system did it.
  EXPECT_EQ(text_of(bed.person("R1")["changes"][0], "operator"), "");

  drop("qualification_2.csv", cp932(head + r1_moved + bad));
  said = report("qualification_2.csv");
  EXPECT_FALSE(text_of(said, "note").empty()) << said.dump();
  EXPECT_EQ(said["counts"]["changed"], 0);
}

TEST_F(DropFolders, unsound_and_untimely_files_change_nothing) {
  drop("qualification_half.csv", head + r1_moved + "13101,N1");
  EXPECT_EQ(text_of(report("qualification_half.csv"), "state"), "refused");
  drop("ticket_old.csv",
       "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,"
       "MedicalTicketValidDate,MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,"
       "MedicalTreatmentType,UpdatedAt\r\n"
       "13101,R2,00000009,01,202307,20230701,20230731,1310000011,02,20240710090000\r\n");
  const auto said = report("ticket_old.csv");
  EXPECT_EQ(text_of(said, "state"), "preview") << said.dump();
  EXPECT_EQ(text_of(said["problems"][0], "code"), "wrong_month");
  EXPECT_EQ(text_of(bed.person("R1")["person"], "Address"), "〇〇市一丁目");
  EXPECT_EQ(bed.get(clerk, "/api/tickets?month=202307").body["items"].size(), 0U);
}

}  // namespace madoguchi::office
