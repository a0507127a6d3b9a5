#include "office/import_approval.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "unit/office/bed.hpp"

namespace madoguchi::office {

namespace {

namespace fs = std::filesystem;

const std::string ticket_file =
    "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,MedicalTicketValidDate,"
    "MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,MedicalTreatmentType,"
    "UpdatedAt\r\n"
    "13101,R2,F0000001,01,202407,20240701,20240731,1310000011,02,20240710090000\r\n";
const std::string qualification_head =
    "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,NameKana,"
    "Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,UpdatedAt\r\n";
std::string qualification_of_r1(const std::string& not_disclosed) {
  return "13101,R1,L1,12000006,1010008,生保　一郎,ｾｲﾎ ｲﾁﾛｳ,1,19900115,20240110,," + not_disclosed +
         ",20240710090000\r\n";
}

}  // namespace

class ImportApproval : public ::testing::Test {
 protected:
  void demand(const char* setting) {
    ASSERT_EQ(bed.post(administrator, "/api/settings", {{setting, true}}).status, 200);
  }
  std::string upload(const edge::SignedIn& who, const std::string& kind, const std::string& bytes) {
    const auto begun = bed.post_text(who, "/api/imports?kind=" + kind, bytes);
    (void)bed.ended(who, begun);
    return text_of(begun.body, "id");
  }
  Bed::Answered publish(const edge::SignedIn& who, const std::string& id) {
    return bed.post(who, "/api/imports/" + id + "/publish", Json::object());
  }
  Bed::Answered decide(const edge::SignedIn& who, const Bed::Answered& waiting,
                       const std::string& decision, const std::string& reason = "") {
    return bed.post(who, "/api/approvals/" + std::to_string(number_of(waiting.body, "draft")),
                    {{"decision", decision}, {"reason", reason}});
  }
  std::string state(const std::string& id) {
    return text_of(bed.get(clerk, "/api/imports/" + id).body, "state");
  }
  std::size_t tickets_of_r2() {
    return bed.get(clerk, "/api/tickets?recipient=R2").body["items"].size();
  }
  Bed bed;
};

TEST_F(ImportApproval, a_ticket_file_waits_for_another_person_who_sees_the_preview) {
  demand("approval_tickets");
  const auto id = upload(supervisor, "ticket", ticket_file);
  const auto waiting = publish(supervisor, id);
  ASSERT_EQ(waiting.status, 202) << waiting.text;
  EXPECT_EQ(text_of(waiting.body, "state"), "waiting_approval");
  EXPECT_EQ(state(id), "waiting_approval");
  EXPECT_EQ(tickets_of_r2(), 0U);
  EXPECT_EQ(publish(clerk, id).status, 409) << "asked for twice";
  EXPECT_EQ(bed.post(clerk, "/api/imports/" + id + "/discard", Json::object()).status, 409);

  const auto listed = bed.get(second_supervisor, "/api/approvals").body["items"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(text_of(listed[0], "kind"), "import");
  EXPECT_EQ(text_of(listed[0], "author"), "sato");
  EXPECT_EQ(text_of(listed[0]["more"], "import"), id);
  EXPECT_EQ(listed[0]["more"]["counts"]["new"], 1);
  const auto preview = bed.get(second_supervisor, "/api/imports/" + id).body;
  EXPECT_EQ(text_of(preview["rows"][0]["after"], "IssueNumber"), "F0000001");
  EXPECT_EQ(preview["draft"], waiting.body["draft"]);

  EXPECT_EQ(decide(clerk, waiting, "approve").status, 403) << "no right to approve";
  EXPECT_EQ(decide(supervisor, waiting, "approve").status, 403) << "the first person";
  const edge::SignedIn renamed{"sato", "別の名", "supervisor", "1-01,3-05"};
  EXPECT_EQ(decide(renamed, waiting, "approve").status, 403) << "the same in another session";
  EXPECT_EQ(tickets_of_r2(), 0U);
  const auto job = bed.ended(second_supervisor, decide(second_supervisor, waiting, "approve"));
  ASSERT_EQ(text_of(job, "state"), "done") << job.dump();
  EXPECT_EQ(state(id), "published");
  EXPECT_EQ(tickets_of_r2(), 1U);
  const auto change = bed.person("R2")["changes"][0];
  EXPECT_EQ(text_of(change, "operator"), "sato");
  EXPECT_EQ(text_of(change, "approver"), "ito");
  EXPECT_EQ(decide(second_supervisor, waiting, "approve").status, 409) << "decided";
}

TEST_F(ImportApproval, a_rejected_file_registers_nothing_and_may_be_asked_for_again) {
  demand("approval_tickets");
  const auto id = upload(clerk, "ticket", ticket_file);
  const auto waiting = publish(clerk, id);
  ASSERT_EQ(waiting.status, 202) << waiting.text;
  ASSERT_EQ(decide(supervisor, waiting, "reject", "要否未決定").status, 200);
  EXPECT_EQ(state(id), "rejected");
  EXPECT_EQ(text_of(bed.get(clerk, "/api/imports/" + id).body, "reason"), "要否未決定");
  EXPECT_EQ(decide(supervisor, waiting, "approve").status, 409);
  EXPECT_EQ(tickets_of_r2(), 0U);
  const auto again = publish(clerk, id);
  ASSERT_EQ(again.status, 202) << again.text;
  EXPECT_NE(again.body["draft"], waiting.body["draft"]);
  (void)bed.ended(supervisor, decide(supervisor, again, "approve"));
  EXPECT_EQ(tickets_of_r2(), 1U);
}

TEST_F(ImportApproval, without_the_setting_one_person_is_enough) {
  const auto id = upload(clerk, "ticket", ticket_file);
  (void)bed.ended(clerk, publish(clerk, id));
  EXPECT_EQ(state(id), "published");
}

TEST_F(ImportApproval, a_file_that_touches_protection_waits_where_that_needs_two) {
  demand("approval_protect");
  const auto harmless =
      upload(supervisor, "qualification", qualification_head + qualification_of_r1("0"));
  (void)bed.ended(supervisor, publish(supervisor, harmless));
  EXPECT_EQ(state(harmless), "published");
  auto row = qualification_of_r1("1");
  row.replace(row.find("090000"), 6, "091500");
  const auto id = upload(supervisor, "qualification", qualification_head + row);
  EXPECT_EQ(bed.get(supervisor, "/api/imports/" + id).body["counts"]["protect"], 1);
  const auto waiting = publish(supervisor, id);
  ASSERT_EQ(waiting.status, 202) << waiting.text;
  EXPECT_EQ(bed.get(clerk, "/api/people/R1").status, 200) << "not protected yet";
  EXPECT_EQ(decide(supervisor, waiting, "approve").status, 403);
  (void)bed.ended(second_supervisor, decide(second_supervisor, waiting, "approve"));
  EXPECT_EQ(bed.get(clerk, "/api/people/R1").status, 404);
}

TEST_F(ImportApproval, of_a_dropped_file_the_other_system_is_the_first_and_one_person_the_second) {
  demand("approval_tickets");
  const fs::path folder = bed.center.file("drop");
  fs::create_directories(folder);
  bed.stop();
  bed.config.drop_dir = folder.native();
  bed.config.settle_ms = 0;
  bed.start();
  std::ofstream(folder / "ticket.tmp", std::ios::binary) << ticket_file;
  fs::rename(folder / "ticket.tmp", folder / "ticket.csv");
  const auto report = [&] {
    std::ifstream file(folder / "ticket.csv.report.json");
    std::ostringstream text;
    text << file.rdbuf();
    return parsed(text.str());
  };
  ASSERT_TRUE(eventually([&] { return text_of(report(), "state") == "waiting_approval"; }))
      << report();
  EXPECT_FALSE(text_of(report(), "note").empty());
  EXPECT_EQ(tickets_of_r2(), 0U);
  const auto listed = bed.get(supervisor, "/api/approvals").body["items"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(text_of(listed[0], "author"), "");
  EXPECT_EQ(text_of(listed[0]["more"], "source"), "folder");
  const auto answered =
      bed.post(supervisor, "/api/approvals/" + std::to_string(number_of(listed[0], "id")),
               {{"decision", "approve"}});
  (void)bed.ended(supervisor, answered);
  EXPECT_EQ(tickets_of_r2(), 1U);
  EXPECT_EQ(text_of(bed.person("R2")["changes"][0], "operator"), "sato");
  EXPECT_EQ(text_of(report(), "state"), "published") << report();
}

}  // namespace madoguchi::office
