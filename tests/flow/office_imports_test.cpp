// An office's large files through three processes, one of which is killed in the middle.
#include <fmt/format.h>

#include "flow/clients.hpp"
#include "flow/office_page.hpp"
#include "flow/requests.hpp"

namespace madoguchi::flow {
namespace {

using nlohmann::json;

constexpr int large = 100000;

// People with keys of their own for each `part`.
std::string file_of(int part, int rows) {
  std::string csv =
      "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,NameKana,"
      "Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,UpdatedAt\r\n";
  for (int n = 0; n < rows; ++n) {
    csv += fmt::format(
        "13101,M{0}-{1:06},LM{0}-{1:06},12000006,{1:06}{0},大勢　{1},ｵｵｾﾞｲ {1},1,19600101,20240101,"
        ",0,20240101090000\r\n",
        part, n);
  }
  return csv;
}

class OfficeImports : public testing::Test {
 protected:
  OfficeImports() : page(system, std::string(office)) {
    system.start_center();
    system.register_everybody();
    page.start();
    page.sign_in("toriatsukai", "clerk");
  }
  // Uploads a file and waits for its preview; its id.
  std::string previewed(const std::string& csv) {
    const auto begun = page.upload("/api/imports?kind=qualification&file=large.csv", csv);
    EXPECT_EQ(begun.status, 202) << begun.bytes;
    const auto job = page.job(begun.json["job"]);
    EXPECT_EQ(job["state"], "done") << job;
    return begun.json["id"];
  }
  std::string published(const std::string& id) {
    const auto begun = page.post("/api/imports/" + id + "/publish", json::object());
    EXPECT_EQ(begun.status, 202) << begun.bytes;
    return begun.json["job"];
  }
  static bool is_registering(const json& job) {
    return job["phase"] == "registering" && job["done"] > 0;
  }
  std::int64_t people() {
    return page.get("/api/people?limit=1").json.value("total", std::int64_t{0});
  }
  // Files of the office that the center has on record as registered.
  std::size_t registrations() {
    std::size_t count = 0;
    for (const auto& record : system.audit()) {
      count += record.interface == "import/qualification" && record.kind == "registration" &&
                       record.party == "office:13101"
                   ? 1
                   : 0;
    }
    return count;
  }
  System system;
  OfficePage page;
};

// Whichever process is killed in the middle of 100,000 rows: they are registered, and once.
class KilledImports : public OfficeImports {
 protected:
  template <class Kill>
  void registers_once_although(const Kill& killed_and_started_again) {
    for (int part = 1; part < 6; ++part) {
      const auto before = people();
      const auto on_record = registrations();
      const auto id = previewed(file_of(part, large));  // a rehearsal is on record, too
      const auto job = published(id);
      const bool in_the_middle = page.job(job, is_registering)["state"] == "running";
      killed_and_started_again();
      const auto ended = page.job(job);
      ASSERT_EQ(ended.value("state", ""), "done") << ended << page.log();
      EXPECT_EQ(ended["result"]["counts"]["new"], large);
      EXPECT_NE(ended["result"]["batch"], 0);
      EXPECT_EQ(page.get("/api/imports/" + id).json["state"], "published");
      EXPECT_TRUE(eventually([&] { return people() == before + large; })) << people();
      EXPECT_EQ(registrations(), on_record + 2);
      if (in_the_middle) return system.expect_whole_chain();
    }
    ADD_FAILURE() << "never caught in the middle";
  }
};

TEST_F(KilledImports, a_hundred_thousand_rows_are_registered_once_when_the_office_is_killed) {
  registers_once_although([&] {
    page.process.kill();
    page.start();
  });
}

TEST_F(KilledImports, a_hundred_thousand_rows_are_registered_once_when_the_center_is_killed) {
  registers_once_although([&] {
    system.center.kill();
    system.start_center();
  });
}

TEST_F(OfficeImports, cancelled_in_the_middle_they_leave_nothing_and_can_be_registered_later) {
  for (int part = 1, rows = large; part < 5; ++part, rows *= 2) {
    const auto before = people();
    const auto id = previewed(file_of(part, rows));
    const auto job = published(id);
    (void)page.job(job, is_registering);
    (void)page.post("/api/jobs/" + job + "/cancel", json::object());
    const auto ended = page.job(job);
    if (ended["state"] == "done") {  // too late, and said so
      EXPECT_EQ(ended["cancel_too_late"], true) << ended;
      continue;
    }
    EXPECT_EQ(ended["state"], "cancelled") << ended;
    EXPECT_EQ(people(), before);
    EXPECT_EQ(page.get("/api/imports/" + id).json["state"], "preview");
    const auto again = page.job(published(id));
    ASSERT_EQ(again["state"], "done") << again;
    EXPECT_EQ(again["result"]["counts"]["new"], rows);
    EXPECT_TRUE(eventually([&] { return people() == before + rows; }));
    return system.expect_whole_chain();
  }
  ADD_FAILURE() << "never cancelled in the middle";
}

// A word to a clinic that was said while the center was away, through two kills.
TEST_F(OfficeImports, a_reply_survives_the_end_of_both_processes_and_is_told_once) {
  auto& x = system.clinic(clinic_x);
  x.send(message(about(recipient("R2"), system.today())));
  json item;
  ASSERT_TRUE(eventually([&] {
    for (const auto& one : page.get("/api/work").json.value("items", json::array())) {
      if (one["recipient_key"] == "R2") item = one;
    }
    return !item.is_null();
  }));
  system.center.kill();
  const auto said = page.post("/api/work/" + item["id"].get<std::string>() + "/decline",
                              {{"reason", "contact_office"}});
  EXPECT_EQ(said.status, 202) << said.bytes;
  page.process.kill();
  system.start_center();
  page.start();
  const auto told = [&] {
    std::size_t count = 0;
    const auto folder = x.face().parent_path().parent_path() / "notice";
    std::error_code none;
    for (const auto& file : std::filesystem::directory_iterator(folder, none)) {
      count += bytes_of(file.path()).find("contact_office") != std::string::npos ? 1 : 0;
    }
    return count;
  };
  EXPECT_TRUE(eventually([&] { return told() == 1; }));
  page.process.kill();  // once more, and it is not said again
  page.start();
  ASSERT_TRUE(eventually([&] { return page.get("/api/status").json["center"] == "online"; }));
  std::size_t replies = 0;
  for (const auto& record : system.audit()) replies += record.kind == "reply" ? 1 : 0;
  EXPECT_EQ(replies, 1U);
  EXPECT_EQ(told(), 1U);
  system.expect_whole_chain();
}

}  // namespace
}  // namespace madoguchi::flow
