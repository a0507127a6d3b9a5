#include "office/printing.hpp"

#include "unit/forms/paper.hpp"
#include "unit/office/bed.hpp"

namespace madoguchi::office {

class Printing : public ::testing::Test {
 protected:
  Json print(const edge::SignedIn& who, const Json& wanted) {
    return bed.ended(who, bed.post(who, "/api/print", wanted));
  }
  std::string pdf_of(const edge::SignedIn& who, const Json& job) {
    EXPECT_EQ(text_of(job, "state"), "done") << job.dump();
    const auto answer = bed.get(who, "/api/print/" + text_of(job["result"], "file") + ".pdf");
    EXPECT_EQ(answer.status, 200) << answer.text;
    return answer.text;
  }
  std::vector<Json> looks_at_the_center() {
    std::vector<Json> looks;
    for (const auto& record : bed.center.records()) {
      if (record.entry.interface == "office/looks") looks.push_back(parsed(record.entry.detail));
    }
    return looks;
  }
  // What the paper must say: every field of the ticket and of its person as it is registered.
  static void expect_registered(const std::string& text, const Json& ticket, const Json& person) {
    for (const auto* column : {"IssueNumber", "DesignatedMedicalInstitutionCode",
                               "DesignatedMedicalInstitutionName", "InjuryName1"}) {
      EXPECT_NE(text.find(without_blanks(text_of(ticket, column))), std::string::npos) << column;
    }
    for (const auto* column : {"PublicExpenseNumber", "BeneficiaryNumber", "Name", "Address"}) {
      EXPECT_NE(text.find(without_blanks(text_of(person, column))), std::string::npos)
          << column << " " << text;
    }
  }
  static std::string without_blanks(std::string text) {
    for (const std::string blank : {" ", "　"}) {
      for (auto at = text.find(blank); at != std::string::npos; at = text.find(blank, at)) {
        text.erase(at, blank.size());
      }
    }
    return text;
  }
  Bed bed;
  const std::string r1 = "R1|202407|00000001";
};

TEST_F(Printing, one_ticket_says_what_is_registered_and_is_on_record_before_it_is_seen) {
  const auto job =
      print(caseworker, {{"kind", "ticket"}, {"ids", {r1}}, {"purpose", "窓口で交付"}});
  const forms::Paper paper(pdf_of(caseworker, job));
  EXPECT_EQ(paper.pages(), 1);
  const auto ticket = bed.get(caseworker, "/api/tickets?recipient=R1").body["items"][0];
  expect_registered(paper.text(), ticket, bed.person("R1")["person"]);
  EXPECT_NE(paper.text().find("令和6年7月"), std::string::npos);
  EXPECT_EQ(paper.text().find("再発行"), std::string::npos);
  const auto looks = looks_at_the_center();
  ASSERT_EQ(looks.size(), 1U);
  EXPECT_EQ(text_of(looks[0]["look"], "purpose"), "窓口で交付") << looks[0].dump();
  EXPECT_EQ(looks[0]["look"]["serials"], Json::array({"00000001"}));
  EXPECT_EQ(text_of(looks[0]["acting"], "operator"), "tanaka");
  const auto listed = bed.get(caseworker, "/api/print").body["items"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(text_of(listed[0], "serial"), "00000001");
  EXPECT_FALSE(listed[0]["reprint"].get<bool>());
}

TEST_F(Printing, the_second_print_of_a_ticket_is_marked_and_has_a_number_of_its_own) {
  (void)print(caseworker, {{"kind", "ticket"}, {"ids", {r1}}});
  const auto again = print(clerk, {{"kind", "ticket"}, {"ids", {r1}}});
  const forms::Paper paper(pdf_of(clerk, again));
  EXPECT_NE(paper.text().find("再発行"), std::string::npos);
  EXPECT_NE(paper.text().find("00000002"), std::string::npos);
  const auto listed = bed.get(clerk, "/api/print").body["items"];
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_TRUE(listed[0]["reprint"].get<bool>());
  EXPECT_EQ(looks_at_the_center().size(), 2U);
}

TEST_F(Printing, a_month_comes_by_institution_behind_a_list_that_counts_it) {
  const auto job = print(clerk, {{"kind", "ticket"}, {"month", "202407"}});
  const forms::Paper paper(pdf_of(clerk, job));
  // A list, then R1 and R6 at X, R3 at Y; R4 is not disclosed and not a clerk's to see.
  EXPECT_EQ(paper.pages(), 4);
  const auto cover = paper.text(1);
  EXPECT_NE(cover.find("●●医療機関"), std::string::npos) << cover;
  EXPECT_NE(cover.find("別の医院"), std::string::npos) << cover;
  EXPECT_NE(paper.text(2).find("1310000011"), std::string::npos);
  EXPECT_NE(paper.text(3).find("1310000011"), std::string::npos);
  EXPECT_NE(paper.text(4).find("1310000029"), std::string::npos);
  const auto listed = bed.get(clerk, "/api/tickets?month=202407");
  for (const auto& item : listed.body["items"]) {
    expect_registered(paper.text(), item, bed.person(text_of(item, "RecipientKey"))["person"]);
  }
  EXPECT_EQ(paper.text().find("秘密"), std::string::npos);
  const auto all = print(supervisor, {{"kind", "ticket"}, {"month", "202407"}});
  const forms::Paper with_protected(pdf_of(supervisor, all));
  EXPECT_EQ(with_protected.pages(), 5);
  EXPECT_NE(with_protected.text().find("秘密四子"), std::string::npos);
}

TEST_F(Printing, a_month_is_cut_down_to_one_institution_or_to_those_that_never_asked) {
  const auto of_y =
      print(clerk, {{"kind", "ticket"}, {"month", "202407"}, {"institution", "1310000029"}});
  const forms::Paper paper(pdf_of(clerk, of_y));
  EXPECT_EQ(paper.pages(), 1);
  EXPECT_EQ(paper.text().find("1310000011"), std::string::npos);
  const auto listed = bed.get(clerk, "/api/print").body["items"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(text_of(listed[0], "recipient_key"), "R3");
  EXPECT_FALSE(text_of(listed[0], "Name").empty());
  EXPECT_EQ(text_of(listed[0], "institution"), "別の医院");
  const Json unconnected{{"kind", "ticket"}, {"month", "202407"}, {"scope", "unconnected"}};
  EXPECT_EQ(number_of(print(clerk, unconnected)["result"], "sheets"), 3);
  center::NumberQuestion question;
  question.number = "1010008";
  question.birthdate = "19900115";
  question.day = "20240701";
  auto clinic = bed.center.client("institution:1310000011");
  (void)center::ask(clinic, question);
  EXPECT_TRUE(eventually([&] {
    return number_of(print(clerk, unconnected)["result"], "sheets") == 1;
  })) << "X asked since";
  EXPECT_EQ(
      bed.post(clerk, "/api/print", {{"kind", "ticket"}, {"month", "202407"}, {"scope", "some"}})
          .status,
      422);
  EXPECT_EQ(bed.post(clerk, "/api/print", {{"kind", "ticket"}, {"month", "202401"}}).status, 409);
}

TEST_F(Printing, an_opinion_form_is_filled_in_for_a_person_or_a_ticket) {
  const auto job = print(caseworker, {{"kind", "opinion"}, {"ids", {"R2", r1}}});
  const forms::Paper paper(pdf_of(caseworker, job));
  EXPECT_EQ(paper.pages(), 2);
  EXPECT_NE(paper.text(1).find("1010016"), std::string::npos);
  EXPECT_NE(paper.text(2).find("●●医療機関"), std::string::npos);
  EXPECT_EQ(bed.post(caseworker, "/api/print", {{"kind", "ticket"}, {"ids", {"R2"}}}).status, 422);
}

TEST_F(Printing, shows_nobody_whom_the_printer_may_not_see_nor_another_ones_file) {
  const std::string secret = "R4|202407|00000004";
  EXPECT_EQ(bed.post(clerk, "/api/print", {{"kind", "ticket"}, {"ids", {secret}}}).status, 404);
  EXPECT_EQ(bed.post(clerk, "/api/print", {{"kind", "opinion"}, {"ids", {"R4"}}}).status, 404);
  const auto job = print(supervisor, {{"kind", "ticket"}, {"ids", {secret}}});
  const auto path = "/api/print/" + text_of(job["result"], "file") + ".pdf";
  EXPECT_EQ(bed.get(supervisor, path).status, 200);
  EXPECT_EQ(bed.get(clerk, path).status, 404);
  EXPECT_EQ(bed.get(second_supervisor, path).status, 404);
  EXPECT_EQ(bed.get(clerk, "/api/print").body["items"].size(), 0U);
  for (const auto* trick : {"/api/print/../office.db.pdf", "/api/print/..%2f.pdf",
                            "/api/print/.pdf", "/api/print/x' OR '1'='1.pdf"}) {
    EXPECT_EQ(bed.get(supervisor, trick).status, 404) << trick;
  }
}

TEST_F(Printing, without_its_record_there_is_no_paper) {
  bed.center.stop();
  const auto job = print(caseworker, {{"kind", "ticket"}, {"ids", {r1}}});
  EXPECT_EQ(text_of(job, "state"), "failed");
  EXPECT_EQ(text_of(job["error"], "code"), "F5030");
  EXPECT_EQ(bed.get(caseworker, "/api/print").body["items"].size(), 0U);
  bed.stop();
  bed.center.start();
  bed.config.center = bed.center.line(std::string("office:") + center::office);
  bed.start();
  // What never left is no first print.
  const auto first = print(caseworker, {{"kind", "ticket"}, {"ids", {r1}}});
  const forms::Paper paper(pdf_of(caseworker, first));
  EXPECT_EQ(paper.text().find("再発行"), std::string::npos);
}

}  // namespace madoguchi::office
