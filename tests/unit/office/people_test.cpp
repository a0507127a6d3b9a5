#include "office/people.hpp"

#include "unit/office/bed.hpp"

namespace madoguchi::office {

namespace {

std::vector<std::string> keys_found(const Json& page) {
  std::vector<std::string> keys;
  for (const auto& item : page["items"]) keys.push_back(text_of(item, "recipient_key"));
  return keys;
}

}  // namespace

TEST(Birthdate, is_read_in_every_form_that_people_type) {
  for (const auto* typed : {"19900115", "1990-01-15", "1990/1/15", "1990年1月15日", "H2.1.15",
                            "h2.1.15", "平成2年1月15日", "Ｈ２．１．１５"}) {
    EXPECT_EQ(birthdate_typed(typed), "19900115") << typed;
  }
  EXPECT_EQ(birthdate_typed("令和元年5月1日"), "20190501");
  for (const auto* typed : {"", "1010008", "セイホ", "1990-13-01", "H2.1", "1-2-3-4"}) {
    EXPECT_FALSE(birthdate_typed(typed)) << typed;
  }
}

class People : public ::testing::Test {
 protected:
  Bed bed;
};

TEST_F(People, are_found_by_kana_name_number_birthdate_and_key_however_typed) {
  for (const auto* typed : {"せいほ", "ｾｲﾎ ｲﾁﾛｳ", "セイホイチロウ", "生保", "生保　一郎", "1010008",
                            "１０１０００８", "19900115", "H2.1.15", "せいほ 1990-01-15", "r1"}) {
    const auto page = bed.get(supervisor, std::string("/api/people?q=") + typed).body;
    EXPECT_EQ(keys_found(page), std::vector<std::string>{"R1"}) << typed;
  }
  EXPECT_EQ(keys_found(bed.get(clerk, "/api/people?q=高橋崎子").body),
            std::vector<std::string>{"R2"});
  EXPECT_EQ(keys_found(bed.get(clerk, "/api/people?q=いない").body), std::vector<std::string>{});
}

TEST_F(People, come_in_pages_in_the_order_of_their_kana) {
  const auto first = bed.get(supervisor, "/api/people?limit=4").body;
  ASSERT_EQ(first["items"].size(), 4U);
  EXPECT_TRUE(first["more"].get<bool>());
  EXPECT_EQ(first["total"], 6);
  const auto last = text_of(first["items"][3], "recipient_key");
  const auto second = bed.get(supervisor, "/api/people?limit=4&after=" + last).body;
  EXPECT_EQ(second["items"].size(), 2U);
  EXPECT_FALSE(second["more"].get<bool>());
}

TEST_F(People, not_disclosed_are_nowhere_for_those_without_the_right) {
  for (const auto& who : {caseworker, clerk}) {
    const auto page = bed.get(who, "/api/people?q=ひみつ").body;
    EXPECT_EQ(page["items"].size(), 0U);
    EXPECT_EQ(page["hidden"], 1);
    EXPECT_EQ(bed.get(who, "/api/people").body["total"], 5);
    // As if there were no such person.
    const auto hidden = bed.get(who, "/api/people/R4");
    const auto unknown = bed.get(who, "/api/people/R99");
    EXPECT_EQ(hidden.status, 404);
    EXPECT_EQ(hidden.text, unknown.text);
    for (const auto* path : {"/api/tickets", "/api/monthly?month=202408", "/api/work"}) {
      EXPECT_EQ(bed.get(who, path).text.find("R4"), std::string::npos) << path;
    }
  }
  EXPECT_EQ(keys_found(bed.get(supervisor, "/api/people?q=ひみつ").body),
            std::vector<std::string>{"R4"});
}

TEST_F(People, are_suspended_and_resumed_as_intervals_that_stay) {
  const Json stop{{"seen", bed.seen()}, {"DisqualificationDate", "20240715"}};
  const auto suspended = bed.post(caseworker, "/api/people/R1/suspend", stop);
  ASSERT_EQ(suspended.status, 200) << suspended.text;
  EXPECT_EQ(suspended.body["tickets_beyond"], Json::array({"R1|202407|00000001"}));
  auto person = bed.person("R1");
  ASSERT_EQ(person["intervals"].size(), 1U);
  EXPECT_EQ(text_of(person["intervals"][0], "DisqualificationDate"), "20240715");
  EXPECT_EQ(text_of(person["intervals"][0], "LossKind"), "停止");
  EXPECT_EQ(text_of(person, "state"), "active");  // until that day

  const Json early{{"seen", bed.seen()}, {"QualificationDate", "20240714"}};
  EXPECT_EQ(bed.post(caseworker, "/api/people/R1/resume", early).status, 422);
  const Json again{{"seen", bed.seen()}, {"QualificationDate", "20240801"}};
  const auto resumed = bed.post(caseworker, "/api/people/R1/resume", again);
  ASSERT_EQ(resumed.status, 200) << resumed.text;
  person = bed.person("R1");
  ASSERT_EQ(person["intervals"].size(), 2U);
  EXPECT_EQ(text_of(person["intervals"][0], "LossKind"), "停止");
  EXPECT_EQ(text_of(person["intervals"][1], "QualificationDate"), "20240801");
  EXPECT_EQ(text_of(person["intervals"][1], "DisqualificationDate"), "");

  // Who, when, before and after.
  const auto& change = person["changes"][1];
  EXPECT_EQ(text_of(change, "operator"), "tanaka");
  EXPECT_EQ(text_of(change, "role"), "caseworker");
  EXPECT_EQ(text_of(change, "what"), "停止を登録");
  EXPECT_EQ(text_of(change["before"], "DisqualificationDate"), "");
  EXPECT_EQ(text_of(change["after"], "DisqualificationDate"), "20240715");
  EXPECT_EQ(text_of(change, "at").substr(0, 10), "2024-07-10");
}

TEST_F(People, are_registered_corrected_abolished_and_moved_away) {
  const Json fresh{{"RecipientKey", "N1"},
                   {"PersonLinkKey", "LN1"},
                   {"PublicExpenseNumber", "12000006"},
                   {"BeneficiaryNumber", "1010065"},
                   {"Name", "新規　七子"},
                   {"NameKana", "ｼﾝｷ ﾅﾅｺ"},
                   {"Sex1", "2"},
                   {"Birthdate", "20000229"},
                   {"QualificationDate", "20240701"}};
  const auto registered = bed.post(caseworker, "/api/people", fresh);
  ASSERT_EQ(registered.status, 200) << registered.text;
  EXPECT_EQ(bed.post(caseworker, "/api/people", fresh).status, 409);

  const Json name{{"seen", bed.seen()}, {"Name", "訂正　七子"}};
  ASSERT_EQ(bed.post(clerk, "/api/people/N1/correct", name).status, 200);
  EXPECT_EQ(text_of(bed.person("N1")["person"], "Name"), "訂正　七子");
  EXPECT_EQ(bed.post(clerk, "/api/people/N1/correct", {{"seen", bed.seen()}}).status, 409);

  // A start that was mistyped: the wrong interval goes, the right one comes, together.
  const Json start{{"seen", bed.seen()}, {"NewQualificationDate", "20240705"}};
  const auto moved = bed.post(clerk, "/api/people/N1/correct", start);
  ASSERT_EQ(moved.status, 200) << moved.text;
  auto person = bed.person("N1");
  ASSERT_EQ(person["intervals"].size(), 1U);
  EXPECT_EQ(text_of(person["intervals"][0], "QualificationDate"), "20240705");

  const Json end{{"seen", bed.seen()}, {"DisqualificationDate", "20240709"}};
  ASSERT_EQ(bed.post(clerk, "/api/people/N1/transfer", end).status, 200);
  person = bed.person("N1");
  EXPECT_EQ(text_of(person, "state"), "abolished");
  EXPECT_EQ(bed.post(clerk, "/api/people/N1/abolish",
                     {{"seen", bed.seen()}, {"DisqualificationDate", "20240710"}})
                .status,
            409);
  const Json bad{{"RecipientKey", "N2"}, {"Name", "誤　八"}, {"QualificationDate", "2024"}};
  const auto refused = bed.post(caseworker, "/api/people", bad);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.code(), "F4220");
  EXPECT_FALSE(refused.body["problems"].empty());
}

TEST_F(People, changed_by_somebody_else_meanwhile_are_not_overwritten) {
  const auto seen = bed.seen();
  ASSERT_EQ(bed.post(caseworker, "/api/people/R1/correct", {{"seen", seen}, {"Address", "新住所"}})
                .status,
            200);
  const auto second =
      bed.post(clerk, "/api/people/R1/correct", {{"seen", seen}, {"Address", "別の住所"}});
  EXPECT_EQ(second.status, 409);
  EXPECT_EQ(second.code(), "F4090");
  const auto& theirs = second.body["theirs"][0];
  EXPECT_EQ(text_of(theirs, "operator"), "tanaka");
  EXPECT_EQ(text_of(theirs["before"], "Address"), "〇〇市一丁目");
  EXPECT_EQ(text_of(theirs["after"], "Address"), "新住所");
  EXPECT_EQ(text_of(bed.person("R1")["person"], "Address"), "新住所");
}

TEST_F(People, protection_needs_its_right_and_where_set_a_second_person) {
  const Json hide{{"seen", bed.seen()}, {"NotDisclosed", "1"}};
  EXPECT_EQ(bed.post(clerk, "/api/people/R1/protect", hide).status, 403);
  ASSERT_EQ(bed.post(administrator, "/api/settings", {{"approval_protect", true}}).status, 200);
  const auto waiting = bed.post(supervisor, "/api/people/R1/protect", hide);
  ASSERT_EQ(waiting.status, 202) << waiting.text;
  const auto path = "/api/approvals/" + std::to_string(number_of(waiting.body, "draft"));
  EXPECT_EQ(bed.get(clerk, "/api/approvals").body["items"].size(), 0U);
  EXPECT_EQ(bed.get(clerk, "/api/people/R1").status, 200);
  EXPECT_EQ(bed.post(supervisor, path, {{"decision", "approve"}}).status, 403);
  const auto done = bed.post(second_supervisor, path, {{"decision", "approve"}});
  ASSERT_EQ(done.status, 200) << done.text;
  EXPECT_EQ(bed.get(clerk, "/api/people/R1").status, 404);
  EXPECT_EQ(bed.post(second_supervisor, path, {{"decision", "approve"}}).status, 409);
}

TEST_F(People, an_undo_of_protection_or_of_a_ticket_waits_for_the_second_person_too) {
  const auto batch_of = [this](const char* recipient) {
    return std::to_string(number_of(bed.person(recipient)["changes"][0], "batch"));
  };
  const auto undo = [this, &batch_of](const char* recipient) {
    return bed.post(supervisor, "/api/changes/" + batch_of(recipient) + "/undo",
                    {{"seen", bed.seen()}, {"recipient_key", recipient}});
  };
  ASSERT_EQ(
      bed.post(supervisor, "/api/people/R1/protect", {{"seen", bed.seen()}, {"NotDisclosed", "1"}})
          .status,
      200);
  ASSERT_EQ(bed.post(administrator, "/api/settings", {{"approval_protect", true}}).status, 200);
  const auto waiting = undo("R1");
  ASSERT_EQ(waiting.status, 202) << waiting.text;
  EXPECT_EQ(bed.get(clerk, "/api/people/R1").status, 404) << "still protected";
  const auto path = "/api/approvals/" + std::to_string(number_of(waiting.body, "draft"));
  EXPECT_EQ(bed.post(clerk, path, {{"decision", "reject"}}).status, 404);
  EXPECT_EQ(bed.post(supervisor, path, {{"decision", "approve"}}).status, 403);
  ASSERT_EQ(bed.post(second_supervisor, path, {{"decision", "approve"}}).status, 200);
  EXPECT_EQ(bed.get(clerk, "/api/people/R1").status, 200);
  // What touches neither is undone at once.
  ASSERT_EQ(bed.post(caseworker, "/api/people/R1/correct",
                     {{"seen", bed.seen()}, {"Address", "誤った住所"}})
                .status,
            200);
  EXPECT_EQ(undo("R1").status, 200);
}

TEST_F(People, a_change_is_undone_by_a_recorded_counter_change_once) {
  ASSERT_EQ(bed.post(caseworker, "/api/people/R1/correct",
                     {{"seen", bed.seen()}, {"Address", "誤った住所"}})
                .status,
            200);
  const auto batch = std::to_string(number_of(bed.person("R1")["changes"][0], "batch"));
  EXPECT_EQ(bed.post(caseworker, "/api/changes/" + batch + "/undo", {{"seen", bed.seen()}}).status,
            403);
  const auto undone =
      bed.post(supervisor, "/api/changes/" + batch + "/undo", {{"seen", bed.seen()}});
  ASSERT_EQ(undone.status, 200) << undone.text;
  const auto person = bed.person("R1");
  EXPECT_EQ(text_of(person["person"], "Address"), "〇〇市一丁目");
  EXPECT_EQ(person["changes"].size(), 4U);  // the ticket, the interval, the change, its undoing
  EXPECT_EQ(text_of(person["changes"][0], "operator"), "sato");
  EXPECT_FALSE(person["changes"][1]["undoable"].get<bool>());
  EXPECT_EQ(bed.post(supervisor, "/api/changes/" + batch + "/undo", {{"seen", bed.seen()}}).status,
            409);
}

TEST_F(People, undo_of_a_batch_of_many_for_one_of_them_leaves_the_others) {
  const std::string head =
      "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,NameKana,"
      "Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,UpdatedAt\r\n";
  const auto row = [](const std::string& key, const std::string& number) {
    return "13101," + key + ",L" + key + ",12000006," + number + ",束野　" + key +
           ",ﾀﾊﾞﾉ,2,20000229,20240701,,0,20240710090000\r\n";
  };
  const auto begun = bed.post_text(clerk, "/api/imports?kind=qualification",
                                   head + row("B1", "1010065") + row("B2", "1010073"));
  (void)bed.ended(clerk, begun);
  const auto id = text_of(begun.body, "id");
  const auto job =
      bed.ended(clerk, bed.post(clerk, "/api/imports/" + id + "/publish", Json::object()));
  ASSERT_EQ(text_of(job, "state"), "done") << job.dump();
  const auto batch = std::to_string(number_of(job["result"], "batch"));
  const auto undone = bed.post(supervisor, "/api/changes/" + batch + "/undo",
                               {{"seen", bed.seen()}, {"recipient_key", "B1"}});
  ASSERT_EQ(undone.status, 200) << undone.text;
  EXPECT_EQ(bed.get(clerk, "/api/people/B1").status, 404);
  EXPECT_EQ(bed.get(clerk, "/api/people/B2").status, 200);
}

TEST_F(People, changes_bear_the_note_of_who_made_them) {
  ASSERT_EQ(
      bed.post(
             clerk, "/api/people/R1/transfer",
             {{"seen", bed.seen()}, {"DisqualificationDate", "20240801"}, {"to", "□□市福祉事務所"}})
          .status,
      200);
  EXPECT_EQ(text_of(bed.person("R1")["changes"][0], "note"), "移管先: □□市福祉事務所");
  EXPECT_EQ(text_of(bed.person("R1")["changes"][0], "what_code"), "abolished");
  const Json hide{{"seen", bed.seen()}, {"NotDisclosed", "1"}, {"reason", std::string(301, 'x')}};
  EXPECT_EQ(bed.post(supervisor, "/api/people/R2/protect", hide).status, 422);
  // Also when a second person approves it.
  ASSERT_EQ(bed.post(administrator, "/api/settings", {{"approval_protect", true}}).status, 200);
  const auto waiting =
      bed.post(supervisor, "/api/people/R2/protect",
               {{"seen", bed.seen()}, {"NotDisclosed", "1"}, {"reason", "本人の申出"}});
  const auto path = "/api/approvals/" + std::to_string(number_of(waiting.body, "draft"));
  ASSERT_EQ(bed.post(second_supervisor, path, {{"decision", "approve"}}).status, 200);
  EXPECT_EQ(text_of(bed.person("R2")["changes"][0], "note"), "本人の申出");
}

TEST_F(People, tickets_that_reach_beyond_the_qualification_say_so) {
  EXPECT_EQ(bed.person("R1")["tickets"][0]["warnings"].size(), 0U);
  ASSERT_EQ(bed.post(clerk, "/api/people/R1/suspend",
                     {{"seen", bed.seen()}, {"DisqualificationDate", "20240715"}})
                .status,
            200);
  EXPECT_EQ(text_of(bed.person("R1")["tickets"][0]["warnings"][0], "code"), "beyond_qualification");
}

}  // namespace madoguchi::office
