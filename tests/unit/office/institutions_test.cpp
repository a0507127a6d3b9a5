#include "office/institutions.hpp"

#include "unit/office/bed.hpp"
#include "util/encoding.hpp"

namespace madoguchi::office {

namespace {

const std::string head = "医療機関コード,名称,種類,住所,指定年月日,指定終了日\r\n";
const std::string fresh = "1319999992,新町クリニック,医科,〇〇市新町1,2024-04-01,\r\n";

}  // namespace

class Institutions : public ::testing::Test {
 protected:
  Bed::Answered sent(const std::string& csv, const std::string& query) {
    return bed.post_text(clerk, "/api/imports/institutions?file=list.csv" + query, csv);
  }
  Bed::Answered look(const std::string& csv, const std::string& query = "") {
    return sent(csv, query + "&dry=1");
  }
  // As the page does: looked at, then taken.
  Bed::Answered import(const std::string& csv, const std::string& query = "") {
    return sent(csv, query + "&basis=" + text_of(look(csv, query).body, "basis"));
  }
  Json found(const std::string& typed) {
    return bed.get(clerk, "/api/institutions?q=" + typed).body["items"];
  }
  Bed bed;
};

TEST_F(Institutions, of_an_imported_list_are_shown_first_and_taken_then) {
  const auto known = found("")[0];
  const auto theirs = text_of(known, "MedicalInstitutionCode");
  const auto csv = head + fresh + theirs + ",別の名前,医科,,20200401,\r\n" +
                   "123,短い番号,医科,,20240401,\r\n1319999984,日付なし,医科,,2024-13-01,\r\n";
  const auto shown = look(csv).body;
  EXPECT_EQ(text_of(shown, "state"), "preview");
  EXPECT_EQ(shown["counts"]["new"], 1);
  EXPECT_EQ(shown["counts"]["differs"], 1);
  EXPECT_EQ(shown["counts"]["refused"], 2);
  EXPECT_EQ(shown["problems"][0]["line"], 4);
  EXPECT_EQ(found("新町").size(), 0U) << "nothing is taken by looking";

  const auto taken = import(csv).body;
  EXPECT_EQ(text_of(taken, "state"), "published");
  ASSERT_EQ(found("シンマチ").size(), 0U);  // names are searched as they are written
  ASSERT_EQ(found("新町").size(), 1U);
  EXPECT_TRUE(found("新町")[0]["own"].get<bool>());
  EXPECT_EQ(text_of(found("新町")[0], "DesignatedFrom"), "20240401");
  EXPECT_EQ(found(theirs)[0]["Name"], known["Name"]) << "the center's holds";
  EXPECT_EQ(look(csv).body["counts"]["unchanged"], 1);
}

TEST_F(Institutions, of_a_list_name_tickets_and_end_months) {
  ASSERT_EQ(import(head + "1319999992,新町クリニック,医科,,20200401,20240731\r\n").status, 200);
  const auto issued =
      bed.post(clerk, "/api/tickets",
               {{"recipient_key", "R2"}, {"DesignatedMedicalInstitutionCode", "1319999992"}});
  ASSERT_EQ(issued.status, 422) << "a month is needed: " << issued.text;
  const auto ticket = bed.post(clerk, "/api/tickets",
                               {{"recipient_key", "R2"},
                                {"MedicalTreatmentMonth", "202407"},
                                {"DesignatedMedicalInstitutionCode", "1319999992"}});
  ASSERT_EQ(ticket.status, 200) << ticket.text;
  EXPECT_EQ(text_of(ticket.body["ticket"], "DesignatedMedicalInstitutionName"), "新町クリニック");
  const auto shown_rows = bed.get(clerk, "/api/monthly?month=202408").body;
  for (const auto& row : shown_rows["rows"]) {
    if (text_of(row, "recipient_key") != "R2") continue;
    EXPECT_EQ(text_of(row["held"][0], "code"), "designation_ended");
  }
}

TEST_F(Institutions, of_the_list_before_come_back_when_the_newest_is_undone) {
  const auto first = text_of(import(head + fresh).body, "id");
  const auto changed = head + "1319999992,新町医院,医科,〇〇市新町1,20240401,\r\n";
  const auto second = text_of(import(changed).body, "id");
  EXPECT_EQ(found("新町")[0]["Name"], "新町医院");
  const auto path = std::string("/api/imports/institutions/");
  EXPECT_EQ(bed.post(clerk, path + second + "/undo", Json::object()).status, 403);
  EXPECT_EQ(bed.post(supervisor, path + first + "/undo", Json::object()).status, 409);
  ASSERT_EQ(bed.post(supervisor, path + second + "/undo", Json::object()).status, 200);
  EXPECT_EQ(found("新町")[0]["Name"], "新町クリニック");
  ASSERT_EQ(bed.post(supervisor, path + first + "/undo", Json::object()).status, 200);
  EXPECT_EQ(found("新町").size(), 0U);
  const auto listed = bed.get(clerk, "/api/imports/institutions").body["items"];
  EXPECT_EQ(text_of(listed[0], "state"), "undone");
  EXPECT_FALSE(listed[0]["undoable"].get<bool>());
}

TEST_F(Institutions, a_full_list_with_a_line_that_cannot_be_read_takes_nobody_off) {
  ASSERT_EQ(import(head + "1319999976,北町医院,医科,,20240401,\r\n").body["counts"]["new"], 1);
  const auto spoilt =
      import(head + "1319999976,北町医院,医科,,2024-13-99,\r\n", "&scope=full").body;
  EXPECT_EQ(spoilt["counts"]["refused"], 1);
  EXPECT_EQ(spoilt["counts"]["gone"], 0);
  EXPECT_EQ(found("北町医院").size(), 1U);
}

TEST_F(Institutions, that_a_full_list_lacks_are_gone_from_the_offices_own_only) {
  ASSERT_EQ(import(head + fresh).status, 200);
  const auto all = bed.get(clerk, "/api/institutions").body["total"];
  const auto full = import(head + "1319999976,北町医院,医科,,20240401,\r\n", "&scope=full").body;
  EXPECT_EQ(full["counts"]["gone"], 1);
  EXPECT_EQ(found("新町").size(), 0U);
  EXPECT_EQ(bed.get(clerk, "/api/institutions").body["total"], all);  // one came, one went
}

TEST_F(Institutions, are_taken_as_they_were_looked_at_or_not_at_all) {
  ASSERT_EQ(import(head + fresh).status, 200);
  const auto csv = head + "1319999976,北町医院,医科,,20240401,\r\n";
  const auto basis = "&basis=" + text_of(look(csv, "&scope=full").body, "basis");
  EXPECT_EQ(sent(csv, "").status, 409) << "never looked at";
  EXPECT_EQ(sent(csv, basis).status, 409) << "looked at as the whole list";
  EXPECT_EQ(sent(head + "1319999968,南町医院,医科,,20240401,\r\n", "&scope=full" + basis).status,
            409)
      << "another file";
  ASSERT_EQ(import(head + "1319999950,西町医院,医科,,20240401,\r\n").status, 200);
  EXPECT_EQ(sent(csv, "&scope=full" + basis).status, 409) << "西町医院 would go unseen";
  EXPECT_EQ(found("西町医院").size(), 1U);
  EXPECT_EQ(found("北町医院").size(), 0U);
  EXPECT_EQ(bed.get(clerk, "/api/imports/institutions").body["items"].size(), 2U);
  EXPECT_EQ(import(csv, "&scope=full").body["counts"]["gone"], 2);
  EXPECT_EQ(sent(csv, "&scope=full" + basis).status, 409) << "twice";
}

TEST_F(Institutions, that_are_taken_off_are_shown_before_all_others) {
  ASSERT_EQ(import(head + fresh).status, 200);
  const auto rows =
      look(head + "1310000999,北町医院,医科,,20240401,\r\n", "&scope=full").body["rows"];
  EXPECT_EQ(text_of(rows[0], "change"), "gone");
  EXPECT_EQ(text_of(rows[1], "change"), "new");
}

TEST_F(Institutions, of_no_sound_file_are_refused_whole_in_its_encoding) {
  EXPECT_EQ(text_of(import("Colour\r\n赤\r\n").body["problems"][0], "code"), "missing_column");
  EXPECT_EQ(text_of(import(head).body["problems"][0], "code"), "empty");
  const auto cp932 =
      util::cp932_from_utf8(head + "12,短い番号,医科,,,\r\n", util::Unencodable::black_circle);
  const auto errors = look(cp932->bytes, "&form=errors");
  EXPECT_FALSE(util::check_utf8(errors.text));
  const auto text = util::utf8_from_cp932(errors.text);
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("2,MedicalInstitutionCode,error,format"), std::string::npos) << *text;
  EXPECT_EQ(look("").status, 422);
}

}  // namespace madoguchi::office
