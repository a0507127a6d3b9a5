// Disasters and emergencies at the center (domain.md 6.3).
#include "store/disaster.hpp"
#include "store/sqlite/open.hpp"
#include "unit/center/history_bed.hpp"

namespace madoguchi::center {
namespace {

constexpr std::int64_t hour_ms = 3600000;
constexpr std::int64_t day_ms = 24 * hour_ms;
constexpr auto operator_uri = "operator:1";

using nlohmann::json;

class Disaster : public HistoryBed {
 protected:
  void SetUp() override {
    HistoryBed::SetUp();
    EXPECT_EQ(import("uke", claims_file({ClaimOf()}))["added"], 1);
    EXPECT_EQ(import("checkup_csv", checkup_csv(ClaimOf()))["added"], 1);
    all_kinds("1");
  }

  static net::Headers by(const std::string& role, const std::string& factors = "1-01,3-02") {
    if (role.empty()) return {};
    return {{"Madoguchi-Operator", "someone"},
            {"Madoguchi-Role", role},
            {"Madoguchi-Factors", factors}};
  }
  std::string at(std::int64_t ms) const {
    return util::iso_date_time_in_japan(bed.clock.now().plus_ms(ms));
  }
  // The declaration's number; 0 when it was refused.
  std::int64_t declare(const json& areas, std::int64_t until_ms, std::int64_t from_ms = 0) {
    const json body{
        {"areas", areas}, {"from", at(from_ms)}, {"until", at(until_ms)}, {"reason", "地震"}};
    const auto said =
        post(operator_uri, "/disasters", body.dump(), {{"Idempotency-Key", util::random_key()}});
    return said.status == 200 ? said.json["record"].get<std::int64_t>() : 0;
  }
  Viewed end(std::int64_t disaster) {
    return post(operator_uri, "/disasters/end",
                json{{"disaster", disaster}, {"reason", "復旧"}}.dump());
  }
  static json question() {
    return {{"name", "生保一郎"},
            {"birthdate", "19900115"},
            {"sex", "1"},
            {"address", "〇〇市一丁目1番"},
            {"oral_consent", true},
            {"obtained_by", "佐藤"},
            {"kinds", {"medication", "diagnosis", "operation", "health_checkups"}}};
  }
  Viewed search(json asked = question(), const std::string& role = "doctor",
                const std::string& institution = clinic_x) {
    return post("institution:" + institution, "/disaster/search", asked.dump(), by(role));
  }
  Viewed look(std::int64_t search_record, const std::string& role = "doctor",
              const std::string& institution = clinic_x) {
    return post("institution:" + institution, "/history/view",
                json{{"search_record", search_record}}.dump(), by(role));
  }
  Viewed emergency(const std::string& card_record, const std::string& role = "doctor",
                   const std::string& institution = clinic_x) {
    return post(
        "institution:" + institution, "/history/view",
        json{{"card_record", std::stoll(card_record)}, {"emergency_reason", "意識がない"}}.dump(),
        by(role));
  }
  Viewed grant(const std::string& institution, bool granted = true) {
    return post(
        operator_uri, "/emergency/rights",
        json{{"institution_code", institution}, {"granted", granted}, {"reason", "救急告示病院"}}
            .dump());
  }
  json get(const std::string& uri, const std::string& path) {
    auto line = bed.client(uri);
    net::Request request;
    request.method = "GET";
    request.path = path;
    const auto response = line.send(request, 20000);
    if (!response) return {{"code", std::string(oqs::code_of(response.error().problem.error))}};
    return json::parse(response->body, nullptr, false);
  }
};

TEST_F(Disaster, 6_3_is_only_where_and_while_it_was_declared_and_ends_by_itself) {
  EXPECT_EQ(search().json["declared"], false);
  EXPECT_FALSE(get("institution:1310000011", "/disaster/here").contains("declared"));
  EXPECT_NE(declare({"17"}, day_ms), 0);                // elsewhere
  EXPECT_NE(declare({"13"}, 2 * hour_ms, hour_ms), 0);  // later
  EXPECT_EQ(search().json["declared"], false);
  bed.clock.set(bed.clock.now().plus_ms(hour_ms));
  const auto found = search();
  ASSERT_EQ(found.status, 200) << found.error;
  EXPECT_EQ(found.json["determined"], true);
  EXPECT_EQ(get("institution:1310000011", "/disaster/here")["declared"]["reason"], "地震");
  EXPECT_EQ(look(found.json["record"]).reason("medication"), "allowed");
  bed.clock.set(bed.clock.now().plus_ms(hour_ms));  // its first instant of being over
  EXPECT_EQ(search().json["declared"], false);
  EXPECT_EQ(look(found.json["record"]).reason("medication"), "disaster_over");
  EXPECT_FALSE(get("institution:1310000011", "/disaster/here").contains("declared"));
}

TEST_F(Disaster, 6_3_one_institution_may_be_named_and_an_early_end_is_its_end) {
  const auto disaster = declare({clinic_x}, day_ms);
  const auto found = search();
  EXPECT_EQ(found.json["determined"], true);
  EXPECT_EQ(search(question(), "doctor", clinic_y).json["declared"], false);
  EXPECT_EQ(end(disaster).status, 200);
  EXPECT_EQ(search().json["declared"], false);
  EXPECT_EQ(look(found.json["record"]).reason("medication"), "disaster_over");
  EXPECT_EQ(end(disaster).error, "E1004");  // once
  EXPECT_EQ(end(4711).error, "E1004");
  const auto all = get(operator_uri, "/disasters")["items"];
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["state"], "over");
  EXPECT_EQ(all[0]["disaster"], disaster);
  EXPECT_TRUE(all[0].contains("ended_at"));
}

TEST_F(Disaster, a_declaration_says_where_how_long_and_why) {
  const auto refused = [&](json body) {
    return post(operator_uri, "/disasters", body.dump()).error;
  };
  const json good{{"areas", {"13"}}, {"until", at(day_ms)}, {"reason", "地震"}};
  const auto with = [&](const char* name, json value) {
    auto body = good;
    body[name] = std::move(value);
    return refused(body);
  };
  EXPECT_EQ(with("areas", json::array()), "E1004");
  EXPECT_EQ(with("areas", {"48"}), "E1004");
  EXPECT_EQ(with("areas", {"131"}), "E1004");
  EXPECT_EQ(with("areas", {13}), "E1004");
  EXPECT_EQ(with("reason", ""), "E1003");
  EXPECT_EQ(with("until", at(-1)), "E1004");
  EXPECT_EQ(with("until", at(93 * day_ms)), "E1004");
  EXPECT_EQ(with("until", "tomorrow"), "E3002");
  EXPECT_EQ(post(operator_uri, "/disasters", "x").error, "E1016");
  EXPECT_TRUE(get(operator_uri, "/disasters")["items"].empty());
  EXPECT_EQ(refused(good), "");
  // Nobody but the operator.
  for (const auto* uri : {"institution:1310000011", "office:13101"}) {
    EXPECT_EQ(post(uri, "/disasters", good.dump()).error, "E2006") << uri;
    EXPECT_EQ(post(uri, "/disasters/end", "{}").error, "E2006") << uri;
    EXPECT_EQ(post(uri, "/emergency/rights", "{}").error, "E2006") << uri;
    EXPECT_EQ(get(uri, "/disasters/uses")["code"], "E2006") << uri;
  }
  EXPECT_EQ(post(operator_uri, "/disaster/search", question().dump()).error, "E2006");
}

TEST_F(Disaster, the_same_declaration_sent_again_is_one) {
  const json body{{"areas", {"13"}}, {"until", at(day_ms)}, {"reason", "地震"}};
  const net::Headers key = {{"Idempotency-Key", "k-1"}};
  const auto first = post(operator_uri, "/disasters", body.dump(), key);
  const auto again = post(operator_uri, "/disasters", body.dump(), key);
  EXPECT_EQ(first.json, again.json);
  EXPECT_EQ(get(operator_uri, "/disasters")["items"].size(), 1U);
}

// All four items to exactly one person; whatever else, the same bytes but for the record's number.
TEST_F(Disaster, 6_3_exactly_one_person_else_one_same_text) {
  declare({"13"}, day_ms);
  bed.import("office:13101", "qualification",
             "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,"
             "NameKana,Sex1,Birthdate,PostNumber,Address,QualificationDate,DisqualificationDate,"
             "NotDisclosed,UpdatedAt\n"
             "13101,T1,T1,12000006,1020015,双子　太郎,ﾌﾀｺﾞ ﾀﾛｳ,1,19910101,,〇〇市双子町1,20240110,"
             ",0,20240110090000\n"
             "13101,T2,T2,12000006,1020023,双子　太郎,ﾌﾀｺﾞ ﾀﾛｳ,1,19910101,,〇〇市双子町1,20240110,"
             ",0,20240110090000\n");
  const auto found = search();
  EXPECT_EQ(found.json["determined"], true) << found.body;
  EXPECT_NE(found.body.find("1010008"), std::string::npos);  // numbers as registered
  auto by_kana = question();
  by_kana["name"] = "セイホイチロウ";
  EXPECT_EQ(search(by_kana).json["determined"], true);

  std::vector<json> wrong(6, question());
  wrong[0]["name"] = "生保　二郎";
  wrong[1]["birthdate"] = "19900116";
  wrong[2]["sex"] = "2";
  wrong[3]["address"] = "別の市一丁目1番地";
  wrong[4].update({{"name", "双子太郎"}, {"birthdate", "19910101"}, {"address", "〇〇市双子町1"}});
  wrong[5].update({{"name", "秘密四子"},
                   {"birthdate", "19600606"},
                   {"sex", "2"},
                   {"address", "〇〇市四丁目1"}});
  std::set<std::string> texts;
  for (const auto& asked : wrong) {
    const auto said = search(asked);
    ASSERT_EQ(said.status, 200) << said.error;
    EXPECT_EQ(said.json["determined"], false) << said.body;
    EXPECT_FALSE(said.json.contains("result"));
    auto rest = said.json;
    rest.erase("record");
    rest.erase("at");
    EXPECT_EQ(rest["declared"], true);
    texts.insert(rest.dump());
    EXPECT_EQ(look(said.json["record"]).error, "E4008");
  }
  EXPECT_EQ(texts.size(), 1U);
  bed.use_medical_assistance(clinic_x, oqs::Use::no);  // D1: nothing of assistance is told
  EXPECT_EQ(search().json["determined"], false);
}

TEST_F(Disaster, somebody_with_insurance_only_and_somebody_whose_assistance_ended) {
  declare({"13"}, day_ms);
  bed.import("operator:1", "insurance",
             "PersonLinkKey,InsuredCardClassification,InsurerNumber,InsuredCardSymbol,"
             "InsuredIdentificationNumber,InsuredBranchNumber,Name,NameKana,Sex1,Birthdate,"
             "Address,QualificationDate,InsurerName\n"
             "I1,01,33120015,記号,777777,01,保険　花子,ﾎｹﾝ ﾊﾅｺ,2,19770707,〇〇市七丁目7,20200401,"
             "見本健康保険組合\n");
  auto asked = question();
  asked.update({{"name", "保険花子"},
                {"birthdate", "19770707"},
                {"sex", "2"},
                {"address", "〇〇市七丁目7"}});
  EXPECT_EQ(search(asked).json["determined"], true);
  asked.update({{"name", "廃止五郎"},
                {"birthdate", "19550505"},
                {"sex", "1"},
                {"address", "〇〇市五丁目1"}});
  const auto ended = search(asked);
  EXPECT_EQ(ended.status, 200);
  if (ended.json["determined"] == true) {
    EXPECT_EQ(look(ended.json["record"]).reason("medication"), "no_qualification");
  }
}

TEST_F(Disaster, a_search_without_the_patients_word_is_none) {
  declare({"13"}, day_ms);
  const auto with = [&](const char* name, json value) {
    auto asked = question();
    asked[name] = std::move(value);
    return search(asked).error;
  };
  EXPECT_EQ(with("oral_consent", false), "E1004");
  EXPECT_EQ(with("obtained_by", ""), "E1003");
  EXPECT_EQ(with("name", " "), "E1004");
  EXPECT_EQ(with("address", "〇〇市"), "E1004");
  EXPECT_EQ(with("birthdate", "19900230"), "E3002");
  EXPECT_EQ(with("sex", "3"), "E1004");
  EXPECT_EQ(with("kinds", {"everything"}), "E1004");
  for (const auto* name : {"name", "birthdate", "sex", "address", "oral_consent", "obtained_by"}) {
    auto asked = question();
    asked.erase(name);
    EXPECT_EQ(search(asked).error.substr(0, 3), "E10") << name;
  }
  EXPECT_TRUE(get(operator_uri, "/disasters/uses")["items"].empty());
}

// role × kind × oral consent by bytes, over HTTP.
TEST_F(Disaster, 6_3_oral_consent_opens_its_kinds_to_whom_the_matrix_allows) {
  declare({"13"}, 40 * day_ms);
  for (const auto* role : {"", "clinic_admin", "caseworker"}) {
    EXPECT_EQ(search(question(), role).error, "E2006") << role;
  }
  const auto all = search(question(), "reception").json["record"];
  auto some_kinds = question();
  some_kinds["kinds"] = {"medication"};
  const auto some = search(some_kinds, "pharmacist").json["record"];
  for (const std::string role : {"", "reception", "doctor", "dentist", "pharmacist"}) {
    const bool qualified = role == "doctor" || role == "dentist" || role == "pharmacist";
    const auto seen = look(all, role);
    const std::string allowed = qualified ? "allowed" : "role";
    EXPECT_EQ(seen.reason("medication"), allowed) << role;
    EXPECT_EQ(seen.contains(drug_marker), qualified) << role;
    EXPECT_EQ(seen.reason("operation"), allowed) << role;
    EXPECT_EQ(seen.contains(operation_marker), qualified) << role;
    EXPECT_EQ(seen.reason("health_checkups"), role == "pharmacist" ? "role" : allowed) << role;
    EXPECT_EQ(seen.contains(checkup_marker), qualified && role != "pharmacist") << role;
    const auto part = look(some, role);
    EXPECT_EQ(part.reason("medication"), allowed) << role;
    EXPECT_EQ(part.reason("diagnosis"), qualified ? "not_asked" : "role") << role;
    EXPECT_FALSE(part.contains(treatment_marker)) << role;
    EXPECT_FALSE(part.contains(checkup_marker)) << role;
  }
  EXPECT_EQ(look(all, "doctor", clinic_y).error, "E4008");  // of the institution that asked
  bed.clock.set(bed.clock.now().plus_ms(24 * hour_ms - 1));
  EXPECT_EQ(look(all).reason("medication"), "allowed");
  bed.clock.set(bed.clock.now().plus_ms(1));
  EXPECT_EQ(look(all).reason("medication"), "expired");
}

TEST_F(Disaster, who_becomes_protected_or_says_no_at_the_reader_is_shown_no_more) {
  declare({"13"}, day_ms);
  const auto record = search().json["record"];
  EXPECT_EQ(look(record).reason("medication"), "allowed");
  bed.clock.set(bed.clock.now().plus_ms(1000));
  read_card(card, {{"medication", false}});
  EXPECT_EQ(look(record).reason("medication"), "withdrawn");
  EXPECT_EQ(look(record).reason("diagnosis"), "allowed");
  bed.import("office:13101", "qualification",
             "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,"
             "NameKana,Sex1,Birthdate,PostNumber,Address,QualificationDate,DisqualificationDate,"
             "NotDisclosed,UpdatedAt\n13101,R1,L1,12000006,1010008,生保　一郎,ｾｲﾎ "
             "ｲﾁﾛｳ,1,19900115,100-0001,〇〇市一丁目,20240110,,1,20240709090000\n");
  const auto seen = look(record);
  EXPECT_EQ(seen.reason("diagnosis"), "no_qualification");
  EXPECT_FALSE(seen.contains("生保"));
  EXPECT_EQ(search().json["determined"], false);
}

// Guessing costs of the one budget of wrong tries, also over a restart.
TEST_F(Disaster, guessing_is_limited) {
  bed.stop();
  bed.config.quotas.wrong_tries_max = 3;
  bed.start();
  declare({"13"}, day_ms);
  auto guess = question();
  for (const auto* name : {"生保一", "生保二", "生保二"}) {  // the same again costs nothing
    guess["name"] = name;
    EXPECT_EQ(search(guess).json["determined"], false);
  }
  EXPECT_EQ(search().json["determined"], true);  // a right one costs nothing
  guess["name"] = "生保三";
  EXPECT_EQ(search(guess).json["determined"], false);
  EXPECT_EQ(search().error, "E2008");
  bed.stop();
  bed.start();
  EXPECT_EQ(search().error, "E2008");
  EXPECT_EQ(search(question(), "doctor", clinic_y).json["determined"], true);
}

TEST_F(Disaster, 6_3_emergency_is_for_doctors_of_a_hospital_with_the_right) {
  const auto read = read_card(card, {});
  EXPECT_EQ(emergency(read.record).reason("medication"), "no_emergency_right");
  EXPECT_EQ(grant("1310000045").error, "E2002");  // not registered
  EXPECT_EQ(grant(pharmacy).error, "E1004");
  EXPECT_EQ(grant("x").error, "E1004");
  EXPECT_EQ(grant(clinic_x).status, 200);
  EXPECT_EQ(get(operator_uri, "/emergency/rights")["institution_codes"], json::array({clinic_x}));
  EXPECT_EQ(get("institution:1310000011", "/disaster/here")["emergency_right"], true);
  for (const std::string role : {"", "reception", "dentist", "pharmacist", "clinic_admin"}) {
    const auto seen = emergency(read.record, role);
    EXPECT_EQ(seen.reason("medication"), "role") << role;
    EXPECT_FALSE(seen.contains(drug_marker)) << role;
  }
  const auto seen = emergency(read.record);
  EXPECT_EQ(seen.reason("medication"), "allowed");
  EXPECT_TRUE(seen.contains(drug_marker));
  EXPECT_TRUE(seen.contains(checkup_marker));
  // Without the emergency nothing was agreed to.
  EXPECT_EQ(view(read.record, "doctor").reason("medication"), "not_asked");
  // The institution's own settings stay, and it cannot give itself the right.
  set("<MedicationInfo>0</MedicationInfo>");
  EXPECT_EQ(emergency(read.record).reason("medication"), "kind_off");
  EXPECT_EQ(emergency(read.record).reason("operation"), "allowed");
  EXPECT_EQ(grant(clinic_x, false).status, 200);
  EXPECT_EQ(emergency(read.record).reason("operation"), "no_emergency_right");
  EXPECT_EQ(view(read.record, "doctor").reason("medication"), "kind_off");
}

TEST_F(Disaster, 6_3_an_emergency_needs_the_card_of_the_day_a_reason_and_no_no) {
  grant(clinic_x);
  const auto read = read_card(card, {{"diagnosis", false}});
  EXPECT_EQ(emergency(read.record).reason("medication"), "allowed");
  EXPECT_EQ(emergency(read.record).reason("diagnosis"), "refused");
  const auto without =
      post("institution:1310000011", "/history/view",
           "{\"card_record\":" + read.record + ",\"emergency_reason\":\"\"}", by("doctor"));
  EXPECT_EQ(without.error, "E1003");
  declare({"13"}, day_ms);
  const auto found = search().json["record"];
  EXPECT_EQ(
      post("institution:1310000011", "/history/view",
           json{{"search_record", found}, {"emergency_reason", "意識がない"}}.dump(), by("doctor"))
          .error,
      "E1004");
  EXPECT_EQ(post("institution:1310000011", "/history/view",
                 json{{"search_record", found}, {"card_record", 1}}.dump(), by("doctor"))
                .error,
            "E1005");
  EXPECT_EQ(emergency(std::to_string(found.get<std::int64_t>())).error, "E4008");
  bed.clock.set(bed.clock.now().plus_ms(24 * hour_ms));
  EXPECT_EQ(emergency(read.record).error, "E4008");  // of yesterday's patient
}

TEST_F(Disaster, 6_3_the_emergency_summary_shows_drugs_of_the_last_months_and_all_operations) {
  ClaimOf old;
  old.month = "202302";
  old.drug = "629999901";
  old.billed = "202407";
  EXPECT_EQ(import("uke", claims_file({old}))["added"], 1);
  grant(clinic_x);
  const auto read = read_card(card, all_given);
  EXPECT_TRUE(view(read.record, "doctor").contains("629999901"));
  const auto seen = emergency(read.record);
  EXPECT_FALSE(seen.contains("629999901"));
  EXPECT_TRUE(seen.contains(drug_marker));
  EXPECT_EQ(seen.json["operation"].dump().find("202302") == std::string::npos, false) << seen.body;
}

TEST_F(Disaster, 10_every_use_is_in_the_separate_report_and_nobodys_name) {
  const auto disaster = declare({"13"}, day_ms);
  const auto record = search().json["record"];
  look(record);
  auto guess = question();
  guess["name"] = "生保二郎";
  search(guess);
  grant(clinic_x);
  const auto read = read_card(card, all_given);
  emergency(read.record);
  view(read.record, "doctor");  // ordinary: not in it
  const auto page = get(operator_uri, "/disasters/uses");
  const auto items = page["items"];
  ASSERT_EQ(items.size(), 4U) << page;
  EXPECT_EQ(items[0]["use"], "disaster_search");
  EXPECT_EQ(items[0]["opened"], true);
  EXPECT_EQ(items[0]["obtained_by"], "佐藤");
  EXPECT_EQ(items[0]["disaster"], disaster);
  EXPECT_EQ(items[1]["use"], "disaster");
  EXPECT_EQ(items[1]["search_or_card_record"], record);
  EXPECT_EQ(items[1]["kinds"].size(), 4U);
  EXPECT_EQ(items[1]["role"], "doctor");
  EXPECT_EQ(items[2]["opened"], false);
  EXPECT_EQ(items[3]["use"], "emergency");
  EXPECT_EQ(items[3]["reason"], "意識がない");
  EXPECT_EQ(page.dump().find("生保"), std::string::npos);
  EXPECT_EQ(get(operator_uri, "/disasters/uses")["items"].size(), 4U);
}

}  // namespace
}  // namespace madoguchi::center
