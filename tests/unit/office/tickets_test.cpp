#include "office/tickets.hpp"

#include "unit/office/bed.hpp"

namespace madoguchi::office {

class Tickets : public ::testing::Test {
 protected:
  Json wanted(const std::string& recipient = "R2") {
    return {{"recipient_key", recipient},
            {"DesignatedMedicalInstitutionCode", center::clinic_x},
            {"MedicalTreatmentMonth", "202407"},
            {"InjuryName1", "見本の傷病"}};
  }
  Json only_ticket(const std::string& recipient) {
    const auto items = bed.get(supervisor, "/api/tickets?recipient=" + recipient).body["items"];
    return items.size() == 1 ? items[0] : Json(items);
  }
  Bed bed;
};

TEST_F(Tickets, are_issued_with_what_was_left_empty_filled_in) {
  const auto issued = bed.post(caseworker, "/api/tickets", wanted());
  ASSERT_EQ(issued.status, 200) << issued.text;
  const auto ticket = only_ticket("R2");
  EXPECT_EQ(text_of(ticket, "MedicalTicketValidDate"), "20240701");
  EXPECT_EQ(text_of(ticket, "MedicalTicketExpirationDate"), "20240731");
  EXPECT_EQ(text_of(ticket, "TicketType"), "01");
  EXPECT_EQ(text_of(ticket, "MedicalTreatmentType"), "02");
  EXPECT_EQ(text_of(ticket, "DesignatedMedicalInstitutionName"), "●●医療機関");
  EXPECT_EQ(text_of(ticket, "IssueNumber"), "202407000001");
  EXPECT_EQ(text_of(ticket, "state"), "registered");
  EXPECT_EQ(text_of(issued.body, "id"), "R2|202407|202407000001");
}

TEST_F(Tickets, of_a_pharmacy_and_a_part_of_a_month_follow_code_and_qualification) {
  ASSERT_EQ(bed.post(clerk, "/api/people/R2/suspend",
                     {{"seen", bed.seen()}, {"DisqualificationDate", "20240720"}})
                .status,
            200);
  auto fields = wanted();
  fields["DesignatedMedicalInstitutionCode"] = center::pharmacy;
  ASSERT_EQ(bed.post(caseworker, "/api/tickets", fields).status, 200);
  const auto ticket = only_ticket("R2");
  EXPECT_EQ(text_of(ticket, "TicketType"), "02");
  EXPECT_EQ(text_of(ticket, "MedicalTreatmentType"), "04");
  EXPECT_EQ(text_of(ticket, "MedicalTicketExpirationDate"), "20240719");
}

TEST_F(Tickets, are_checked_before_with_errors_and_warnings_and_nothing_is_registered) {
  auto fields = wanted("R1");
  fields["check"] = true;
  auto said = bed.post(caseworker, "/api/tickets", fields);
  ASSERT_EQ(said.status, 200) << said.text;
  EXPECT_EQ(text_of(said.body["errors"][0], "code"), "ticket_overlap");
  fields = wanted("R5");  // abolished on the 5th
  fields["check"] = true;
  fields["MedicalTicketExpirationDate"] = "20240731";
  said = bed.post(caseworker, "/api/tickets", fields);
  EXPECT_TRUE(said.body["errors"].empty()) << said.text;
  EXPECT_EQ(text_of(said.body["warnings"][0], "code"), "outside_qualification");
  fields["MedicalTicketExpirationDate"] = "20240831";
  said = bed.post(caseworker, "/api/tickets", fields);
  EXPECT_EQ(text_of(said.body["errors"][0], "code"), "outside_month");
  EXPECT_EQ(bed.get(supervisor, "/api/tickets").body["items"].size(), 4U);
  EXPECT_EQ(bed.post(caseworker, "/api/tickets", wanted("R1")).code(), "F4220");
}

TEST_F(Tickets, are_shortened_reissued_and_cancelled_and_each_step_stays_in_sight) {
  const std::string old = "/api/tickets/R1|202407|00000001";
  EXPECT_EQ(bed.post(clerk, old + "/shorten",
                     {{"seen", bed.seen()}, {"MedicalTicketExpirationDate", "20240731"}})
                .status,
            422);
  ASSERT_EQ(bed.post(clerk, old + "/shorten",
                     {{"seen", bed.seen()}, {"MedicalTicketExpirationDate", "20240720"}})
                .status,
            200);
  EXPECT_EQ(text_of(only_ticket("R1"), "MedicalTicketExpirationDate"), "20240720");
  const auto again =
      bed.post(clerk, old + "/reissue", {{"seen", bed.seen()}, {"InjuryName1", "別の傷病"}});
  ASSERT_EQ(again.status, 200) << again.text;
  const auto both = bed.get(clerk, "/api/tickets?recipient=R1").body["items"];
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(text_of(both[0], "state"), "cancelled");
  EXPECT_EQ(text_of(both[1], "state"), "registered");
  EXPECT_EQ(text_of(both[1], "InjuryName1"), "別の傷病");
  const auto fresh = "/api/tickets/" + text_of(again.body, "id");
  ASSERT_EQ(bed.post(clerk, fresh + "/cancel", {{"seen", bed.seen()}}).status, 200);
  EXPECT_EQ(bed.post(clerk, fresh + "/cancel", {{"seen", bed.seen()}}).status, 409);
  EXPECT_EQ(bed.get(clerk, "/api/tickets?recipient=R1&state=registered").body["items"].size(), 0U);
}

TEST_F(Tickets, changed_meanwhile_are_told_with_both_sides) {
  const auto seen = bed.seen();
  const std::string path = "/api/tickets/R1|202407|00000001";
  ASSERT_EQ(bed.post(clerk, path + "/shorten",
                     {{"seen", seen}, {"MedicalTicketExpirationDate", "20240720"}})
                .status,
            200);
  const auto second = bed.post(caseworker, path + "/shorten",
                               {{"seen", seen}, {"MedicalTicketExpirationDate", "20240715"}});
  EXPECT_EQ(second.status, 409);
  EXPECT_EQ(text_of(second.body["theirs"][0]["after"], "MedicalTicketExpirationDate"), "20240720");
}

TEST_F(Tickets, wait_for_a_second_person_where_that_is_set) {
  ASSERT_EQ(bed.post(administrator, "/api/settings", {{"approval_tickets", true}}).status, 200);
  EXPECT_TRUE(bed.office->facts().approval_tickets);
  const auto waiting = bed.post(supervisor, "/api/tickets", wanted());
  ASSERT_EQ(waiting.status, 202) << waiting.text;
  EXPECT_EQ(bed.get(clerk, "/api/tickets?recipient=R2").body["items"].size(), 0U);
  const auto listed = bed.get(clerk, "/api/approvals").body["items"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(text_of(listed[0], "author"), "sato");
  const auto path = "/api/approvals/" + std::to_string(number_of(waiting.body, "draft"));
  EXPECT_EQ(bed.post(clerk, path, {{"decision", "approve"}}).status, 403);
  EXPECT_EQ(bed.post(supervisor, path, {{"decision", "approve"}}).status, 403);  // the author
  ASSERT_EQ(bed.post(second_supervisor, path, {{"decision", "approve"}}).status, 200);
  EXPECT_EQ(text_of(only_ticket("R2"), "state"), "registered");
  // Both are on record at the center.
  const auto change = bed.person("R2")["changes"][0];
  EXPECT_EQ(text_of(change, "operator"), "sato");
  EXPECT_EQ(text_of(change, "approver"), "ito");

  const auto rejected = bed.post(caseworker, "/api/tickets", wanted("R3"));
  ASSERT_EQ(rejected.status, 202);
  const auto other = "/api/approvals/" + std::to_string(number_of(rejected.body, "draft"));
  ASSERT_EQ(bed.post(supervisor, other, {{"decision", "reject"}, {"reason", "要否未決定"}}).status,
            200);
  EXPECT_EQ(bed.get(clerk, "/api/tickets?recipient=R3").body["items"].size(), 1U);
}

TEST_F(Tickets, that_wait_are_withdrawn_by_their_author_and_sent_back_with_a_reason) {
  ASSERT_EQ(bed.post(administrator, "/api/settings", {{"approval_tickets", true}}).status, 200);
  const auto path_of = [](const Bed::Answered& waiting) {
    return "/api/approvals/" + std::to_string(number_of(waiting.body, "draft"));
  };
  const auto own = path_of(bed.post(caseworker, "/api/tickets", wanted()));
  EXPECT_EQ(text_of(bed.person("R2")["waiting"][0], "author"), "tanaka");
  EXPECT_EQ(bed.post(clerk, own, {{"decision", "reject"}}).status, 403) << "another's";
  ASSERT_EQ(bed.post(caseworker, own, {{"decision", "reject"}}).status, 200);
  EXPECT_EQ(bed.get(caseworker, "/api/approvals").body["decided"].size(), 0U);
  EXPECT_EQ(bed.person("R2")["waiting"].size(), 0U);
  const auto other = path_of(bed.post(caseworker, "/api/tickets", wanted()));
  ASSERT_EQ(bed.post(supervisor, other, {{"decision", "reject"}, {"reason", "要否未決定"}}).status,
            200);
  const auto decided = bed.get(caseworker, "/api/approvals").body["decided"];
  ASSERT_EQ(decided.size(), 1U);
  EXPECT_EQ(text_of(decided[0], "reason"), "要否未決定");
  EXPECT_EQ(text_of(decided[0], "decided_by"), "sato");
  EXPECT_EQ(bed.get(clerk, "/api/approvals").body["decided"].size(), 0U) << "not another's";
}

}  // namespace madoguchi::office
