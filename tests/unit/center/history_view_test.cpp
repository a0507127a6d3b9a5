#include <array>

#include "center/history_record.hpp"
#include "domain/history_rights.hpp"
#include "store/sqlite/open.hpp"
#include "tools/explain.hpp"
#include "unit/center/history_bed.hpp"

namespace madoguchi::center {
namespace {

constexpr std::int64_t hour_ms = 3600000;

const std::array<std::pair<const char*, const char*>, 4> markers = {
    {{"medication", drug_marker},
     {"diagnosis", treatment_marker},
     {"operation", operation_marker},
     {"health_checkups", checkup_marker}}};

// What is in the bytes of an answer is exactly what its reasons allow.
void expect_bytes(const std::string& body, const nlohmann::json& json) {
  for (const auto& [kind, marker] : markers) {
    bool allowed = false;
    for (const auto& one : json["kinds"]) {
      if (one["kind"] == kind) allowed = one["reason"] == "allowed";
    }
    EXPECT_EQ(body.find(marker) != std::string::npos, allowed) << kind << " in " << body;
    EXPECT_EQ(json.contains(kind), allowed) << kind;
  }
  EXPECT_EQ(body.find("ヒミツ"), std::string::npos);   // a disease's name
  EXPECT_EQ(body.find("8840066"), std::string::npos);  // its code
}

class HistoryView : public HistoryBed {
 protected:
  void SetUp() override {
    HistoryBed::SetUp();
    EXPECT_EQ(import("uke", claims_file({ClaimOf()}))["added"], 1);
    EXPECT_EQ(import("checkup_csv", checkup_csv(ClaimOf()))["added"], 1);
  }
};

// role × kind × consent × mode × kinds switched on, over HTTP: every cell is judged by the matrix
// of domain.md 6.2 and its bytes say no more.
TEST_F(HistoryView, 6_2_complete_matrix_by_bytes) {
  bed.stop();
  bed.config.card.consents_without_signature = true;
  bed.start();
  ASSERT_EQ(import("procedure_master", treatment_master)["added"], 1);
  const std::vector<std::string> roles = {"",           "reception",    "doctor",    "dentist",
                                          "pharmacist", "clinic_admin", "caseworker"};
  struct Consent {
    const char* name;
    bool asked, given, withdrawn, expired;
    const char* reason;
  };
  const std::vector<Consent> consents = {{"none", false, false, false, false, "not_asked"},
                                         {"given", true, true, false, false, "allowed"},
                                         {"refused", true, false, false, false, "refused"},
                                         {"withdrawn", true, true, true, false, "withdrawn"},
                                         {"expired", true, true, false, true, "expired"}};
  std::size_t cells = 0, open = 0;
  for (const bool unsigned_opens : {false, true}) {
    for (const bool used : {true, false}) {
      all_kinds(used ? "1" : "0");
      set(std::string("<HistoryWithoutSignature>") + (unsigned_opens ? "1" : "0") +
          "</HistoryWithoutSignature>");
      for (const std::string mode : {"pin", "visual"}) {
        for (const auto& consent : consents) {
          // A person of their own for each state: choices of earlier cells do not count.
          const auto link = "M" + std::to_string(cells);
          const auto number = std::to_string(2000000 + static_cast<int>(cells));
          ClaimOf claim;
          claim.number = number;
          bed.import("office:13101", "qualification",
                     "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,"
                     "Name,NameKana,Sex1,Birthdate,QualificationDate,DisqualificationDate,"
                     "NotDisclosed,UpdatedAt\n13101," +
                         link + "," + link + ",12000006," + number +
                         ",生保　一郎,ｾｲﾎ ｲﾁﾛｳ,1,19900115,20240110,,0,20240110090000\n");
          const auto own = registered_card(bed, link);
          ASSERT_EQ(import("uke", claims_file({claim}))["added"], 1);
          ASSERT_EQ(import("checkup_csv", checkup_csv(claim))["added"], 1);
          Consents choices;
          if (consent.asked) {
            for (const auto& [kind, marker] : markers) choices.emplace_back(kind, consent.given);
          }
          const auto read = read_card(own, choices, mode);
          if (consent.withdrawn) {
            EXPECT_EQ(post("institution:1310000011", "/consents/withdraw",
                           "{\"card_record\":" + read.record +
                               ",\"kinds\":[\"medication\",\"diagnosis\",\"operation\","
                               "\"health_checkups\"]}")
                          .status,
                      200);
          }
          const auto then = bed.clock.now();
          if (consent.expired) bed.clock.set(then.plus_ms(24 * hour_ms));
          for (const auto& role : roles) {
            const auto seen = view(read.record, role);
            ASSERT_EQ(seen.status, 200) << seen.error;
            expect_bytes(seen.body, seen.json);
            for (const auto& [kind, marker] : markers) {
              ++cells;
              const bool checkups = std::string(kind) == "health_checkups";
              const bool qualified =
                  role == "doctor" || role == "dentist" || (role == "pharmacist" && !checkups);
              std::string wanted = consent.reason;
              if (!used) wanted = "kind_off";
              if (mode == "visual" && !unsigned_opens) wanted = "unsigned_card";
              if (!qualified) wanted = "role";
              EXPECT_EQ(seen.reason(kind), wanted)
                  << role << " " << kind << " " << mode << " " << consent.name;
              open += seen.reason(kind) == "allowed" ? 1 : 0;
            }
            EXPECT_EQ(seen.contains("\"person\":"), seen.json.contains("data_age"));
          }
          bed.clock.set(then);
        }
      }
    }
  }
  EXPECT_EQ(cells, 2U * 2 * 2 * 5 * 7 * 4);
  EXPECT_EQ(
      open,
      3U * 11);  // pin twice and visual once, consent given: doctor 4, dentist 4, pharmacist 3
}

TEST_F(HistoryView, delivered_kinds_are_medication_and_check_ups) {
  const auto read = read_card(card, all_given);
  const auto seen = view(read.record, "doctor");
  EXPECT_EQ(seen.reason("medication"), "allowed");
  EXPECT_EQ(seen.reason("diagnosis"), "kind_off");
  EXPECT_EQ(seen.reason("operation"), "kind_off");
  EXPECT_EQ(seen.reason("health_checkups"), "allowed");
  EXPECT_EQ(seen.json["person"]["name"], "生保　一郎");
  EXPECT_EQ(seen.json["data_age"]["last_month"], "202406");
  // The consent came along when the medical assistance was switched on.
  all_kinds("1");
  EXPECT_EQ(view(read.record, "doctor").reason("operation"), "allowed");
}

// No machine opens histories to machines, nor to reads without a signature; the kinds it may
// switch.
TEST_F(HistoryView, only_the_administrator_opens_the_two_wide_doors) {
  const std::string wide = "<HistoryByFolder>1</HistoryByFolder>";
  const std::string on = "<HistoryByFolder>1";
  for (const auto* role : {"", "reception", "doctor", "administrator"}) {
    const auto answer = set(wide, clinic_x, role);
    EXPECT_NE(answer.find("E2006"), std::string::npos) << role << answer;
    EXPECT_EQ(answer.find(on), std::string::npos);
  }
  EXPECT_NE(set("<DiagnosisInfo>1</DiagnosisInfo>", clinic_x, "").find("<HistoryByFolder>0"),
            std::string::npos);
  const auto opened = set(wide);
  EXPECT_NE(opened.find(on), std::string::npos) << opened;
  EXPECT_NE(opened.find("<DiagnosisInfo>1"), std::string::npos);  // what was set before stays
  const auto whole = oqs::whole_setting_of(opened);
  ASSERT_TRUE(whole);
  EXPECT_TRUE(whole->histories.by_folder);
  EXPECT_TRUE(whole->histories.diagnosis);
  EXPECT_EQ(whole->medical_assistance, oqs::Use::yes);
}

TEST_F(HistoryView, 6_2_consents_end_by_the_instant) {
  const auto read = read_card(card, all_given);
  bed.clock.set(bed.clock.now().plus_ms(24 * hour_ms - 1));
  EXPECT_EQ(view(read.record, "doctor").reason("medication"), "allowed");
  bed.clock.set(bed.clock.now().plus_ms(1));
  const auto after = view(read.record, "doctor");
  EXPECT_EQ(after.reason("medication"), "expired");
  expect_bytes(after.body, after.json);
}

TEST_F(HistoryView, a_new_read_that_refuses_ends_what_was_given) {
  const auto first = read_card(card, all_given);
  EXPECT_EQ(view(first.record, "doctor").reason("medication"), "allowed");
  const auto second = read_card(card, {{"medication", false}});
  for (const auto& record : {first.record, second.record}) {
    const auto seen = view(record, "doctor");
    EXPECT_EQ(seen.reason("medication"), "withdrawn");
    EXPECT_EQ(seen.reason("health_checkups"), "allowed");  // each kind by itself
    expect_bytes(seen.body, seen.json);
  }
}

TEST_F(HistoryView, a_clock_that_was_set_back_brings_no_consent_back) {
  const auto read = read_card(card, all_given);
  bed.clock.set(bed.clock.now().plus_ms(2 * hour_ms));
  EXPECT_EQ(post("institution:1310000011", "/consents/withdraw",
                 "{\"card_record\":" + read.record + ",\"kinds\":[\"medication\"]}")
                .status,
            200);
  bed.clock.set(bed.clock.now().plus_ms(-hour_ms));
  const auto seen = view(read.record, "doctor");
  EXPECT_EQ(seen.reason("medication"), "withdrawn");
  EXPECT_EQ(seen.reason("health_checkups"), "allowed");
}

TEST_F(HistoryView, consents_are_of_one_institution) {
  set("<MedicationInfo>1</MedicationInfo>", clinic_y);
  const auto at_x = read_card(card, all_given);
  const auto at_y = read_card(card, {}, "pin", clinic_y);
  EXPECT_EQ(view(at_x.record, "doctor").reason("medication"), "allowed");
  EXPECT_EQ(view(at_y.record, "doctor", "1-01,3-02", clinic_y).reason("medication"), "not_asked");
  // Another institution's card read is none.
  const auto foreign = view(at_x.record, "doctor", "1-01,3-02", clinic_y);
  EXPECT_EQ(foreign.status, 409);
  EXPECT_EQ(foreign.error, "E4008");
}

TEST_F(HistoryView, a_number_inquiry_opens_nothing) {
  auto line = bed.client("institution:1310000011");
  const auto answered = ask(line, NumberQuestion());
  for (const auto& record : {answered.record, std::string("1"), std::string("999999")}) {
    const auto seen = view(record, "doctor");
    EXPECT_EQ(seen.status, 409);
    EXPECT_EQ(seen.error, "E4008");
    EXPECT_FALSE(seen.contains(drug_marker));
  }
}

TEST_F(HistoryView, two_factors_of_different_kinds_are_needed) {
  const auto read = read_card(card, all_given);
  EXPECT_EQ(view(read.record, "doctor", "1-01").reason("medication"), "one_factor");
  EXPECT_EQ(view(read.record, "doctor", "1-01,1-02").reason("medication"), "one_factor");
  EXPECT_EQ(view(read.record, "doctor", "1-01,2-02").reason("medication"), "allowed");
  EXPECT_EQ(view(read.record, "surgeon").status, 422);
  EXPECT_EQ(view(read.record, "receipt_computer").status, 422);
}

// Whom the guide hides nobody finds by their histories either; state 6 is shown with consent (Q13).
TEST_F(HistoryView, D3_validity_decides_and_protection_is_not_told) {
  struct Person {
    const char* link;
    const char* reason;
  };
  std::vector<std::string> hidden;
  for (const auto& person : {Person{"L2", "allowed"}, Person{"L4", "no_qualification"},
                             Person{"L5", "no_qualification"}}) {
    const auto own = bed.card(person.link, bed.clock.now().plus_ms(8000 * hour_ms));
    register_card(bed, own, person.link);
    const auto read = read_card(own, all_given);
    const auto seen = view(read.record, "doctor");
    EXPECT_EQ(seen.reason("medication"), person.reason) << person.link;
    EXPECT_EQ(seen.contains("\"person\""), std::string(person.reason) == "allowed");
  }
  // Protected after the read: hidden at once.
  const auto read = read_card(card, all_given);
  EXPECT_EQ(view(read.record, "doctor").reason("medication"), "allowed");
  bed.import("office:13101", "qualification",
             "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,"
             "NameKana,Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,"
             "UpdatedAt\n13101,R1,L1,12000006,1010008,生保　一郎,ｾｲﾎ "
             "ｲﾁﾛｳ,1,19900115,20240110,,1,20240710100000\n");
  const auto after = view(read.record, "doctor");
  EXPECT_EQ(after.reason("medication"), "no_qualification");
  expect_bytes(after.body, after.json);
  EXPECT_FALSE(after.contains("生保"));
}

TEST_F(HistoryView, offices_and_operators_see_no_histories) {
  const auto read = read_card(card, all_given);
  for (const auto* uri : {"office:13101", "operator:1"}) {
    const auto seen = post(uri, "/history/view", "{\"card_record\":" + read.record + "}");
    EXPECT_EQ(seen.status, 403) << uri;
    EXPECT_FALSE(seen.contains(drug_marker));
  }
}

TEST_F(HistoryView, malformed_requests_are_refused_with_their_place) {
  const auto read = read_card(card, all_given);
  const net::Headers doctor = {{"Madoguchi-Operator", "a"},
                               {"Madoguchi-Role", "doctor"},
                               {"Madoguchi-Factors", "1-01,3-02"}};
  for (const std::string& body :
       {std::string("{"), std::string("{}"), "{\"card_record\":\"" + read.record + "\"}",
        "{\"card_record\":" + read.record + ",\"kinds\":[\"everything\"]}",
        "{\"card_record\":" + read.record + ",\"kinds\":[\"medication\",\"medication\"]}",
        "{\"card_record\":" + read.record + ",\"kinds\":[]}",
        "{\"card_record\":" + read.record + ",\"from\":\"202413\"}",
        "{\"card_record\":" + read.record + ",\"from\":\"202406\",\"to\":\"202405\"}"}) {
    EXPECT_EQ(post("institution:1310000011", "/history/view", body, doctor).status, 422) << body;
  }
}

// Every look is on record with the rows it showed, and can be made anew.
TEST_F(HistoryView, a_look_is_on_record_and_replays) {
  const auto read = read_card(card, all_given);
  const auto seen = view(read.record, "doctor");
  const auto id = seen.json["record"].get<store::AuditId>();
  // What comes later changes nothing of it.
  ClaimOf corrected;
  corrected.drug = "620099999";
  EXPECT_EQ(import("uke", claims_file({corrected}))["changed"], 1);
  EXPECT_TRUE(view(read.record, "doctor").contains("620099999"));
  bed.stop();
  store::sqlite::Options options;
  options.path = bed.file("center.db");
  options.open = store::sqlite::Options::Open::read_only;
  const auto registry = store::sqlite::open(options).value();
  const auto record = util::sync_wait(registry->record(id)).value().value();
  const auto look = read_history_look(record.entry.detail);
  ASSERT_TRUE(look);
  EXPECT_EQ(look->rows.size(), 2U);
  EXPECT_NE(record.entry.detail.find("\"role\":\"doctor\""), std::string::npos);
  EXPECT_EQ(record.entry.detail.find(drug_marker), std::string::npos);  // no history in the record
  tools::ExplainQuestion question;
  question.id = id;
  const auto explained = tools::explain(*registry, question);
  ASSERT_TRUE(explained) << explained.error().text();
  const auto text = tools::explanation_text(*explained);
  EXPECT_NE(text.find("role = doctor"), std::string::npos) << text;
  EXPECT_NE(text.find("kind_off"), std::string::npos) << text;
  EXPECT_NE(text.find("identical"), std::string::npos) << text;
  question.audience = tools::ExplainFor::office;
  EXPECT_FALSE(tools::explain(*registry, question));
}

}  // namespace
}  // namespace madoguchi::center
