#include "unit/center/history_bed.hpp"
#include "util/encoding.hpp"

namespace madoguchi::center {
namespace {

class HistoryImport : public HistoryBed {
 protected:
  std::string seen(const std::string& role = "doctor") {
    const auto read = read_card(card, all_given);
    return view(read.record, role).body;
  }
  nlohmann::json unmatched() {
    auto line = bed.client("operator:1");
    net::Request request;
    request.method = "GET";
    request.path = "/history/unmatched";
    const auto response = line.send(request, 20000);
    EXPECT_TRUE(response);
    return response ? nlohmann::json::parse(response->body)["items"] : nlohmann::json();
  }
};

TEST_F(HistoryImport, the_same_file_twice_stores_nothing_twice) {
  const auto file = claims_file({ClaimOf()});
  const auto first = import("uke", file);
  EXPECT_EQ(first["added"], 1);
  EXPECT_EQ(first["encoding"], "utf8");
  const auto second = import("uke", file);
  EXPECT_EQ(second["earlier"], first["import"]);
  EXPECT_EQ(second["added"], 0);
  // In another wrapping it is the same claim.
  const auto cp932 = util::cp932_from_utf8(file, util::Unencodable::black_circle).value().bytes;
  const auto third = import("uke", cp932 + "\x1A");
  EXPECT_EQ(third["unchanged"], 1);
  EXPECT_EQ(third["encoding"], "cp932");
  const auto lines = nlohmann::json::parse(seen())["medication"]["lines"];
  EXPECT_EQ(lines.size(), 1U);
}

TEST_F(HistoryImport, a_repeated_key_is_told_the_same_report) {
  const auto first = import("uke", claims_file({ClaimOf()}), "key-1");
  const auto again = import("uke", claims_file({ClaimOf()}), "key-1");
  EXPECT_EQ(first, again);
}

TEST_F(HistoryImport, 9_3_wrong_totals_store_nothing) {
  auto file = claims_file({ClaimOf()});
  file.replace(file.find("GO,1,100"), 8, "GO,1,101");
  const auto report = import("uke", file);
  EXPECT_EQ(report["file_refused"]["code"], "total_points");
  EXPECT_EQ(report["file_refused"]["line"], 8);
  EXPECT_EQ(report["added"], 0);
  EXPECT_EQ(seen().find(drug_marker), std::string::npos);
  // Mended, it is taken: a refused file is no earlier one.
  EXPECT_EQ(import("uke", claims_file({ClaimOf()}))["added"], 1);
  EXPECT_NE(seen().find(drug_marker), std::string::npos);
}

TEST_F(HistoryImport, a_corrected_claim_takes_the_place_of_the_old_one) {
  EXPECT_EQ(import("uke", claims_file({ClaimOf()}))["added"], 1);
  ClaimOf corrected;
  corrected.drug = "620088801";
  corrected.billed = "202408";
  EXPECT_EQ(import("uke", claims_file({corrected}))["changed"], 1);
  const auto body = seen();
  EXPECT_EQ(body.find(drug_marker), std::string::npos);
  EXPECT_NE(body.find("620088801"), std::string::npos);
  // A claim that was billed earlier comes late: the newer stays.
  ClaimOf late;
  late.drug = "620088802";
  const auto report = import("uke", claims_file({late}));
  EXPECT_EQ(report["older"], 1);
  EXPECT_EQ(report["problems"][1]["code"], "older");
  EXPECT_EQ(report["problems"][1]["line"], 2);
  EXPECT_NE(seen().find("620088801"), std::string::npos);
}

TEST_F(HistoryImport, a_search_number_is_the_claim_whatever_else_changed) {
  ClaimOf first;
  first.search_number = "123456789012345678901234567890";
  first.name = "生保　一朗";  // written wrongly: nobody's
  EXPECT_EQ(import("uke", claims_file({first}))["unmatched"], 1);
  ClaimOf corrected = first;
  corrected.name = "生保　一郎";
  corrected.month = "202405";
  EXPECT_EQ(import("uke", claims_file({corrected}))["changed"], 1);
  EXPECT_TRUE(unmatched().empty());
  EXPECT_NE(seen().find("202405"), std::string::npos);
}

TEST_F(HistoryImport, two_claims_with_other_search_numbers_are_two) {
  ClaimOf one, two;
  one.search_number = "1";
  two.search_number = "2";
  two.drug = "620088801";
  EXPECT_EQ(import("uke", claims_file({one, two}))["added"], 2);
  EXPECT_EQ(import("uke", claims_file({two, one}))["unchanged"], 2);
}

TEST_F(HistoryImport, two_claims_that_nothing_tells_apart_are_both_kept) {
  ClaimOf two;
  two.drug = "620088801";
  EXPECT_EQ(import("uke", claims_file({ClaimOf(), two}))["added"], 2);
  auto bytes = claims_file({ClaimOf(), two});
  bytes += "\x1A";
  EXPECT_EQ(import("uke", bytes)["unchanged"], 2);
}

TEST_F(HistoryImport, what_is_nobodys_waits_for_the_operator_and_is_never_guessed) {
  ClaimOf other_name, unknown_number, other_sex;
  other_name.name = "生保　二郎";
  unknown_number.number = "1234567";
  other_sex.sex = "2";
  const auto report = import("uke", claims_file({other_name, unknown_number, other_sex}));
  EXPECT_EQ(report["added"], 3);
  EXPECT_EQ(report["unmatched"], 3);
  EXPECT_EQ(report["problems"][1]["code"], "unmatched_differs");
  EXPECT_EQ(report["problems"][1]["line"], 2);
  EXPECT_EQ(seen().find(drug_marker), std::string::npos);
  const auto waiting = unmatched();
  ASSERT_EQ(waiting.size(), 3U);
  EXPECT_EQ(waiting[1]["why"], "nobody");
  EXPECT_EQ(waiting[1]["person"]["payers"][0]["number"], "1234567");
  // Registered at last: found without importing again.
  bed.import("office:13101", "qualification",
             "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,"
             "NameKana,Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,"
             "UpdatedAt\n13101,R9,L1,12000006,1234567,生保　一郎,ｾｲﾎ "
             "ｲﾁﾛｳ,1,19900115,20230110,20230401,0,20240110090000\n");
  const auto matched = post("operator:1", "/history/rematch", "");
  EXPECT_EQ(matched.json["changed"], 1);
  EXPECT_EQ(unmatched().size(), 2U);
  EXPECT_NE(seen().find(drug_marker), std::string::npos);
}

// 2.3: another office, other numbers, the same person.
TEST_F(HistoryImport, one_persons_claims_under_two_numbers_come_together) {
  bed.import("operator:1", "office",
             "OfficeCode,Name,Telephone,RegistrationDay\n13102,別の福祉事務所,03-0000-0002,15\n");
  bed.import("office:13102", "qualification",
             "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,"
             "NameKana,Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,"
             "UpdatedAt\n13102,R1,L1,12000014,2020007,生保　一郎,ｾｲﾎ "
             "ｲﾁﾛｳ,1,19900115,20230101,20240110,0,20230110090000\n");
  ClaimOf before, now;
  before.payer = "12000014";
  before.number = "2020007";
  before.month = "202312";
  before.drug = "620088801";
  const auto report = import("uke", claims_file({before, now}));
  EXPECT_EQ(report["unmatched"], 0);
  const auto body = seen();
  EXPECT_NE(body.find("620088801"), std::string::npos);
  EXPECT_NE(body.find(drug_marker), std::string::npos);
}

TEST_F(HistoryImport, bad_claims_are_told_with_line_and_field_and_stop_no_other) {
  ClaimOf bad;
  bad.birthdate = "19900231";
  const auto report = import("uke", claims_file({bad, ClaimOf()}));
  EXPECT_EQ(report["refused"], 1);
  EXPECT_EQ(report["added"], 1);
  EXPECT_EQ(report["problems"][1]["line"], 2);
  EXPECT_EQ(report["problems"][1]["field"], 7);
  EXPECT_EQ(report["problems"][1]["code"], "date");
}

TEST_F(HistoryImport, only_the_operator_imports) {
  for (const auto* uri : {"institution:1310000011", "office:13101"}) {
    for (const auto* path : {"/history/import", "/history/rematch"}) {
      EXPECT_EQ(post(uri, path, claims_file({ClaimOf()})).status, 403) << uri << path;
    }
  }
  EXPECT_EQ(post("operator:1", "/history/import", claims_file({ClaimOf()})).status, 422);  // kind
}

TEST_F(HistoryImport, names_of_codes_come_from_the_masters) {
  EXPECT_EQ(import("uke", claims_file({ClaimOf()}))["added"], 1);
  auto line = nlohmann::json::parse(seen())["medication"]["lines"][0];
  EXPECT_EQ(line["known"], false);
  EXPECT_EQ(line["drug_name"], drug_marker);
  EXPECT_EQ(import("drug_master", std::string("Code,Name,IngredientCode,IngredientName,ClassCode,"
                                              "ClassName,Unit\n") +
                                      drug_marker +
                                      ",見本錠５ｍｇ,2171022,見本成分,217,見本薬,錠\n")["added"],
            1);
  line = nlohmann::json::parse(seen())["medication"]["lines"][0];
  EXPECT_EQ(line["known"], true);
  EXPECT_EQ(line["drug_name"], "見本錠５ｍｇ");
  EXPECT_EQ(line["ingredient_name"], "見本成分");
  EXPECT_EQ(line["unit"], "錠");
}

TEST_F(HistoryImport, a_dispensing_and_its_claim_are_shown_once) {
  const std::string drug = drug_marker;
  const auto told = import(
      "dispensing",
      R"({"dispensing_id":"D-1","dispensed":"20240603","dispenser":{"code":"1310000029","name":"別の医院"},)"
      R"("issuer":{"code":"1310000011","name":"●●医療機関"},"person":{"payer":"12000006","number":"1010008",)"
      R"("name":"生保　一郎","birthdate":"19900115","sex":"1"},"drugs":[{"code":")" +
          drug + R"(","quantity":"2","unit":"錠","days":28,"usage":"朝食後"}]})" + "\n");
  EXPECT_EQ(told["added"], 1) << told.dump();
  EXPECT_EQ(told["unmatched"], 0) << told.dump();
  EXPECT_EQ(import("uke", claims_file({ClaimOf()}))["added"], 1);
  const auto lines = nlohmann::json::parse(seen())["medication"]["lines"];
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0]["source"], "prescription");
  EXPECT_EQ(lines[0]["usage"], "朝食後");
}

}  // namespace
}  // namespace madoguchi::center
