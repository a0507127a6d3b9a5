#include "office/monthly.hpp"

#include "unit/office/bed.hpp"

namespace madoguchi::office {

class Monthly : public ::testing::Test {
 protected:
  Json proposal() { return bed.get(supervisor, "/api/monthly?month=202408").body; }
  Json row_of(const std::string& recipient) {
    const auto month = proposal();
    for (const auto& row : month["rows"]) {
      if (text_of(row, "recipient_key") == recipient) return row;
    }
    return {};
  }
  std::string change_of(const std::string& recipient) {
    return text_of(row_of(recipient), "change");
  }
  std::string held_code(const std::string& recipient) {
    const auto row = row_of(recipient);
    return row["held"].empty() ? "" : text_of(row["held"][0], "code");
  }
  Bed::Answered edit(const std::string& recipient, const Json& fields) {
    return bed.post(
        clerk, "/api/monthly/row",
        {{"id", text_of(row_of(recipient), "id")}, {"month", "202408"}, {"fields", fields}});
  }
  Json publishable(const Json& month) {
    Json ids = Json::array();
    for (const auto& row : month["rows"]) {
      if (row["held"].empty()) ids.push_back(row["id"]);
    }
    return ids;
  }
  Bed bed;
};

TEST_F(Monthly, proposes_what_continues_and_says_why_something_does_not) {
  ASSERT_EQ(bed.post(clerk, "/api/people/R3/suspend",
                     {{"seen", bed.seen()}, {"DisqualificationDate", "20240720"}})
                .status,
            200);
  ASSERT_EQ(bed.post(clerk, "/api/people/R6/abolish",
                     {{"seen", bed.seen()}, {"DisqualificationDate", "20240815"}})
                .status,
            200);
  EXPECT_EQ(change_of("R1"), "continued");
  EXPECT_EQ(text_of(row_of("R1")["after"], "MedicalTicketValidDate"), "20240801");
  EXPECT_EQ(change_of("R3"), "held");
  EXPECT_EQ(held_code("R3"), "qualification_suspended");
  EXPECT_EQ(change_of("R4"), "held");
  EXPECT_EQ(held_code("R4"), "not_disclosed");
  EXPECT_EQ(change_of("R6"), "changed");  // its last month is a part
  EXPECT_EQ(text_of(row_of("R6")["after"], "MedicalTicketExpirationDate"), "20240814");
  ASSERT_EQ(bed.post(clerk, "/api/people/R1/abolish",
                     {{"seen", bed.seen()}, {"DisqualificationDate", "20240731"}})
                .status,
            200);
  EXPECT_EQ(change_of("R1"), "ended");
  EXPECT_EQ(held_code("R1"), "qualification_ended");
  const auto counts = proposal()["counts"];
  EXPECT_EQ(counts["held"], 2);
  EXPECT_EQ(counts["ended"], 1);
}

TEST_F(Monthly, names_the_other_period_of_a_month_in_which_somebody_was_resumed) {
  ASSERT_EQ(bed.post(clerk, "/api/people/R3/suspend",
                     {{"seen", bed.seen()}, {"DisqualificationDate", "20240810"}})
                .status,
            200);
  EXPECT_EQ(row_of("R3")["notes"].size(), 0U);
  EXPECT_EQ(text_of(row_of("R3")["after"], "MedicalTicketExpirationDate"), "20240809");
  ASSERT_EQ(bed.post(clerk, "/api/people/R3/resume",
                     {{"seen", bed.seen()}, {"QualificationDate", "20240820"}})
                .status,
            200);
  const auto row = row_of("R3");
  EXPECT_EQ(text_of(row["after"], "MedicalTicketValidDate"), "20240820");
  ASSERT_EQ(row["notes"].size(), 1U);
  EXPECT_EQ(text_of(row["notes"][0], "code"), "other_period");
  EXPECT_NE(text_of(row["notes"][0], "text").find("令和6年8月1日〜令和6年8月9日"),
            std::string::npos);
  EXPECT_EQ(row_of("R1")["notes"].size(), 0U);
}

TEST_F(Monthly, follows_plans_and_edits) {
  ASSERT_EQ(edit("R1", {{"self_pay", "open"}}).status, 200);
  EXPECT_EQ(held_code("R1"), "self_pay_open");
  ASSERT_EQ(edit("R1", {{"self_pay", "fixed"}, {"SelfPayAmount", "3000"}}).status, 200);
  EXPECT_EQ(change_of("R1"), "changed");
  EXPECT_EQ(text_of(row_of("R1")["after"], "SelfPayAmount"), "3000");
  ASSERT_EQ(edit("R3", {{"need_until", "202407"}}).status, 200);
  EXPECT_EQ(held_code("R3"), "need_expired");
  ASSERT_EQ(edit("R3", {{"need_until", "202412"}}).status, 200);
  EXPECT_EQ(change_of("R3"), "continued");
  ASSERT_EQ(edit("R3", {{"InjuryName2", "二つ目"}}).status, 200);
  EXPECT_EQ(change_of("R3"), "changed");
  ASSERT_EQ(edit("R6", {{"ended", true}}).status, 200);
  EXPECT_EQ(change_of("R6"), "ended");
  EXPECT_EQ(edit("R1", {{"DesignatedMedicalInstitutionCode", center::clinic_y}}).status, 422);
  const auto plan = bed.post(clerk, "/api/plans",
                             {{"recipient_key", "R2"},
                              {"fields",
                               {{"DesignatedMedicalInstitutionCode", center::pharmacy},
                                {"PrescriptionIssuerMedicalInstitutionCode", center::clinic_x},
                                {"need_until", "202409"}}}});
  ASSERT_EQ(plan.status, 201) << plan.text;
  EXPECT_EQ(change_of("R2"), "new");
  EXPECT_EQ(text_of(row_of("R2")["after"], "TicketType"), "02");
  EXPECT_EQ(text_of(row_of("R2")["after"], "PrescriptionIssuerMedicalInstitutionCode"),
            center::clinic_x);
}

TEST_F(Monthly, keeps_every_decision_with_who_and_what_and_takes_the_newest_back) {
  const auto changes = [this] {
    return bed.get(caseworker, "/api/people/R1").body["plan_changes"];
  };
  const auto take_back = [this](const Json& change) {
    return bed
        .post(caseworker, "/api/plans/undo", {{"recipient_key", "R1"}, {"change", change["id"]}})
        .status;
  };
  ASSERT_EQ(edit("R1", {{"self_pay", "fixed"}, {"SelfPayAmount", "3000"}}).status, 200);
  ASSERT_EQ(edit("R1", {{"self_pay", "open"}}).status, 200);
  ASSERT_EQ(edit("R1", {{"self_pay", "open"}}).status, 200);  // nothing new
  auto told = changes();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(text_of(told[0]["before"], "SelfPayAmount"), "3000");
  EXPECT_EQ(text_of(told[0]["after"], "self_pay"), "open");
  EXPECT_EQ(text_of(told[0], "by"), "suzuki");
  EXPECT_TRUE(told[1]["before"].is_null());
  EXPECT_EQ(take_back(told[1]), 409) << "not the newest";
  ASSERT_EQ(take_back(told[0]), 200);
  EXPECT_EQ(text_of(row_of("R1")["after"], "SelfPayAmount"), "3000");
  EXPECT_EQ(take_back(told[0]), 409) << "once";
  told = changes();
  ASSERT_EQ(told.size(), 3U) << "taking back is on record too";
  EXPECT_EQ(text_of(told[0], "by"), caseworker.account);
  // Back to the beginning: there was no decision.
  ASSERT_EQ(take_back(told[0]), 200);
  EXPECT_EQ(
      bed.post(caseworker, "/api/plans/undo", {{"recipient_key", "R2"}, {"change", 1}}).status,
      404);
}

TEST_F(Monthly, is_published_as_one_batch_undone_as_one_and_proposed_no_more) {
  const auto month = proposal();
  const auto begun =
      bed.post(clerk, "/api/monthly/publish",
               {{"month", "202408"}, {"rows", publishable(month)}, {"seen", month["seen"]}});
  const auto job = bed.ended(clerk, begun);
  ASSERT_EQ(text_of(job, "state"), "done") << job.dump();
  EXPECT_EQ(job["result"]["rows"], 3);
  EXPECT_EQ(job["done"], job["total"]);
  const auto tickets = bed.get(clerk, "/api/tickets?month=202408").body["items"];
  ASSERT_EQ(tickets.size(), 3U);
  EXPECT_EQ(change_of("R1"), "");
  EXPECT_EQ(proposal()["published"]["batch"], job["result"]["batch"]);
  const auto batch = std::to_string(number_of(job["result"], "batch"));
  ASSERT_EQ(bed.post(supervisor, "/api/changes/" + batch + "/undo", {{"seen", bed.seen()}}).status,
            200);
  EXPECT_EQ(bed.get(clerk, "/api/tickets?month=202408&state=registered").body["items"].size(), 0U);
  EXPECT_EQ(change_of("R1"), "continued");
}

TEST_F(Monthly, leaves_nothing_half_when_one_row_cannot_be_registered) {
  const auto month = proposal();
  auto ids = publishable(month);
  // Somebody registers one of them first.
  ASSERT_EQ(bed.post(caseworker, "/api/tickets",
                     {{"recipient_key", "R1"},
                      {"DesignatedMedicalInstitutionCode", center::clinic_x},
                      {"MedicalTreatmentMonth", "202408"}})
                .status,
            200);
  const auto refused = bed.post(clerk, "/api/monthly/publish",
                                {{"month", "202408"}, {"rows", ids}, {"seen", month["seen"]}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(bed.get(clerk, "/api/tickets?month=202408").body["items"].size(), 1U);
  // A value that the center refuses: the other rows are not registered either.
  ASSERT_EQ(edit("R3", {{"SelfPayAmount", "たくさん"}}).status, 200);
  const auto again = proposal();
  const auto job = bed.ended(
      clerk,
      bed.post(clerk, "/api/monthly/publish",
               {{"month", "202408"}, {"rows", publishable(again)}, {"seen", again["seen"]}}));
  EXPECT_EQ(text_of(job, "state"), "failed");
  EXPECT_EQ(text_of(job["error"], "code"), "F4220");
  EXPECT_EQ(bed.get(clerk, "/api/tickets?month=202408").body["items"].size(), 1U);
}

TEST_F(Monthly, goes_on_after_the_center_and_the_office_were_away) {
  const auto month = proposal();
  const auto ids = publishable(month);
  bed.center.stop();
  const auto begun = bed.post(clerk, "/api/monthly/publish",
                              {{"month", "202408"}, {"rows", ids}, {"seen", month["seen"]}});
  ASSERT_EQ(begun.status, 202);
  bed.stop();  // in the middle of the job
  bed.center.start();
  bed.config.center = bed.center.line(std::string("office:") + center::office);
  bed.start();
  const auto job = bed.ended(clerk, begun);
  ASSERT_EQ(text_of(job, "state"), "done") << job.dump();
  EXPECT_EQ(bed.get(clerk, "/api/tickets?month=202408").body["items"].size(), 3U);
}

TEST_F(Monthly, can_be_undone_until_a_later_month_is_issued_or_a_ticket_changes) {
  const auto issue = [this](const std::string& month) {
    const auto shown = bed.get(supervisor, "/api/monthly?month=" + month).body;
    const auto job = bed.ended(
        clerk, bed.post(clerk, "/api/monthly/publish",
                        {{"month", month}, {"rows", publishable(shown)}, {"seen", shown["seen"]}}));
    EXPECT_EQ(text_of(job, "state"), "done") << job.dump();
    return std::to_string(number_of(job["result"], "batch"));
  };
  const auto undo_of = [this](const std::string& month) {
    return bed.get(supervisor, "/api/monthly?month=" + month).body["published"]["undo"];
  };
  const auto undo = [this](const std::string& batch) {
    return bed.post(supervisor, "/api/changes/" + batch + "/undo", {{"seen", bed.seen()}}).status;
  };
  const auto august = issue("202408");
  EXPECT_TRUE(undo_of("202408")["open"].get<bool>());
  EXPECT_EQ(text_of(undo_of("202408"), "until_month"), "202409");
  const auto september = issue("202409");
  EXPECT_EQ(text_of(undo_of("202408"), "why"), "next_month_issued");
  EXPECT_EQ(undo(august), 409);
  ASSERT_EQ(undo(september), 200);
  EXPECT_EQ(text_of(undo_of("202409"), "why"), "undone");
  EXPECT_EQ(text_of(undo_of("202409"), "by"), "sato");
  EXPECT_EQ(undo(september), 409) << "once";
  EXPECT_TRUE(undo_of("202408")["open"].get<bool>());
  const auto ticket = bed.get(clerk, "/api/tickets?month=202408").body["items"][0];
  ASSERT_EQ(bed.post(clerk, "/api/tickets/" + text_of(ticket, "id") + "/shorten",
                     {{"seen", bed.seen()}, {"MedicalTicketExpirationDate", "20240820"}})
                .status,
            200);
  EXPECT_EQ(text_of(undo_of("202408"), "why"), "changed");
  EXPECT_EQ(undo_of("202408")["changed"], 1);
  EXPECT_EQ(undo(august), 409);
}

TEST_F(Monthly, approved_by_a_second_person_leaves_its_receipt) {
  ASSERT_EQ(bed.post(administrator, "/api/settings", {{"approval_tickets", true}}).status, 200);
  const auto month = proposal();
  const auto waiting =
      bed.post(clerk, "/api/monthly/publish",
               {{"month", "202408"}, {"rows", publishable(month)}, {"seen", month["seen"]}});
  ASSERT_EQ(waiting.status, 202) << waiting.text;
  EXPECT_FALSE(proposal().contains("published"));
  const auto path = "/api/approvals/" + std::to_string(number_of(waiting.body, "draft"));
  const auto done = bed.post(supervisor, path, {{"decision", "approve"}});
  ASSERT_EQ(done.status, 200) << done.text;
  const auto receipt = proposal()["published"];
  EXPECT_EQ(receipt["batch"], done.body["batch"]);
  EXPECT_EQ(receipt["rows"], 3);
  EXPECT_EQ(text_of(receipt, "by"), "suzuki");
  EXPECT_TRUE(receipt["undo"]["open"].get<bool>());
}

TEST_F(Monthly, an_undo_that_waited_is_refused_once_a_later_month_was_issued) {
  ASSERT_EQ(bed.post(administrator, "/api/settings", {{"approval_tickets", true}}).status, 200);
  const auto approved = [&](const Bed::Answered& waiting) {
    EXPECT_EQ(waiting.status, 202) << waiting.text;
    return bed.post(second_supervisor,
                    "/api/approvals/" + std::to_string(number_of(waiting.body, "draft")),
                    {{"decision", "approve"}});
  };
  const auto issue = [&](const std::string& month) {
    const auto shown = bed.get(supervisor, "/api/monthly?month=" + month).body;
    const auto done = approved(
        bed.post(clerk, "/api/monthly/publish",
                 {{"month", month}, {"rows", publishable(shown)}, {"seen", shown["seen"]}}));
    EXPECT_EQ(done.status, 200) << done.text;
    return std::to_string(number_of(done.body, "batch"));
  };
  const auto undo = [this](const std::string& batch) {
    return bed.post(supervisor, "/api/changes/" + batch + "/undo", {{"seen", bed.seen()}});
  };
  const auto august = issue("202408");
  const auto waiting = undo(august);
  const auto september = issue("202409");
  const auto refused = approved(waiting);
  EXPECT_EQ(refused.status, 409) << refused.text;
  EXPECT_EQ(bed.get(clerk, "/api/tickets?month=202408").body["items"].size(), 3U);
  // With the later month taken back, what still waits can be approved.
  ASSERT_EQ(approved(undo(september)).status, 200);
  EXPECT_EQ(approved(waiting).status, 200);
}

TEST_F(Monthly, proposes_a_plan_without_a_ticket_before_for_its_own_institution) {
  // Decided in the proposal: the plan holds nothing but the decision.
  ASSERT_EQ(edit("R1", {{"self_pay", "fixed"}, {"SelfPayAmount", "3000"}}).status, 200);
  const auto shown_rows = bed.get(supervisor, "/api/monthly?month=202410").body;
  for (const auto& row : shown_rows["rows"]) {
    if (text_of(row, "recipient_key") != "R1") continue;
    EXPECT_EQ(text_of(row, "change"), "new");
    EXPECT_EQ(text_of(row["after"], "DesignatedMedicalInstitutionCode"), center::clinic_x);
    EXPECT_FALSE(text_of(row["after"], "DesignatedMedicalInstitutionName").empty());
  }
}

TEST_F(Monthly, decisions_of_need_are_listed_by_their_end) {
  const auto decide = [this](const std::string& recipient, const std::string& until) {
    const Json fields{{"DesignatedMedicalInstitutionCode", center::clinic_x},
                      {"need_until", until}};
    EXPECT_EQ(
        bed.post(clerk, "/api/plans", {{"recipient_key", recipient}, {"fields", fields}}).status,
        201);
  };
  decide("R1", "20241231");
  decide("R2", "202407");
  decide("R3", "");
  const auto keys = [this](const std::string& query) {
    std::vector<std::string> found;
    const auto shown_rows = bed.get(caseworker, "/api/plans" + query).body;
    for (const auto& one : shown_rows["items"]) {
      found.push_back(text_of(one, "recipient_key"));
    }
    return found;
  };
  EXPECT_EQ(keys(""), (std::vector<std::string>{"R2", "R1", "R3"}));
  EXPECT_EQ(keys("?due=202407"), std::vector<std::string>{"R2"});
  EXPECT_EQ(keys("?due=202412"), (std::vector<std::string>{"R2", "R1"}));
  EXPECT_EQ(bed.get(caseworker, "/api/plans?due=soon").status, 422);
  const auto plans = bed.person("R1")["plans"];
  ASSERT_EQ(plans.size(), 1U);
  EXPECT_EQ(text_of(plans[0], "DesignatedMedicalInstitutionCode"), center::clinic_x);
  ASSERT_EQ(
      bed.post(supervisor, "/api/people/R2/protect", {{"seen", bed.seen()}, {"NotDisclosed", "1"}})
          .status,
      200);
  EXPECT_EQ(keys("?due=202407").size(), 0U) << "not disclosed to a caseworker";
  EXPECT_EQ(bed.get(caseworker, "/api/plans").text.find("R2"), std::string::npos);
}

}  // namespace madoguchi::office
