#include <gtest/gtest.h>

#include "history/checkup_files.hpp"
#include "history/masters.hpp"

namespace madoguchi::history {
namespace {

// A small document in the layout that docs/history.md tells of. All invented.
std::string cda() {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <recordTarget><patientRole>
  <id extension="12000006" root="1.2.392.200119.6.101"/>
  <id extension="1010008" root="1.2.392.200119.6.205"/>
  <patient><name>セイホ　イチロウ</name><administrativeGenderCode code="1"/><birthTime value="19900115"/></patient>
 </patientRole></recordTarget>
 <documentationOf><serviceEvent><effectiveTime value="20240601"/>
  <performer><assignedEntity><representedOrganization>
   <id extension="1311234567" root="1.2.392.200119.6.102"/><name>見本健診センター</name>
  </representedOrganization></assignedEntity></performer></serviceEvent></documentationOf>
 <component><structuredBody><component><section>
  <entry><observation><code code="9N001000000000001" displayName="身長"/>
   <value xsi:type="PQ" value="165.5" unit="cm"/></observation></entry>
  <entry><observation><code code="9N501000000000011" displayName="メタボリックシンドローム判定"/><value xsi:type="CD" code="3" displayName="非該当"/></observation></entry>
  <entry><organizer><component><observation><code code="9A751000000000001" displayName="収縮期血圧"/>
   <value xsi:type="PQ" value="142" unit="mmHg"/><interpretationCode code="H"/>
  </observation></component></organizer></entry>
  <entry><observation><code code="9N016160100000001"/><value xsi:type="PQ" nullFlavor="NI"/>
  </observation></entry>
 </section></component></structuredBody></component>
</ClinicalDocument>)";
}

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(CheckupCda, reads_person_day_organisation_and_values) {
  const auto file = read_checkup_cda(cda());
  ASSERT_FALSE(file.refusal) << file.refusal->text;
  ASSERT_EQ(file.checkups.size(), 1U);
  const auto& checkup = file.checkups[0];
  EXPECT_EQ(checkup.identity.payers.at(0).payer, "12000006");
  EXPECT_EQ(checkup.identity.payers.at(0).of, ClaimPayer::Of::public_expense);
  EXPECT_EQ(checkup.identity.kana, "セイホ　イチロウ");
  EXPECT_EQ(checkup.date.text(), "20240601");
  EXPECT_EQ(checkup.organization_code, "1311234567");
  EXPECT_EQ(checkup.organization_name, "見本健診センター");
  ASSERT_EQ(checkup.items.size(), 3U);  // what was not measured is none
  EXPECT_EQ(checkup.items[0],
            (CheckupItem{"9N001000000000001", "身長", "PQ", "165.5", "cm", "", ""}));
  EXPECT_EQ(checkup.items[1].value, "3");
  EXPECT_EQ(checkup.items[1].value_name, "非該当");
  EXPECT_EQ(checkup.items[2].judgement, "H");
  const auto back = read_checkup_json(checkup_json(checkup));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->items, checkup.items);
}

TEST(CheckupCda, what_is_wrong_refuses_the_document) {
  const auto code = [](const std::string& xml) {
    const auto file = read_checkup_cda(xml);
    EXPECT_TRUE(file.checkups.empty());
    return file.refusal ? file.refusal->code : "none";
  };
  EXPECT_EQ(code("<ClinicalDocument>"), "xml");
  EXPECT_EQ(code("not xml"), "xml");
  EXPECT_EQ(code("<Other/>"), "not_cda");
  EXPECT_EQ(code("<!DOCTYPE a [<!ENTITY b 'c'>]>" + cda().substr(cda().find("<Clin"))), "doctype");
  EXPECT_EQ(code(changed(cda(), "value=\"19900115\"", "value=\"19901315\"")), "date");
  EXPECT_EQ(code(changed(cda(), "value=\"20240601\"", "value=\"2024\"")), "date");
  EXPECT_EQ(code(changed(cda(), "extension=\"1010008\"", "extension=\"\"")), "number");
  EXPECT_EQ(code(changed(cda(), "administrativeGenderCode code=\"1\"",
                         "administrativeGenderCode code=\"9\"")),
            "format");
  EXPECT_EQ(
      code(changed(changed(cda(), "<structuredBody>", "<other>"), "</structuredBody>", "</other>")),
      "empty");
}

const std::string csv_head =
    "CheckupDate,PayerNumber,Number,Name,NameKana,Sex1,Birthdate,OrganizationName,ItemCode,"
    "ItemName,"
    "DataType,DataValue,Unit\n";

TEST(CheckupCsv, lines_of_one_person_and_day_are_one_check_up) {
  const auto file = read_checkup_csv(
      csv_head +
      "20240601,12000006,1010008,生保　一郎,,1,19900115,センター,9N001,身長,PQ,165.5,cm\n"
      "5060601,12000006,1010008,生保　一郎,,1,4020115,センター,9N006,体重,PQ,60,kg\n"
      "20240602,12000006,1010008,生保　一郎,,1,19900115,センター,9N001,身長,PQ,165.5,cm\n");
  ASSERT_FALSE(file.refusal);
  ASSERT_EQ(file.checkups.size(), 2U);
  EXPECT_EQ(file.checkups[0].items.size(), 2U);
  EXPECT_EQ(file.checkups[1].line, 4U);
}

TEST(CheckupCsv, a_wrong_line_refuses_its_check_up_with_its_place) {
  const auto file = read_checkup_csv(
      csv_head +
      "20240631,12000006,1010008,生保　一郎,,1,19900115,センター,9N001,身長,PQ,165.5,cm\n"
      "20240602,12000006,1010008,生保　一郎,,1,19900115,センター,,身長,PQ,165.5,cm\n"
      "20240603,12000006,1010008,生保　一郎,,1,19900115,センター,9N001,身長,PQ,165.5,cm\n");
  EXPECT_EQ(file.checkups.size(), 1U);
  EXPECT_EQ(file.refused, 2U);
  ASSERT_EQ(file.notes.size(), 2U);
  EXPECT_EQ(file.notes[0].line, 2U);
  EXPECT_EQ(file.notes[0].field, 1U);
  EXPECT_EQ(file.notes[1].field, 9U);
  EXPECT_EQ(read_checkup_csv("CheckupDate,Wrong\n").refusal->code, "column_unknown");
  EXPECT_EQ(read_checkup_csv("CheckupDate\n").refusal->code, "column_missing");
  EXPECT_EQ(read_checkup_csv("").refusal->code, "empty");
}

const std::string dispensing =
    R"({"dispensing_id":"D-1","dispensed":"20240704","prescribed":"20240703","dispenser":{"code":"1340000015","name":"駅前薬局"},)"
    R"("issuer":{"code":"1310000011","name":"医院"},"person":{"payer":"12000006","number":"1010008","name":"生保　一郎",)"
    R"("birthdate":"19900115","sex":"1"},"drugs":[{"code":"620000001","quantity":"2","unit":"錠","days":28,"usage":"朝食後"}]})";

TEST(DispensingFile, one_object_a_line) {
  const auto file = read_dispensing_json_lines(dispensing + "\n\n" + dispensing + "\r\n");
  ASSERT_FALSE(file.refusal);
  ASSERT_EQ(file.dispensings.size(), 2U);
  EXPECT_EQ(file.dispensings[1].line, 3U);
  const auto back = read_dispensing_json(dispensing_json(file.dispensings[0]));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->drugs, file.dispensings[0].drugs);
  EXPECT_EQ(back->issuer_code, "1310000011");
}

TEST(DispensingFile, a_wrong_line_is_told_and_stops_no_other) {
  const auto code = [](const std::string& line) {
    const auto file = read_dispensing_json_lines(dispensing + "\n" + line + "\n");
    EXPECT_EQ(file.dispensings.size(), 1U);
    EXPECT_EQ(file.notes.at(0).line, 2U);
    return file.notes.at(0).code;
  };
  EXPECT_EQ(code("{"), "json");
  EXPECT_EQ(code("[]"), "json");
  EXPECT_EQ(code(changed(dispensing, "D-1", "")), "id");
  EXPECT_EQ(code(changed(dispensing, "20240704", "20240732")), "date");
  EXPECT_EQ(code(changed(dispensing, "1340000015", "x")), "institution");
  EXPECT_EQ(code(changed(dispensing, "620000001", "62")), "code");
  EXPECT_EQ(code(changed(dispensing, "\"days\":28", "\"days\":\"28\"")), "format");
  EXPECT_EQ(code(changed(dispensing, "\"days\":28", "\"days\":-1")), "format");
  EXPECT_EQ(code(changed(dispensing, "\"sex\":\"1\"", "\"sex\":\"\"")), "format");
  EXPECT_EQ(code(changed(dispensing, "\"number\":\"1010008\"", "\"number\":\"\"")), "number");
}

TEST(Masters, names_of_codes_with_ingredient_and_class) {
  const auto file = read_drug_master(
      "Code,Name,IngredientCode,IngredientName,ClassCode,ClassName,Unit\n"
      "620000001,アムロジピン錠,2171022,アムロジピン,217,血管拡張剤,錠\n"
      "62000000,短い,,,\n620000002,,,,\n");
  ASSERT_FALSE(file.refusal);
  ASSERT_EQ(file.drugs.size(), 1U);
  EXPECT_EQ(file.notes.size(), 2U);
  const auto back = read_drug_json("620000001", drug_json(file.drugs[0]));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->class_name, "血管拡張剤");
  EXPECT_EQ(read_drug_master("Code,Name\n").refusal->code, "column_missing");
  const auto procedures =
      read_procedure_master("Code,Name,Listed\n140007610,人工腎臓,1\n160008010,検査,2\n");
  EXPECT_EQ(procedures.procedures.size(), 1U);
  EXPECT_EQ(procedures.notes.at(0).field, 3U);
}

}  // namespace
}  // namespace madoguchi::history
