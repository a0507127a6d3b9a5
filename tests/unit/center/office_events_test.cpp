// What offices and institutions tell each other: verifications, replies, calls, the calendar, links
// and looks.
#include <map>
#include <nlohmann/json.hpp>

#include "store/sqlite/open.hpp"
#include "unit/center/party_asker.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {
namespace {

using Headers = net::Headers;
using nlohmann::json;
using Query = std::vector<std::pair<std::string, std::string>>;

constexpr int looks_max = 60;

Headers by(const std::string& account, const std::string& role) {
  return {{"Madoguchi-Operator", account}, {"Madoguchi-Role", role}, {"Madoguchi-Factors", "1-01"}};
}

json reply_to(const std::string& recipient, const std::string& answer = "paper") {
  return {{"recipient_key", recipient},
          {"institution_code", clinic_x},
          {"month", "202407"},
          {"answer", answer}};
}

class OfficeEvents : public ::testing::Test {
 protected:
  void SetUp() override {
    bed.start();
    bed.register_all();
  }
  Said send(const std::string& uri, const std::string& method, const std::string& path,
            Headers headers = {}, const std::string& body = "", const Query& query = {}) {
    return ask_as(bed, uri, method, path, std::move(headers), body, query);
  }
  // Long polls until `count` of the kind came.
  std::vector<json> events(const std::string& kind, std::size_t count,
                           const std::string& uri = "office:13101") {
    std::vector<json> found;
    std::int64_t after = 0;
    for (int look = 0; look < looks_max && found.size() < count; ++look) {
      const auto page = send(uri, "GET", "/office/verifications", {}, "",
                             {{"after", std::to_string(after)}, {"wait_s", "2"}, {"limit", "2"}});
      EXPECT_EQ(page.status, 200) << page.bytes;
      if (page.status != 200) break;
      for (const auto& item : page.json["items"]) {
        EXPECT_GT(item["cursor"].get<std::int64_t>(), after);
        after = item["cursor"];
        bytes += item.dump();
        if (item["kind"] == kind) found.push_back(item);
      }
      EXPECT_EQ(page.json["next"], after);
    }
    EXPECT_EQ(found.size(), count);
    return found;
  }
  std::string ask_about(const std::string& number, const std::string& birthdate,
                        const std::string& institution = clinic_x) {
    auto line = bed.client("institution:" + institution);
    NumberQuestion question;
    question.institution = institution;
    question.number = number;
    question.birthdate = birthdate;
    question.file_id = util::random_key().substr(0, 8);
    return ask(line, question).record;
  }
  json detail_of(const json& record) {
    auto options = bed.config.store;
    options.open = store::sqlite::Options::Open::read_only;
    auto registry = store::sqlite::open(options).value();
    const auto read = util::sync_wait(registry->record(record.get<std::int64_t>())).value();
    return json::parse(read->entry.detail);
  }
  std::vector<json> feed_of(const std::string& uri) {
    const auto page = send(uri, "GET", "/feed");
    EXPECT_EQ(page.status, 200);
    return page.json["items"].get<std::vector<json>>();
  }
  std::vector<json> replies_to(const std::string& institution) {
    std::vector<json> replies;
    for (auto& item : feed_of("institution:" + institution)) {
      if (item["kind"] == "reply") replies.push_back(item["notice"]);
    }
    return replies;
  }
  Bed bed;
  std::string bytes;  // of all events read
};

TEST_F(OfficeEvents, an_office_sees_who_asked_about_its_own_recipients) {
  const auto record = ask_about("1010016", "19850303");  // R2: no ticket, D28
  ask_about("1010008", "19900115");                      // R1: D17
  ask_about("1010016", "19850304");                      // wrong birth date: nobody
  const auto seen = events("verification", 2);
  EXPECT_EQ(std::to_string(seen[0]["record"].get<std::int64_t>()), record);
  EXPECT_EQ(seen[0]["recipient_key"], "R2");
  EXPECT_EQ(seen[0]["institution_code"], clinic_x);
  EXPECT_EQ(seen[0]["institution_name"], "●●医療機関");
  EXPECT_EQ(seen[0]["way"], "number");
  EXPECT_EQ(seen[0]["validity"], "2");
  EXPECT_EQ(seen[0]["row"], "D28");
  EXPECT_EQ(seen[0]["ticket"], "unregistered");
  EXPECT_EQ(seen[0]["visit"], true);
  EXPECT_EQ(seen[0]["not_disclosed"], false);
  EXPECT_EQ(seen[0]["day"], "20240710");
  EXPECT_EQ(seen[1]["recipient_key"], "R1");
  EXPECT_EQ(seen[1]["row"], "D17");
  EXPECT_EQ(seen[1]["ticket"], "registered");

  const auto other = send("office:13102", "GET", "/office/verifications");
  EXPECT_EQ(other.status, 200);
  EXPECT_TRUE(other.json["items"].empty());
  for (const auto* secret : {"R1", "R2", clinic_x, "●●医療機関"}) {
    EXPECT_EQ(other.bytes.find(secret), std::string::npos) << secret;
  }
}

TEST_F(OfficeEvents, bulk_answers_are_no_visits_and_show_each_person_once) {
  auto line = bed.client(std::string("institution:") + clinic_x);
  const auto accepted = ask(line, "OQSmuquc01",
                            inquiry_request({{"12000006", "1010016", "19850303", "1"},
                                             {"12000006", "1010016", "19850303", "2"},
                                             {"12000006", "1010040", "19550505", "3"}}),
                            util::random_key());
  download_of(line, "OQSmuquc02", accepted.document.reception_number, clinic_x);
  const auto tickets =
      ask(line, "OQSmutic01", tickets_request(clinic_x, "202407"), util::random_key());
  download_of(line, "OQSmutic02", tickets.document.reception_number, clinic_x);
  std::map<std::string, std::string> rows;
  for (const auto& one : events("verification", 4)) {
    EXPECT_EQ(one["way"], "bulk");
    EXPECT_EQ(one["visit"], false);
    rows[one["recipient_key"]] += one["row"];
  }
  // R4's ticket is there too, but it is not disclosed (D3).
  EXPECT_EQ(rows, (std::map<std::string, std::string>{
                      {"R1", "D25"}, {"R2", "D28"}, {"R5", "D21"}, {"R6", "D25"}}));
}

TEST_F(OfficeEvents, who_is_not_disclosed_is_seen_by_its_own_office_and_cannot_be_replied_about) {
  ask_about("1010032", "19600606");
  const auto seen = events("verification", 1);
  EXPECT_EQ(seen[0]["recipient_key"], "R4");
  EXPECT_EQ(seen[0]["not_disclosed"], true);
  EXPECT_EQ(seen[0]["validity"], "4");
  const auto hidden =
      send("office:13101", "POST", "/office/replies", by("tanaka", "clerk"), reply_to("R4").dump());
  const auto unknown = send("office:13101", "POST", "/office/replies", by("tanaka", "clerk"),
                            reply_to("R99").dump());
  EXPECT_EQ(hidden.status, 409);
  EXPECT_EQ(hidden.status, unknown.status);
  EXPECT_EQ(hidden.bytes, unknown.bytes);
  for (const auto& item : feed_of(std::string("institution:") + clinic_x)) {
    EXPECT_NE(item["kind"], "reply");
  }
}

TEST_F(OfficeEvents, a_reply_reaches_the_institution_that_asked_and_nobody_else) {
  const auto record = ask_about("1010016", "19850303");
  events("verification", 1);
  auto headers = by("tanaka", "clerk");
  headers.emplace_back("Madoguchi-Approver", "satou");
  headers.emplace_back("Idempotency-Key", "01-reply");
  auto body = reply_to("R2", "date");
  body["date"] = "20240718";
  const auto said = send("office:13101", "POST", "/office/replies", headers, body.dump());
  ASSERT_EQ(said.status, 200) << said.bytes;
  const auto again = send("office:13101", "POST", "/office/replies", headers, body.dump());
  EXPECT_EQ(again.bytes, said.bytes);

  const auto detail = detail_of(said.json["reply"]);
  EXPECT_EQ(
      detail["acting"],
      json(
          {{"operator", "tanaka"}, {"role", "clerk"}, {"factors", "1-01"}, {"approver", "satou"}}));
  const auto replies = replies_to(clinic_x);
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0]["kind"], "reply");
  EXPECT_EQ(std::to_string(replies[0]["asked"]["record"].get<std::int64_t>()), record);
  EXPECT_EQ(replies[0]["reply"]["answer"], "date");
  EXPECT_EQ(replies[0]["reply"]["date"], "20240718");
  const auto text = replies[0].dump();
  EXPECT_NE(text.find("7月18日"), std::string::npos);
  // By number: neither the person's name nor the office nor who replied.
  for (const auto* secret : {"髙橋", "R2", "福祉事務所", "03-0000-0001", "tanaka", "satou"}) {
    if (std::string(secret) == "福祉事務所") continue;  // the word, in the title
    EXPECT_EQ(text.find(secret), std::string::npos) << secret;
  }
  for (const auto& item : feed_of(std::string("institution:") + clinic_y)) {
    EXPECT_NE(item["kind"], "reply");
  }
  const auto told = events("reply", 1);
  EXPECT_EQ(told[0]["reply"]["said"]["answer"], "date");
  EXPECT_EQ(told[0]["reply"]["acting"]["operator"], "tanaka");
}

TEST_F(OfficeEvents, a_question_by_card_is_replied_to_with_its_own_answer_beside_it) {
  constexpr std::int64_t year_ms = 365LL * 86400000;
  const auto card = bed.card("card of P2", bed.clock.now().plus_ms(year_ms));
  bed.import("operator:1", "card",
             "PersonLinkKey,CertificateSerial,Issuer,ValidFrom,ValidTo,Revoked\nL2," +
                 card.issued.serial_hex + ",\"" + bed.card_issuer() + "\",20230101,20300101,0\n");
  auto line = bed.client(std::string("institution:") + clinic_x);
  oqs::CardQuestion question;
  question.challenge = line.challenge(10000)->challenge;
  question.day = "20240710";
  question.mode = "visual";
  question.staff = "受付";
  question.certificate_der = card.der;
  question.arbitrary_file_identifier = "by-card";
  const auto asked = line.verify_card(question, {}, util::random_key(), 10000);
  ASSERT_TRUE(asked);
  const auto seen = events("verification", 1);
  EXPECT_EQ(seen[0]["recipient_key"], "R2");
  EXPECT_EQ(seen[0]["way"], "card");
  EXPECT_EQ(seen[0]["row"], "D8");
  EXPECT_EQ(seen[0]["ticket"], "unregistered");
  EXPECT_EQ(seen[0]["visit"], true);
  const auto said = send("office:13101", "POST", "/office/replies", by("tanaka", "clerk"),
                         reply_to("R2", "yes").dump());
  ASSERT_EQ(said.status, 200) << said.bytes;
  const auto replies = replies_to(clinic_x);
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(std::to_string(replies[0]["asked"]["record"].get<std::int64_t>()), asked->record_id);
  EXPECT_EQ(replies[0]["reply"]["answer"], "yes");
  EXPECT_TRUE(replies_to(clinic_y).empty());
}

TEST_F(OfficeEvents, a_unit_of_a_bulk_inquiry_is_replied_to_and_only_about_who_was_shown) {
  auto line = bed.client(std::string("institution:") + clinic_x);
  const auto accepted = ask(line, "OQSmuquc01",
                            inquiry_request({{"12000006", "1010016", "19850303", "1"},
                                             {"12000006", "1010032", "19600606", "2"}}),
                            util::random_key());
  download_of(line, "OQSmuquc02", accepted.document.reception_number, clinic_x);
  events("verification", 1);
  const auto status = [&](const std::string& recipient) {
    return send("office:13101", "POST", "/office/replies", by("tanaka", "clerk"),
                reply_to(recipient).dump())
        .status;
  };
  EXPECT_EQ(status("R2"), 200);
  EXPECT_EQ(status("R4"), 409) << "asked about, but not disclosed";
  EXPECT_EQ(status("R1"), 409) << "not asked about";
  const auto replies = replies_to(clinic_x);
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_GT(replies[0]["asked"]["record"].get<std::int64_t>(), 0);
  EXPECT_EQ(replies[0].dump().find("髙橋"), std::string::npos);
}

TEST_F(OfficeEvents, a_reply_needs_a_question_a_right_and_its_form) {
  ask_about("1010016", "19850303");
  events("verification", 1);
  const auto status = [&](const json& body, Headers headers = by("tanaka", "clerk"),
                          const std::string& uri = "office:13101") {
    return send(uri, "POST", "/office/replies", std::move(headers), body.dump()).status;
  };
  EXPECT_EQ(status(reply_to("R1")), 409);  // did not ask about R1
  auto other = reply_to("R2");
  other["institution_code"] = clinic_y;
  EXPECT_EQ(status(other), 409);
  auto month = reply_to("R2");
  month["month"] = "202406";
  EXPECT_EQ(status(month), 409);
  EXPECT_EQ(status(reply_to("R2"), by("tanaka", "clerk"), "office:13102"), 409);
  EXPECT_EQ(status(reply_to("R2"), {}), 403);  // nobody's name behind it
  EXPECT_EQ(status(reply_to("R2"), by("kanri", "administrator")), 403);
  EXPECT_EQ(status(reply_to("R2"), {{"Madoguchi-Operator", "tanaka"}}), 422);
  EXPECT_EQ(status(reply_to("R2"), by("tanaka", "clerk"), std::string("institution:") + clinic_x),
            403);
  EXPECT_EQ(status(reply_to("R2", "no")), 422);    // without a reason
  EXPECT_EQ(status(reply_to("R2", "date")), 422);  // without a date
  EXPECT_EQ(status(reply_to("R2", "maybe")), 422);
  auto reason = reply_to("R2", "no");
  reason["reason"] = "because";
  EXPECT_EQ(status(reason), 422);
  reason["reason"] = "self_pay_open";
  EXPECT_EQ(status(reason), 200);
  auto basis = reply_to("R2", "yes");
  basis["basis"] = "telephone";
  EXPECT_EQ(status(basis, by("suzuki", "caseworker")), 200);
}

TEST_F(OfficeEvents, a_call_is_of_ones_own_answer_about_somebody_shown) {
  const auto number = [](const std::string& text) { return std::stoll(text); };
  const auto shown = number(ask_about("1010016", "19850303"));
  const auto hidden = number(ask_about("1010032", "19600606"));
  const auto unknown = number(ask_about("1010099", "19600606"));
  const auto call = [&](std::int64_t record, const std::string& uri = "institution:1310000011") {
    const json body{{"record", record},
                    {"kind", "dispensing_ticket"},
                    {"at", "2024-07-10T11:59:00+09:00"},
                    {"staff", "受付　花子"},
                    {"answer", "call_back"},
                    {"paper", false},
                    {"issuer_code", clinic_y}};
    return send(uri, "POST", "/calls", {}, body.dump());
  };
  const auto done = call(shown);
  ASSERT_EQ(done.status, 200) << done.bytes;
  EXPECT_EQ(call(hidden).status, 409);
  EXPECT_EQ(call(hidden).bytes, call(unknown).bytes);
  EXPECT_EQ(call(999999).status, 409);
  EXPECT_EQ(call(shown, "institution:1310000029").status, 409);
  EXPECT_EQ(call(shown, "office:13101").status, 403);
  const auto told = events("call", 1);
  EXPECT_EQ(told[0]["recipient_key"], "R2");
  EXPECT_EQ(told[0]["record"], done.json["call"]);
  EXPECT_EQ(told[0]["call"]["kind"], "dispensing_ticket");
  EXPECT_EQ(told[0]["call"]["staff"], "受付　花子");
  EXPECT_EQ(told[0]["call"]["issuer_code"], clinic_y);
}

TEST_F(OfficeEvents, what_an_office_states_of_a_month_is_told_and_an_old_answer_stays_as_it_was) {
  auto line = bed.client(std::string("institution:") + clinic_x);
  NumberQuestion question;
  question.number = "1010016";
  question.birthdate = "19850303";
  const auto before = ask(line, "OQSsiquc01", message(question), "01-before");
  EXPECT_NE(before.xml.find("7月分は15日に登録予定です。"), std::string::npos) << before.xml;
  const auto state = [&](const std::string& what, Headers headers = by("kanri", "administrator"),
                         const std::string& uri = "office:13101") {
    const json body{{"month", "202407"}, {"planned_day", "22"}, {"state", what}, {"text", "x"}};
    return send(uri, "POST", "/office/calendar", std::move(headers), body.dump()).status;
  };
  EXPECT_EQ(state("planned"), 200);
  EXPECT_NE(ask(line, question).xml.find("7月分は22日に登録予定です。"), std::string::npos);
  EXPECT_EQ(state("late", {}), 200);  // the municipality's system may
  EXPECT_NE(ask(line, question).xml.find("7月分は登録が遅れています。"), std::string::npos);
  EXPECT_EQ(ask(line, "OQSsiquc01", message(question), "01-before").xml, before.xml);
  // Another office's word changes nothing of it.
  EXPECT_EQ(state("registered", {}, "office:13102"), 200);
  EXPECT_NE(ask(line, question).xml.find("7月分は登録が遅れています。"), std::string::npos);

  EXPECT_EQ(state("soon"), 422);
  EXPECT_EQ(state("planned", by("suzuki", "caseworker")), 403);
  EXPECT_EQ(state("planned", {}, std::string("institution:") + clinic_x), 403);
  const auto versions =
      send("office:13101", "GET", "/office/calendar", {}, "", {{"month", "202407"}});
  ASSERT_EQ(versions.json["items"].size(), 2U) << versions.bytes;
  EXPECT_EQ(versions.json["items"][0]["state"], "planned");
  EXPECT_EQ(versions.json["items"][0]["holds"], false);
  EXPECT_EQ(versions.json["items"][0]["acting"]["operator"], "kanri");
  EXPECT_EQ(versions.json["items"][1]["state"], "late");
  EXPECT_EQ(versions.json["items"][1]["holds"], true);
  EXPECT_TRUE(send("office:13101", "GET", "/office/calendar", {}, "", {{"month", "202408"}})
                  .json["items"]
                  .empty());
}

TEST_F(OfficeEvents, registrations_tell_institutions_of_offices_and_of_nobody) {
  const std::string clinic = std::string("institution:") + clinic_x;
  bed.import("operator:1", "office",
             "OfficeCode,Name,Telephone,RegistrationDay,PayerNumbers\n"
             "13102,別の福祉事務所,03-0000-0002,5,12000014\n13103,予定のない福祉事務所,,,\n");
  const auto asked = [&](Query query, const std::string& uri = "", const char* month = "202407") {
    query.insert(query.begin(), {"month", month});
    return send(uri.empty() ? clinic : uri, "GET", "/registrations", {}, "", std::move(query));
  };
  const auto state = [&](const char* office, const char* what, const char* day) {
    const json body{
        {"month", "202407"}, {"planned_day", day}, {"state", what}, {"text", "急いでいます"}};
    return send(office, "POST", "/office/calendar", {}, body.dump()).status;
  };
  // Noon of the 10th: one day is to come, one is over and nobody said anything.
  auto planned = asked({{"office", "〇〇市福祉事務所"}});
  ASSERT_EQ(planned.status, 200) << planned.bytes;
  ASSERT_EQ(planned.json["items"].size(), 1U) << planned.bytes;
  EXPECT_EQ(planned.json["items"][0]["state"], "planned");
  EXPECT_EQ(planned.json["items"][0]["planned_day"], "15");
  EXPECT_EQ(planned.json["items"][0]["off"], false);
  const auto overdue = asked({{"payer", "12000014"}}).json["items"][0];
  EXPECT_EQ(overdue["state"], "overdue");
  EXPECT_EQ(overdue["off"], true);
  EXPECT_EQ(overdue["payer"], "12000014");
  EXPECT_FALSE(overdue.contains("office")) << "who knows a number is not told the name";
  EXPECT_FALSE(overdue.contains("telephone"));
  // As stated, from then on.
  EXPECT_EQ(state("office:13101", "failed", "15"), 200);
  EXPECT_EQ(state("office:13102", "registered", "5"), 200);
  const auto both = asked({{"office", "〇〇市福祉事務所"}, {"payer", "12000014"}}).json["items"];
  ASSERT_EQ(both.size(), 2U) << both;
  EXPECT_EQ(both[0]["state"], "failed");
  EXPECT_EQ(both[0]["text"], "急いでいます");
  EXPECT_EQ(both[0]["off"], true);
  EXPECT_EQ(both[1]["state"], "registered");
  EXPECT_FALSE(both[1].contains("text")) << "its words may name it";
  // Another month is as the usual day says; who stated nothing at all is not told of.
  EXPECT_EQ(asked({{"payer", "12000014"}}, "", "202408").json["items"][0]["state"], "planned");
  for (const auto* name : {"予定のない福祉事務所", "どこにもない福祉事務所", ""}) {
    EXPECT_TRUE(asked({{"office", name}}).json["items"].empty()) << name;
  }
  EXPECT_TRUE(asked({}).json["items"].empty()) << "no list of all";

  EXPECT_EQ(asked({{"payer", "1200"}}).status, 422);
  EXPECT_EQ(asked({}, "", "2024").status, 422);
  EXPECT_EQ(asked({}, "office:13101").status, 403);
  EXPECT_EQ(asked(Query(50, {"payer", "12000014"})).status, 200);
  EXPECT_EQ(asked(Query(51, {"payer", "12000014"})).status, 422);
}

TEST_F(OfficeEvents, links_tell_what_others_registered_of_the_offices_own_recipient) {
  const auto links = [&](const std::string& key, const std::string& uri = "office:13101") {
    return send(uri, "GET", "/office/links", by("tanaka", "clerk"), "", {{"recipient_key", key}});
  };
  const auto insured = links("R6");
  ASSERT_EQ(insured.status, 200) << insured.bytes;
  ASSERT_EQ(insured.json["insurance"].size(), 1U);
  EXPECT_EQ(insured.json["insurance"][0]["from"], "20200401");
  EXPECT_EQ(insured.json["insurance"][0]["insurer_kind"], "mutual_aid");
  EXPECT_TRUE(insured.json["consistency"].empty());
  EXPECT_EQ(insured.json["card"]["linked"], false);
  EXPECT_EQ(insured.json["other_office"], false);
  for (const auto* secret : {"123456", "見本健康保険組合", "33120015"}) {
    EXPECT_EQ(insured.bytes.find(secret), std::string::npos) << secret;
  }
  bed.import("operator:1", "insurance",
             "PersonLinkKey,InsuredCardClassification,InsurerNumber,InsuredIdentificationNumber,"
             "Name,NameKana,Sex1,Birthdate,QualificationDate,InsurerName\n"
             "L1,01,138057,77,生保　一郎,ｾｲﾎ ｲﾁﾛｳ,1,19900115,20240701,見本国保\n");
  const auto contradicted = links("R1");
  ASSERT_EQ(contradicted.json["consistency"].size(), 1U) << contradicted.bytes;
  EXPECT_EQ(contradicted.json["consistency"][0]["issue_number"], "00000001");
  EXPECT_EQ(contradicted.json["consistency"][0]["StatusOfSocialInsurance"], "02");
  EXPECT_EQ(contradicted.json["consistency"][0]["registered"], "01");
  EXPECT_EQ(links("R99").status, 404);
  const auto other = links("R1", "office:13102");
  EXPECT_EQ(other.status, 404);
  EXPECT_EQ(other.bytes, links("R99").bytes);
  EXPECT_EQ(links("R1", "institution:1310000011").status, 403);
}

TEST_F(OfficeEvents, a_look_is_on_record_with_who_and_why) {
  const auto look = [&](const std::string& what, Headers headers,
                        const std::string& purpose = "頻回受診の確認") {
    const json body{{"what", what}, {"purpose", purpose}, {"recipient_key", "R1"}};
    return send("office:13101", "POST", "/office/looks", std::move(headers), body.dump());
  };
  const auto done = look("verification_log", by("satou", "supervisor"));
  ASSERT_EQ(done.status, 200) << done.bytes;
  const auto detail = detail_of(done.json["look"]);
  EXPECT_EQ(detail["acting"]["operator"], "satou");
  EXPECT_EQ(detail["look"]["purpose"], "頻回受診の確認");
  EXPECT_EQ(look("verification_log", by("tanaka", "clerk")).status, 403);
  EXPECT_EQ(look("print", by("tanaka", "clerk")).status, 200);
  EXPECT_EQ(look("not_disclosed", by("tanaka", "clerk")).status, 403);
  EXPECT_EQ(look("print", {}).status, 403);
  EXPECT_EQ(look("print", by("tanaka", "clerk"), "").status, 422);
  EXPECT_EQ(look("anything", by("satou", "supervisor")).status, 422);
}

}  // namespace
}  // namespace madoguchi::center
