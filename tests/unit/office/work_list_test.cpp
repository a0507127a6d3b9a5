#include "office/work_list.hpp"

#include <chrono>

#include "unit/office/away.hpp"

namespace madoguchi::office {

using Strings = std::vector<std::string>;

TEST_F(Away, work_list_holds_who_asked_in_vain_what_blocks_a_claim_first) {
  for (const auto* key : {"R1", "R2", "R3", "R5"}) person(key);
  person("R4", "1");
  asked("R1", "20240710", "unregistered");
  asked("R2", "20240628", "unregistered");  // its claim is due
  asked("R3", "20240710", "unregistered");
  asked("R4", "20240710", "unregistered");  // not disclosed: never for issue
  asked("R5", "20240710", "registered");
  asked("R1", "20240710", "unregistered");
  event({{"kind", "call"},
         {"day", "20240710"},
         {"recipient_key", "R3"},
         {"institution_code", "1310000011"},
         {"call", {{"kind", "dispensing_ticket"}, {"answer", "yes"}}}});
  EXPECT_EQ(listed(), (Strings{"R2 open", "R3 open", "R1 open"}));
  const auto body = parsed(ask(supervisor, "GET", "/api/work").body);
  EXPECT_EQ(body["items"].size(), 3U);
  EXPECT_TRUE(body["items"][0]["claim_blocking"].get<bool>());
  EXPECT_EQ(text_of(body["items"][1], "request"), "dispensing_ticket");
  EXPECT_EQ(body["items"][2]["times"], 2);
  EXPECT_EQ(body.dump().find("R4"), std::string::npos);
}

TEST_F(Away, work_resolves_itself_when_a_ticket_covers_the_day_and_only_then) {
  person("R1");
  asked("R1", "20240710", "unregistered");
  ticket("R1", "202406", "1310000011");
  ticket("R1", "202407", "1310000029");
  EXPECT_EQ(listed(), Strings{"R1 open"});
  ticket("R1", "202407", "1310000011");
  EXPECT_EQ(listed(), Strings{"R1 resolved"});
}

TEST_F(Away, work_resolves_only_when_every_day_asked_about_has_its_ticket) {
  person("R1");
  asked("R1", "20240705", "unregistered");
  asked("R1", "20240727", "unregistered");
  const auto part = [this](const char* number, const char* from, const char* to) {
    row("ticket", {{"OfficeCode", "13101"},
                   {"RecipientKey", "R1"},
                   {"IssueNumber", number},
                   {"MedicalTreatmentMonth", "202407"},
                   {"MedicalTicketValidDate", from},
                   {"MedicalTicketExpirationDate", to},
                   {"DesignatedMedicalInstitutionCode", "1310000011"}});
  };
  part("1", "20240725", "20240731");
  EXPECT_EQ(listed(), Strings{"R1 open"});
  const auto item = parsed(ask(clerk, "GET", "/api/work").body)["items"][0];
  EXPECT_EQ(text_of(item, "day"), "20240705");
  // The draft ends before the ticket that is there.
  const auto draft = parsed(ask(clerk, "GET", "/api/work/" + text_of(item, "id") + "/draft").body);
  EXPECT_EQ(text_of(draft["ticket"], "MedicalTicketValidDate"), "20240701");
  EXPECT_EQ(text_of(draft["ticket"], "MedicalTicketExpirationDate"), "20240724");
  part("2", "20240701", "20240724");
  EXPECT_EQ(listed(), Strings{"R1 resolved"});
}

// D10: the day is behind the ticket that is there.
TEST_F(Away, a_draft_begins_behind_a_ticket_that_ended_before_the_day) {
  person("R1");
  asked("R1", "20240725", "unregistered");
  row("ticket", {{"OfficeCode", "13101"},
                 {"RecipientKey", "R1"},
                 {"IssueNumber", "1"},
                 {"MedicalTreatmentMonth", "202407"},
                 {"MedicalTicketValidDate", "20240701"},
                 {"MedicalTicketExpirationDate", "20240720"},
                 {"DesignatedMedicalInstitutionCode", "1310000011"}});
  EXPECT_EQ(listed(), Strings{"R1 open"});
  const auto draft = parsed(ask(clerk, "GET", "/api/work/1/draft").body)["ticket"];
  EXPECT_EQ(text_of(draft, "MedicalTicketValidDate"), "20240721");
  EXPECT_EQ(text_of(draft, "MedicalTicketExpirationDate"), "20240731");
}

TEST_F(Away, a_pharmacys_request_is_resolved_by_a_ticket_of_that_issuer_only) {
  person("R1");
  const auto request = [this](const char* issuer) {
    event({{"kind", "call"},
           {"day", "20240710"},
           {"recipient_key", "R1"},
           {"institution_code", "1340000014"},
           {"call", {{"kind", "dispensing_ticket"}, {"answer", "yes"}, {"issuer_code", issuer}}}});
  };
  const auto dispensing = [this](const char* number, const char* issuer) {
    row("ticket", {{"OfficeCode", "13101"},
                   {"RecipientKey", "R1"},
                   {"IssueNumber", number},
                   {"MedicalTreatmentMonth", "202407"},
                   {"MedicalTicketValidDate", "20240701"},
                   {"MedicalTicketExpirationDate", "20240731"},
                   {"DesignatedMedicalInstitutionCode", "1340000014"},
                   {"PrescriptionIssuerMedicalInstitutionCode", issuer}});
  };
  dispensing("1", "1310000011");
  request("1310000029");
  EXPECT_EQ(listed(), Strings{"R1 open"});
  // Another request, and a call about something else: none of them takes one back.
  request("1310000037");
  event({{"kind", "call"},
         {"day", "20240710"},
         {"recipient_key", "R1"},
         {"institution_code", "1340000014"},
         {"call", {{"kind", "telephone"}, {"answer", "call_back"}}}});
  dispensing("2", "1310000029");
  EXPECT_EQ(listed(), Strings{"R1 open"});
  const auto id = text_of(parsed(ask(clerk, "GET", "/api/work").body)["items"][0], "id");
  const auto draft = parsed(ask(clerk, "GET", "/api/work/" + id + "/draft").body)["ticket"];
  EXPECT_EQ(text_of(draft, "PrescriptionIssuerMedicalInstitutionCode"), "1310000037");
  dispensing("3", "1310000037");
  EXPECT_EQ(listed(), Strings{"R1 resolved"});
}

TEST_F(Away, work_that_was_replied_to_returns_when_asked_again_or_when_a_promise_is_over) {
  person("R1");
  const auto at = [](const char* time) { return std::string("2024-07-10T") + time + ".000+09:00"; };
  const auto ask_in_vain = [&](const char* time) {
    event({{"kind", "verification"},
           {"at", at(time)},
           {"day", "20240710"},
           {"recipient_key", "R1"},
           {"institution_code", "1310000011"},
           {"way", "card"},
           {"validity", "6"},
           {"row", "D8"},
           {"ticket", "unregistered"},
           {"visit", true}});
  };
  const auto reply = [&](const char* time, Json said) {
    said["month"] = "202407";
    event({{"kind", "reply"},
           {"at", at(time)},
           {"day", "20240710"},
           {"recipient_key", "R1"},
           {"institution_code", "1310000011"},
           {"reply", {{"said", said}}}});
  };
  const auto call = [&](const char* time) {
    event({{"kind", "call"},
           {"at", at(time)},
           {"day", "20240710"},
           {"recipient_key", "R1"},
           {"institution_code", "1310000011"},
           {"call", {{"kind", "telephone"}, {"answer", "call_back"}}}});
  };
  ask_in_vain("09:00:00");
  reply("09:10:00", {{"answer", "no"}, {"reason", "contact_office"}});
  EXPECT_EQ(listed(), Strings{"R1 replied"});
  ask_in_vain("09:20:00");
  EXPECT_EQ(listed(), Strings{"R1 open"});
  reply("09:30:00", {{"answer", "paper"}});
  ask_in_vain("09:40:00");  // the paper holds, however often the card is read
  EXPECT_EQ(listed(), Strings{"R1 replied"});
  call("09:50:00");
  EXPECT_EQ(listed(), Strings{"R1 open"});
  ask_in_vain("09:55:00");
  EXPECT_EQ(listed(), Strings{"R1 open"}) << "a card behind the call takes it not back";
  reply("10:00:00", {{"answer", "date"}, {"date", "20240712"}});
  EXPECT_EQ(listed(), Strings{"R1 replied"});
  clock.set(*util::parse_iso_date_time("2024-07-12T12:00:00+09:00"));
  EXPECT_EQ(listed(), Strings{"R1 replied"});
  clock.set(*util::parse_iso_date_time("2024-07-13T00:00:00+09:00"));
  EXPECT_EQ(listed(), Strings{"R1 open"});
}

TEST_F(Away, work_that_was_replied_to_waits_no_more_but_a_promise_does) {
  person("R1");
  asked("R1", "20240710", "unregistered");
  const auto reply = [this](const char* answer) {
    event({{"kind", "reply"},
           {"day", "20240710"},
           {"recipient_key", "R1"},
           {"institution_code", "1310000011"},
           {"reply", {{"said", {{"month", "202407"}, {"answer", answer}}}}}});
  };
  reply("yes");
  EXPECT_EQ(listed(), Strings{"R1 open"});
  reply("no");
  EXPECT_EQ(listed(), Strings{"R1 replied"});
}

TEST_F(Away, a_draft_is_filled_in_and_issuing_needs_a_basis) {
  person("R1");
  asked("R1", "20240710", "unregistered");
  const auto draft = parsed(ask(caseworker, "GET", "/api/work/1/draft").body);
  EXPECT_EQ(text_of(draft["ticket"], "MedicalTreatmentMonth"), "202407");
  EXPECT_EQ(text_of(draft["ticket"], "DesignatedMedicalInstitutionCode"), "1310000011");
  EXPECT_EQ(text_of(draft["ticket"], "MedicalTicketExpirationDate"), "20240731");
  auto refused = ask(caseworker, "POST", "/api/work/1/issue", {{"seen", 1}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(text_of(parsed(refused.body), "place"), "basis");
  // With a basis, and the center away: nothing is lost, nothing is claimed to be done.
  refused = ask(caseworker, "POST", "/api/work/1/issue", {{"seen", 1}, {"basis", "telephone"}});
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(listed(), Strings{"R1 open"});
  EXPECT_EQ(ask(caseworker, "POST", "/api/work/1/decline", {{"reason", "dislike"}}).status, 422);
  EXPECT_EQ(ask(caseworker, "POST", "/api/work/1/reply", {{"answer", "date"}}).status, 422);
  EXPECT_EQ(ask(caseworker, "POST", "/api/work/99/issue", {{"basis", "urgent"}}).status, 404);
}

TEST_F(Away, reading_goes_on_while_the_center_is_away_and_tells_its_age) {
  person("R1");
  const auto status = parsed(ask(clerk, "GET", "/api/status").body);
  EXPECT_EQ(text_of(status, "center"), "offline");
  EXPECT_EQ(text_of(status, "as_of"), "2024-07-10T12:00:00.000+09:00");
  EXPECT_EQ(ask(clerk, "GET", "/api/people/R1").status, 200);
  const auto refused =
      ask(clerk, "POST", "/api/people/R1/correct", {{"seen", cursor}, {"Name", "別の名"}});
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(text_of(parsed(refused.body), "code"), "F5030");
  // What nobody records is shown to nobody.
  const auto log = ask(supervisor, "POST", "/api/log", {{"purpose", "指導"}, {"month", "202407"}});
  EXPECT_EQ(log.status, 503);
}

TEST_F(Away, a_page_that_was_taken_before_changes_nothing) {
  person("R1");
  const Json again{{"items",
                    {{{"cursor", 1},
                      {"batch", 1},
                      {"at", ""},
                      {"kind", "qualification"},
                      {"change", "removed"},
                      {"row", {{"RecipientKey", "R1"}, {"QualificationDate", "20240110"}}}}}},
                   {"next", 1},
                   {"more", false}};
  EXPECT_TRUE(mirror->take_rows(again, clock.now()));
  EXPECT_EQ(ask(clerk, "GET", "/api/people/R1").status, 200);
  EXPECT_FALSE(mirror->take_rows(Json::object(), clock.now()));
  EXPECT_FALSE(mirror->take_events(Json::array()));
}

TEST_F(Away, an_administrator_sees_no_recipient_anywhere) {
  person("R1");
  for (const auto* path : {"/api/people", "/api/people/R1", "/api/tickets", "/api/work",
                           "/api/monthly", "/api/imports", "/api/print"}) {
    EXPECT_EQ(ask(administrator, "GET", path).status, 403) << path;
  }
  EXPECT_EQ(ask(supervisor, "GET", "/api/unknown").status, 404);
  EXPECT_EQ(ask(supervisor, "DELETE", "/api/people").status, 404);
}

TEST_F(Away, search_of_fifty_thousand_finds_the_one) {
  Json items = Json::array();
  constexpr int people = 50000;
  for (int n = 1; n <= people; ++n) {
    const auto key = std::to_string(n);
    items.push_back({{"cursor", n},
                     {"batch", 1},
                     {"at", ""},
                     {"kind", "qualification"},
                     {"change", "added"},
                     {"row",
                      {{"RecipientKey", "K" + key},
                       {"Name", "見本　" + key},
                       {"NameKana", "ﾐﾎﾝ " + key},
                       {"BeneficiaryNumber", "7" + key},
                       {"QualificationDate", "20240110"},
                       {"NotDisclosed", "0"}}}});
  }
  ASSERT_TRUE(
      mirror->take_rows({{"items", items}, {"next", people}, {"more", false}}, clock.now()));
  edge::PageRequest request;
  request.method = "GET";
  request.path = "/api/people";
  request.query = {{"q", "みほん４９９９９"}};
  const auto began = std::chrono::steady_clock::now();
  const auto body = parsed(page_routes(*parts).answer(request, clerk).body);
  RecordProperty("search_ms",
                 static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                      std::chrono::steady_clock::now() - began)
                                      .count()));
  EXPECT_EQ(body["total"], 1);
  EXPECT_EQ(text_of(body["items"][0], "recipient_key"), "K49999");
}

}  // namespace madoguchi::office
