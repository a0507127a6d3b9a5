// Changed answers, from an office's file to the clinic's notice/ folder, with the built binary.
#include <nlohmann/json.hpp>

#include "flow/requests.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class Notices : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
  }
  static fs::path folder(const Clinic& clinic) {
    return clinic.req().parent_path().parent_path() / "notice";
  }
  static std::vector<std::string> files(const Clinic& clinic) {
    std::vector<std::string> names;
    if (!fs::exists(folder(clinic))) return names;
    for (const auto& name : names_in(folder(clinic))) {
      if (name.starts_with("notice_")) names.push_back(name);
    }
    return names;
  }
  static void expect_files(const Clinic& clinic, std::size_t count) {
    EXPECT_TRUE(eventually([&] { return files(clinic).size() >= count; })) << clinic.log();
    EXPECT_EQ(files(clinic).size(), count);
  }
  static json notice(const Clinic& clinic, std::size_t place) {
    const auto names = files(clinic);
    return place < names.size() ? json::parse(bytes_of(folder(clinic) / names[place])) : json();
  }
  static std::string everything_in(const fs::path& home) {
    std::string all;
    for (const auto& entry : fs::recursive_directory_iterator(home)) {
      if (entry.is_regular_file()) all += bytes_of(entry.path());
    }
    return all;
  }
  Xml ask(Clinic& clinic, std::string_view key) {
    auto asked = about(recipient(key), system.today());
    asked.institution = clinic.code();
    return clinic.send(message(asked)).xml();
  }
  void correct(Recipient row) {
    system.registered("qualification", qualification_csv({std::move(row)}, ++version_));
  }
  void end_assistance(std::string_view key, const std::string& day) {
    auto row = recipient(key);
    row.end = day;
    correct(row);
  }
  std::string first_of_month() const { return system.month().first_day().text(); }
  System system;
  int version_ = 1;
};

TEST_F(Notices, a_back_dated_abolition_reaches_the_clinic_that_was_told_and_no_other) {
  auto& x = system.clinic(clinic_x);
  auto& y = system.clinic(clinic_y);
  EXPECT_EQ(ask(x, "R1").first("QualificationValidity"), "1");
  EXPECT_EQ(ask(x, "R7").first("QualificationValidity"), "1");
  EXPECT_EQ(ask(y, "R3").first("QualificationValidity"), "1");
  // Not told: another institution's ticket, an address, somebody who never came.
  system.registered("ticket",
                    ticket_csv({{"R1", "00000099", std::string(clinic_y), system.month()}}));
  auto moved = recipient("R7");
  moved.address = "〇〇市遠方町９９";
  correct(moved);
  end_assistance("R2", first_of_month());
  end_assistance("R1", first_of_month());
  expect_files(x, 1);
  const auto told = notice(x, 0);
  EXPECT_EQ(told.at("kind"), "lost");
  EXPECT_EQ(told.at("person").at("Name"), "生保　一郎");
  EXPECT_EQ(told.at("told").at("QualificationValidity"), "1");
  EXPECT_EQ(told.at("now").at("QualificationValidity"), "2");
  EXPECT_EQ(told.dump().find("00000099"), std::string::npos);
  const auto bytes = everything_in(folder(x));
  EXPECT_EQ(bytes.find("遠方町"), std::string::npos);
  EXPECT_EQ(bytes.find("﨑子"), std::string::npos);
  // The other clinic gets one of its own, and nothing of this one.
  end_assistance("R3", first_of_month());
  expect_files(y, 1);
  EXPECT_EQ(notice(y, 0).at("person").at("Name"), "山田　三郎");
  const auto home = everything_in(y.req().parent_path().parent_path());
  for (const auto* word : {"生保", "1010008"})
    EXPECT_EQ(home.find(word), std::string::npos) << word;
  expect_files(x, 1);
  // No person in a log.
  for (const auto* word : {"生保", "1010008", "山田"}) {
    EXPECT_EQ(system.center_log().find(word), std::string::npos) << word;
    EXPECT_EQ(x.log().find(word), std::string::npos) << word;
  }
  system.expect_whole_chain();
}

TEST_F(Notices, are_listed_and_marked_by_the_clinic) {
  auto& x = system.clinic(clinic_x);
  ask(x, "R1");
  auto renamed = recipient("R1");
  renamed.name = "生保　市郎";
  correct(renamed);
  expect_files(x, 1);
  const auto number = std::to_string(notice(x, 0).at("notice").get<std::int64_t>());
  const auto list = [&](std::vector<std::string> more) {
    std::vector<std::string> words = {"notices", "--terminal", x.config()};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  };
  const auto table = list({});
  EXPECT_EQ(table.code, 0) << table.err;
  EXPECT_NE(table.out.find("生保　一郎"), std::string::npos) << table.out;
  EXPECT_NE(table.out.find("次の一手"), std::string::npos) << table.out;
  EXPECT_NE(table.out.find("[未処理]"), std::string::npos) << table.out;
  EXPECT_NE(list({"--english"}).out.find("[open]"), std::string::npos);
  EXPECT_EQ(list({"--done"}).out.find(number), std::string::npos);
  EXPECT_EQ(json::parse(list({"--json"}).out).at(0).at("state"), "open");
  EXPECT_TRUE(json::parse(list({"--json", "--since", "29991231"}).out).empty());
  EXPECT_EQ(list({"--since", "soon"}).code, 2);
  EXPECT_EQ(list({"--mark", number}).code, 0);
  EXPECT_EQ(list({"--mark", number}).code, 0);  // twice is once
  EXPECT_EQ(list({"--mark", "999999999"}).code, 1);
  EXPECT_EQ(json::parse(list({"--json"}).out).at(0).at("state"), "done");
  EXPECT_EQ(list({"--open"}).out.find("生保"), std::string::npos);
  EXPECT_EQ(files(x).size(), 0U);
  EXPECT_EQ(list({"--unmark", number}).code, 0);
  EXPECT_EQ(files(x).size(), 1U);
}

// Wherever the kills fall, each notice comes once, also when the clinic took earlier files away.
TEST_F(Notices, come_once_each_over_kills_of_both_sides) {
  auto& x = system.clinic(clinic_x);
  const auto people = {"R1", "R6", "R7"};
  for (const auto* key : people) EXPECT_EQ(ask(x, key).first("QualificationValidity"), "1");
  std::vector<std::string> taken;
  const auto take_away = [&] {
    for (const auto& name : files(x)) {
      taken.push_back(name);
      fs::remove(folder(x) / name);
    }
  };
  std::size_t expected = 0;
  for (int round = 0; round < 4; ++round) {
    for (const auto* key : people) {
      end_assistance(key, round % 2 == 0 ? first_of_month() : "");
      ++expected;
    }
    if (round % 2 == 0) {
      system.center.kill();
      x.process.kill();
    } else {
      x.process.kill();
    }
    if (system.center.pid() == 0) system.start_center();
    x.start();
    EXPECT_TRUE(eventually([&] {
      take_away();
      return taken.size() >= expected;
    })) << taken.size()
        << " of " << expected << "\n"
        << x.log() << system.center_log();
  }
  // One more, which must come last: nothing else did meanwhile.
  auto renamed = recipient("R1");
  renamed.name = "生保　市郎";
  correct(renamed);
  EXPECT_TRUE(eventually([&] {
    take_away();
    return taken.size() > expected;
  }));
  std::sort(taken.begin(), taken.end());
  EXPECT_EQ(std::unique(taken.begin(), taken.end()), taken.end()) << "one came twice";
  EXPECT_EQ(taken.size(), expected + 1);
}

TEST_F(Notices, a_reference_number_names_the_patient_in_them) {
  auto& x = system.clinic(clinic_x);
  ask(x, "R1");
  const auto part = x.free_part();
  write_in_place(x.req("OQSsiimm01req_" + part + ".xml"),
                 "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><XmlMsg>"
                 "<MessageHeader><MedicalInstitutionCode>1310000011</MedicalInstitutionCode>"
                 "<ArbitraryFileIdentifier>ID-9</ArbitraryFileIdentifier></MessageHeader>"
                 "<MessageBody><ReferenceNumberRegistrationInfo><ReferenceNumber>患者－７７"
                 "</ReferenceNumber><InsurerNumber>12000006</InsurerNumber>"
                 "<InsuredIdentificationNumber>1010008</InsuredIdentificationNumber>"
                 "</ReferenceNumberRegistrationInfo></MessageBody></XmlMsg>");
  const auto came =
      x.wait_for({"OQSsiimm01res_" + part + ".xml", "OQSsiimm01req_" + part + ".err"});
  EXPECT_EQ(came.xml().first("ProcessingResultStatus"), "1") << came.bytes;
  EXPECT_EQ(came.xml().first("ArbitraryFileIdentifier"), "ID-9");
  EXPECT_EQ(ask(x, "R1").first("ReferenceNumber"), "患者－７７");
  end_assistance("R1", first_of_month());
  expect_files(x, 1);
  EXPECT_EQ(notice(x, 0).at("person").at("ReferenceNumber"), "患者－７７");
}

}  // namespace
}  // namespace madoguchi::flow
