#include "office/outgoing.hpp"

#include "unit/center/party_asker.hpp"
#include "unit/office/bed.hpp"

namespace madoguchi::office {

// An institution asked about R2 in vain; the office answers, and things break in between.
class Replies : public ::testing::Test {
 protected:
  void SetUp() override {
    center::NumberQuestion question;
    question.number = "1010016";
    question.birthdate = "19850303";
    auto clinic = bed.center.client("institution:1310000011");
    ASSERT_EQ(center::ask(clinic, question).document.validity, "2");
    ASSERT_TRUE(eventually([&] { return !work().is_null(); }));
    path = "/api/work/" + text_of(work(), "id");
  }
  Json work() {
    for (const auto& item : bed.get(clerk, "/api/work").body.value("items", Json::array())) {
      if (text_of(item, "recipient_key") == "R2") return item;
    }
    return {};
  }
  // What the institution was told in its feed, in order.
  std::vector<std::string> told(const std::string& institution = center::clinic_x) {
    std::vector<std::string> answers;
    const auto feed = center::ask_as(bed.center, "institution:" + institution, "GET", "/feed", {},
                                     "", {{"limit", "1000"}});
    for (const auto& item : feed.json.value("items", Json::array())) {
      if (text_of(item, "kind") != "reply") continue;
      answers.push_back(text_of(item["notice"]["reply"], "answer"));
    }
    return answers;
  }
  void center_away() { bed.center.stop(); }
  void center_back() {
    bed.center.start();
    bed.stop();
    bed.config.center = bed.center.line(std::string("office:") + center::office);
    bed.start();
  }
  std::int64_t kept() {
    auto file = open_database(bed.config.path);
    return (*file)->read(
        [](sql::Connection& db) { return sql::single(db, 0, "SELECT count(*) FROM outgoing"); });
  }
  void in_the_file(const char* sql) {
    auto file = open_database(bed.config.path);
    (*file)->change([&](sql::Connection& db) { db.execute(sql); });
  }
  using Strings = std::vector<std::string>;
  Bed bed;
  std::string path;
};

TEST_F(Replies, are_sent_at_once_while_the_center_is_there) {
  const auto said = bed.post(clerk, path + "/decline", {{"reason", "contact_office"}});
  ASSERT_EQ(said.status, 200) << said.text;
  EXPECT_EQ(text_of(said.body, "state"), "replied");
  EXPECT_EQ(text_of(work(), "reply_state"), "sent");
  EXPECT_EQ(told(), Strings{"no"});
  EXPECT_EQ(kept(), 0);
}

TEST_F(Replies, wait_for_the_center_and_for_the_next_start_and_are_told_once) {
  center_away();
  const auto said = bed.post(clerk, path + "/decline", {{"reason", "contact_office"}});
  ASSERT_EQ(said.status, 202) << said.text;
  EXPECT_EQ(text_of(said.body, "state"), "sending");
  EXPECT_EQ(text_of(work(), "reply_state"), "sending");
  EXPECT_EQ(kept(), 1);
  center_back();  // and the office's process is another one
  EXPECT_TRUE(eventually([&] { return text_of(work(), "reply_state") == "sent"; })) << work();
  EXPECT_EQ(told(), Strings{"no"});
  EXPECT_EQ(told(center::clinic_y), Strings());
  EXPECT_EQ(text_of(work(), "state"), "replied");
  EXPECT_EQ(kept(), 0);
}

TEST_F(Replies, go_out_in_the_order_in_which_they_were_said) {
  center_away();
  ASSERT_EQ(bed.post(clerk, path + "/reply", {{"answer", "date"}, {"date", "20240715"}}).status,
            202);
  ASSERT_EQ(bed.post(clerk, path + "/reply", {{"answer", "paper"}}).status, 202);
  center_back();
  EXPECT_TRUE(eventually([&] { return kept() == 0; }));
  EXPECT_EQ(told(), (Strings{"date", "paper"}));
  EXPECT_EQ(text_of(work()["reply"], "answer"), "paper");
}

TEST_F(Replies, taken_by_the_center_just_before_a_crash_are_sent_again_and_told_once) {
  bed.stop();
  center_away();
  bed.start_away();
  ASSERT_EQ(bed.post(clerk, path + "/decline", {{"reason", "other"}}).status, 202);
  bed.stop();
  in_the_file("CREATE TABLE before_crash AS SELECT * FROM outgoing");
  center_back();
  ASSERT_TRUE(eventually([&] { return kept() == 0; }));
  bed.stop();
  // As if the process had ended between the center's word and its own.
  in_the_file(
      "INSERT INTO outgoing SELECT * FROM before_crash; DROP TABLE before_crash;"
      "UPDATE work SET reply = ''");
  bed.start();
  EXPECT_TRUE(eventually([&] { return kept() == 0; }));
  EXPECT_EQ(told(), Strings{"no"});
}

TEST_F(Replies, about_a_ticket_go_out_when_it_stands_and_not_before) {
  const auto draft = bed.get(caseworker, path + "/draft").body;
  bed.stop();
  // The process ended behind the registration of the ticket and before its word: what it had kept.
  in_the_file(
      "INSERT INTO outgoing (key, state, work, ticket, reply, author, at, refusal) SELECT"
      " 'yes-202407000077', 'waits', id, 'R2|202407|202407000077', json_object('answer',"
      " 'yes', 'basis', 'telephone', 'recipient_key', recipient_key, 'institution_code',"
      " institution, 'month', month), '{\"account\":\"tanaka\",\"role\":\"caseworker\","
      "\"factors\":\"1-01,3-02\"}', '2024-07-10T12:00:00.000+09:00', '' FROM work");
  bed.start();
  EXPECT_EQ(text_of(work(), "reply_state"), "sending");
  EXPECT_EQ(told(), Strings());
  bed.center.import("office:13101", "ticket",
                    "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,"
                    "MedicalTicketValidDate,MedicalTicketExpirationDate,"
                    "DesignatedMedicalInstitutionCode,MedicalTreatmentType,UpdatedAt\n"
                    "13101,R2,202407000077,01,202407,20240701,20240731,1310000011,02,"
                    "20240710090000\n");
  EXPECT_TRUE(eventually([&] { return kept() == 0; }));
  EXPECT_EQ(told(), Strings{"yes"});
  EXPECT_EQ(text_of(work()["reply"], "basis"), "telephone");
}

TEST_F(Replies, about_a_ticket_that_never_came_are_not_sent) {
  const auto refused = bed.post(
      caseworker, path + "/issue",
      {{"basis", "telephone"}, {"fields", {{"SelfPayAmount", "たくさん"}}}, {"seen", bed.seen()}});
  EXPECT_EQ(refused.status, 422) << refused.text;
  EXPECT_EQ(kept(), 0);
  bed.stop();
  in_the_file(
      "INSERT INTO outgoing (key, state, work, ticket, reply, author, at, refusal) VALUES"
      " ('yes-x', 'waits', 1, 'R2|202407|x', '{}', '{}', '2024-07-10T11:00:00.000+09:00',"
      " '')");
  bed.start();
  EXPECT_TRUE(eventually([&] { return kept() == 0; }));
  EXPECT_EQ(told(), Strings());
}

TEST_F(Replies, follow_the_second_persons_word_about_a_ticket) {
  ASSERT_EQ(bed.post(administrator, "/api/settings", {{"approval_tickets", true}}).status, 200);
  const auto waiting =
      bed.post(caseworker, path + "/issue", {{"basis", "urgent"}, {"seen", bed.seen()}});
  ASSERT_EQ(waiting.status, 202) << waiting.text;
  EXPECT_EQ(told(), Strings()) << "nothing is promised before";
  EXPECT_EQ(text_of(work(), "state"), "waiting_approval");
  const auto approved =
      bed.post(supervisor, "/api/approvals/" + std::to_string(number_of(waiting.body, "draft")),
               {{"decision", "approve"}});
  ASSERT_EQ(approved.status, 200) << approved.text;
  EXPECT_TRUE(eventually([&] { return told() == Strings{"yes"}; }));
  EXPECT_EQ(text_of(work(), "state"), "resolved");
  EXPECT_EQ(text_of(work(), "reply_state"), "sent");
}

TEST_F(Replies, that_the_center_refuses_for_good_are_told_and_kept_no_longer) {
  ASSERT_EQ(
      bed.post(supervisor, "/api/people/R2/protect", {{"seen", bed.seen()}, {"NotDisclosed", "1"}})
          .status,
      200);
  EXPECT_TRUE(work().is_null()) << "not disclosed: no longer on the list";
  EXPECT_EQ(bed.post(clerk, path + "/decline", {{"reason", "other"}}).status, 404);
  bed.stop();
  in_the_file(
      "INSERT INTO outgoing (key, state, work, ticket, reply, author, at, refusal) SELECT"
      " 'no-1', 'ready', id, '', json_object('answer', 'no', 'reason', 'other',"
      " 'recipient_key', recipient_key, 'institution_code', institution, 'month', month),"
      " '{\"account\":\"suzuki\",\"role\":\"clerk\",\"factors\":\"1-01,3-02\"}',"
      " '2024-07-10T12:00:00.000+09:00', '' FROM work");
  bed.start();
  EXPECT_TRUE(eventually([&] {
    auto file = open_database(bed.config.path);
    return (*file)->read([](sql::Connection& db) {
      return sql::single(db, 0, "SELECT count(*) FROM outgoing WHERE state = 'refused'");
    }) == 1;
  }));
  EXPECT_EQ(told(), Strings()) << "a word said before the protection is not told behind it";
}

}  // namespace madoguchi::office
