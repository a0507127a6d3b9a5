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

const std::string delete_head =
    "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,NameKana,"
    "Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,UpdatedAt,DeleteFlag\r\n";
const std::string r2_deleted =
    "13101,R2,L2,12000006,1010016,髙橋　﨑子,ﾀｶﾊｼ ｻｷｺ,2,19850303,20240110,,0,20240710090000,1\r\n";
const std::string ticket_head =
    "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,MedicalTicketValidDate,"
    "MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,MedicalTreatmentType,UpdatedAt,"
    "DeleteFlag\r\n";

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

TEST_F(Imports, of_a_file_of_deletions_alone_are_counted_listed_and_published) {
  const auto id = upload(delete_head + r2_deleted);
  const auto file = shown(id);
  ASSERT_EQ(text_of(file, "state"), "preview") << file.dump();
  EXPECT_EQ(file["counts"]["cancelled"], 1);
  EXPECT_EQ(file["counts"]["gone"], 0);
  EXPECT_EQ(file["counts"]["changed"], 0);
  const auto removals = bed.get(clerk, "/api/imports/" + id + "/removals").body;
  ASSERT_EQ(removals["items"].size(), 1U) << removals.dump();
  EXPECT_EQ(text_of(removals["items"][0], "change"), "cancelled");
  EXPECT_EQ(text_of(removals["items"][0], "name"), "髙橋　﨑子");
  EXPECT_EQ(removals["items"][0]["line"], 2);
  EXPECT_EQ(bed.get(clerk, "/api/people/R2").status, 200);
  (void)bed.ended(clerk, bed.post(clerk, "/api/imports/" + id + "/publish", Json::object()));
  EXPECT_EQ(bed.get(clerk, "/api/people/R2").status, 404);
  EXPECT_EQ(shown(id)["counts"]["cancelled"], 1);
  EXPECT_EQ(shown(id)["counts"]["gone"], 0);
  EXPECT_EQ(bed.get(clerk, "/api/imports/" + id + "/removals").body["items"].size(), 1U);
}

TEST_F(Imports, of_a_full_file_tell_everybody_whom_it_leaves_out) {
  const auto id = upload(head + r1_moved, "?kind=qualification&scope=full");
  const auto counts = shown(id)["counts"];
  EXPECT_EQ(counts["changed"], 1);
  EXPECT_EQ(counts["gone"], 5);
  const auto names = [&](const edge::SignedIn& who) {
    std::vector<std::string> found;
    const auto listed = bed.get(who, "/api/imports/" + id + "/removals").body;
    for (const auto& one : listed["items"]) found.push_back(text_of(one, "name"));
    return found;
  };
  const std::vector<std::string> disclosed{"髙橋　﨑子", "山田　三郎", "廃止　五郎", "併用　六子"};
  EXPECT_EQ(names(clerk), disclosed) << "R4 is not disclosed";
  EXPECT_EQ(names(supervisor).size(), 5U);
  EXPECT_EQ(bed.post(clerk, "/api/imports/" + id + "/publish", Json::object()).status, 403);
  EXPECT_EQ(bed.get(supervisor, "/api/people/R3").status, 200);
  (void)bed.ended(supervisor,
                  bed.post(supervisor, "/api/imports/" + id + "/publish", Json::object()));
  EXPECT_EQ(bed.get(supervisor, "/api/people/R3").status, 404);
  EXPECT_EQ(shown(id)["counts"]["gone"], 5) << "the receipt";
  EXPECT_EQ(names(clerk), disclosed) << "nobody is disclosed by being gone";
  const auto undone =
      bed.ended(supervisor, bed.post(supervisor, "/api/imports/" + id + "/undo", Json::object()));
  ASSERT_EQ(text_of(undone, "state"), "done") << undone.dump();
  EXPECT_EQ(bed.get(supervisor, "/api/people/R3").status, 200);
}

TEST_F(Imports, of_a_full_file_leave_alone_what_came_after_the_look_at_it) {
  const auto id = upload(head + r1_moved, "?kind=qualification&scope=full");
  const auto later = upload(head + n1_new);
  (void)bed.ended(clerk, bed.post(clerk, "/api/imports/" + later + "/publish", Json::object()));
  ASSERT_EQ(bed.get(clerk, "/api/people/N1").status, 200);
  (void)bed.ended(supervisor,
                  bed.post(supervisor, "/api/imports/" + id + "/publish", Json::object()));
  EXPECT_EQ(bed.get(clerk, "/api/people/N1").status, 200);
  EXPECT_EQ(bed.get(clerk, "/api/people/R3").status, 404);
}

TEST_F(Imports, of_a_full_file_with_an_unreadable_line_take_nothing_away_and_say_so) {
  const auto id = upload(head + r1_moved + bad, "?kind=qualification&scope=full");
  EXPECT_EQ(shown(id)["counts"]["gone"], 0);
  EXPECT_TRUE(bed.get(supervisor, "/api/imports/" + id + "/removals").body["items"].empty());
}

TEST_F(Imports, list_removals_page_by_page) {
  std::string rows = head;
  for (int n = 1000; n < 1101; ++n) {
    const auto number = std::to_string(n);
    rows += "13101,P" + number + ",LP" + number + ",12000006,202" + number +
            ",大勢　一子,ｵｵｾﾞｲ ｲﾁｺ,2,19850303,,,20240110,,0,20240110090000\r\n";
  }
  const auto crowd = upload(rows);
  (void)bed.ended(clerk, bed.post(clerk, "/api/imports/" + crowd + "/publish", Json::object()));
  const auto id = upload(head + r2_same, "?kind=qualification&scope=full");
  ASSERT_EQ(shown(id)["counts"]["gone"], 106) << shown(id).dump();
  const auto path = "/api/imports/" + id + "/removals";
  const auto first = bed.get(supervisor, path).body;
  EXPECT_EQ(first["items"].size(), 100U);
  const auto rest =
      bed.get(supervisor, path + "?after=" + std::to_string(number_of(first, "next"))).body;
  EXPECT_EQ(rest["items"].size(), 6U);
  EXPECT_TRUE(rest["next"].is_null());
}

TEST_F(Imports, show_a_row_that_is_not_newer_as_unchanged) {
  auto stale = r1_moved;
  stale.replace(stale.find("20240710090000"), 14, "20230101090000");
  const auto file = shown(upload(head + stale));
  EXPECT_EQ(file["counts"]["unchanged"], 1);
  EXPECT_EQ(file["counts"]["changed"], 0);
  EXPECT_TRUE(file["rows"].empty()) << file.dump();
  EXPECT_EQ(text_of(file["problems"][0], "code"), "stale_row");
  auto deleted = r2_deleted;
  deleted.replace(deleted.find("20240710090000"), 14, "20230101090000");
  const auto id = upload(delete_head + deleted);
  EXPECT_EQ(shown(id)["counts"]["cancelled"], 0);
  EXPECT_TRUE(bed.get(clerk, "/api/imports/" + id + "/removals").body["items"].empty());
}

TEST_F(Imports, of_tickets_name_the_people) {
  const auto id = upload(ticket_head +
                             "13101,R2,00000009,01,202407,20240701,20240731,1310000011,02,"
                             "20240710090000,\r\n"
                             "13101,R3,00000003,01,202407,20240701,20240731,1310000029,02,"
                             "20240710090000,1\r\n",
                         "?kind=ticket");
  const auto file = shown(id);
  ASSERT_EQ(file["rows"].size(), 1U) << file.dump();
  EXPECT_EQ(text_of(file["rows"][0], "name"), "髙橋　﨑子");
  const auto removals = bed.get(clerk, "/api/imports/" + id + "/removals").body["items"];
  ASSERT_EQ(removals.size(), 1U);
  EXPECT_EQ(text_of(removals[0], "name"), "山田　三郎");
  EXPECT_EQ(text_of(removals[0]["before"], "DesignatedMedicalInstitutionName"), "別の医院");
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
  std::string id_of(const Json& said) { return text_of(said, "id"); }
  std::size_t people() { return bed.get(supervisor, "/api/people").body["items"].size(); }
  // Its reasons to wait, as the list of files tells them.
  std::vector<std::string> waits(const std::string& id) {
    std::vector<std::string> codes;
    const auto listed = bed.get(clerk, "/api/imports").body;
    for (const auto& file : listed["items"]) {
      if (id_of(file) != id) continue;
      for (const auto& one : file.value("waits", Json::array())) {
        codes.push_back(text_of(one, "code"));
      }
    }
    return codes;
  }
  Bed bed;
  fs::path folder;
};

TEST_F(DropFolders, a_full_file_that_leaves_anybody_out_waits_for_a_person) {
  const auto before = people();
  drop("qualification.full.csv", head + r1_moved + r2_same);
  const auto said = report("qualification.full.csv");
  EXPECT_EQ(text_of(said, "state"), "preview") << said.dump();
  EXPECT_NE(text_of(said, "note").find("4件が消えます"), std::string::npos) << said.dump();
  EXPECT_EQ(waits(id_of(said)), std::vector<std::string>{"full_removes"});
  EXPECT_EQ(people(), before);
  EXPECT_EQ(text_of(bed.person("R1")["person"], "Address"), "〇〇市一丁目");

  const auto job = bed.ended(
      supervisor, bed.post(supervisor, "/api/imports/" + id_of(said) + "/publish", Json::object()));
  ASSERT_EQ(text_of(job, "state"), "done") << job.dump();
  EXPECT_EQ(people(), 2U);
  EXPECT_TRUE(waits(id_of(said)).empty());
  const auto after = report("qualification.full.csv");
  EXPECT_EQ(text_of(after, "state"), "published") << after.dump();
  EXPECT_EQ(after["counts"]["gone"], 4);
}

TEST_F(DropFolders, a_full_file_with_a_refused_row_waits_whatever_it_removes) {
  bed.config.full_removals_max = 1000;
  bed.stop();
  bed.start();
  auto foreign = r1_moved;
  foreign.replace(foreign.find("13101"), 5, "13999");
  drop("qualification.full.csv", head + r2_same + foreign);
  const auto said = report("qualification.full.csv");
  EXPECT_EQ(text_of(said, "state"), "preview") << said.dump();
  EXPECT_EQ(waits(id_of(said)), std::vector<std::string>{"full_refuses"});
  EXPECT_EQ(bed.get(supervisor, "/api/people/R1").status, 200);
  ASSERT_EQ(bed.post(clerk, "/api/imports/" + id_of(said) + "/discard", Json::object()).status,
            200);
  EXPECT_EQ(text_of(report("qualification.full.csv"), "state"), "discarded");
}

TEST_F(DropFolders, a_full_file_is_registered_unattended_up_to_the_limit_of_removals) {
  bed.config.full_removals_max = 5;
  bed.stop();
  bed.start();
  drop("qualification.full.csv", head + r1_moved);
  const auto said = report("qualification.full.csv");
  EXPECT_EQ(text_of(said, "state"), "published") << said.dump();
  EXPECT_EQ(people(), 1U);
}

TEST_F(DropFolders, deletions_that_a_file_of_changes_names_are_registered_unattended) {
  drop("qualification.csv", delete_head + r2_deleted);
  const auto said = report("qualification.csv");
  EXPECT_EQ(text_of(said, "state"), "published") << said.dump();
  EXPECT_EQ(said["counts"]["cancelled"], 1);
  EXPECT_EQ(bed.get(clerk, "/api/people/R2").status, 404);
}

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
