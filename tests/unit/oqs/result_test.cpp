#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "unit/oqs/fixtures.hpp"

namespace madoguchi::oqs {
namespace {

using namespace fixtures;

std::string written(const domain::Answer& answer, const WriteSettings& settings = {}) {
  return write_qualification_result(answer_header(), answer, nullptr, settings);
}

// No element twice under one parent, except in the lists; no attribute, no namespace.
void expect_official_form(const std::string& xml) {
  pugi::xml_document document;
  ASSERT_TRUE(document.load_buffer(xml.data(), xml.size()));
  struct Walker : pugi::xml_tree_walker {
    bool for_each(pugi::xml_node& node) override {
      EXPECT_TRUE(node.first_attribute().empty()) << node.name();
      EXPECT_EQ(std::string_view(node.name()).find(':'), std::string_view::npos);
      const std::string_view name = node.name();
      const bool list = name == "ResultOfQualificationConfirmation" ||
                        name == "MedicalTicketInfo" || name == "SpecificDiseasesCertificateInfo" ||
                        name == "BulkConfirmUnit";
      if (node.type() == pugi::node_element && !list) {
        EXPECT_TRUE(node.next_sibling(node.name()).empty()) << node.name();
        EXPECT_FALSE(node.first_child().empty()) << node.name() << " is empty";
      }
      return true;
    }
  } walker;
  document.traverse(walker);
}

TEST(WriteQualificationResult, Reads_back_as_the_answer_it_was_written_from) {
  domain::Answer both = valid_answer();
  both.results.push_back(insured_person());
  for (const auto& answer : {valid_answer(), unregistered_answer(), both}) {
    const auto xml = written(answer);
    expect_official_form(xml);
    const auto document = read_result(xml);
    ASSERT_TRUE(document.has_value()) << xml;
    EXPECT_EQ(document->validity, std::to_string(static_cast<int>(*answer.validity)));
    EXPECT_EQ(document->results, answer.results) << xml;
    EXPECT_EQ(document->status, "1");
    EXPECT_EQ(document->segment, "1");
    EXPECT_EQ(document->character_code, "0");
    EXPECT_EQ(document->processed_at, "20240710093000");
    EXPECT_EQ(document->day, "20240710");
    EXPECT_EQ(document->institution_code, "1310000011");
    EXPECT_EQ(document->reference_classification, "2");
    EXPECT_EQ(document->arbitrary_file_identifier, "A&B");
    EXPECT_EQ(document->code, answer.remarks.empty() ? "" : answer.remarks.front().code);
  }
}

TEST(WriteQualificationResult, S2_3_fields_stand_in_the_order_of_the_dictionary) {
  auto answer = valid_answer();
  std::reverse(answer.results[0].fields.begin(), answer.results[0].fields.end());
  std::reverse(answer.results[0].tickets[0].begin(), answer.results[0].tickets[0].end());
  EXPECT_EQ(written(answer), written(valid_answer()));
  const auto xml = written(valid_answer());
  EXPECT_LT(xml.find("<InsurerName>"), xml.find("<PublicExpenseResultList>"));
  EXPECT_LT(xml.find("</PublicExpenseResultList>"), xml.find("<PharmacistsInfoConsFlg>"));
  EXPECT_LT(xml.find("<TicketType>"), xml.find("<StatusOfInfecton>"));
  domain::Answer insured;
  insured.results = {insured_person()};
  const auto insurance = written(insured);
  EXPECT_THAT(
      insurance,
      testing::HasSubstr("<ElderlyRecipientCertificateInfo>\n<ElderlyRecipientCertificateDate>"));
  EXPECT_LT(insurance.find("</ElderlyRecipientCertificateInfo>"),
            insurance.find("<LimitApplicationCertificateRelatedConsFlg>"));
  EXPECT_LT(insurance.find("</LimitApplicationCertificateRelatedInfo>"),
            insurance.find("<SpecificDiseasesCertificateList>"));
}

TEST(WriteQualificationResult, S4_4_state_6_leaves_no_trace_of_numbers_or_tickets_in_the_bytes) {
  for (const auto names : {false, true}) {
    const auto xml = written(unregistered_answer(), {.emit_public_expense_names = names});
    for (const auto* absent :
         {"InsurerNumber>", "InsuredIdentificationNumber>", "MedicalTicketInfo", "PublicExpense",
          "BeneficiaryNumber", "TicketType", "MedicalTreatmentMonth", "InjuryName",
          "DesignatedMedicalInstitution", "SelfPayAmount"}) {
      EXPECT_FALSE(has(xml, absent)) << absent;
    }
    EXPECT_TRUE(has(xml, "<InsurerName>〇〇市福祉事務所</InsurerName>"));
    EXPECT_TRUE(has(xml, "<QualificationValidity>6</QualificationValidity>"));
    EXPECT_EQ(has(xml, "<WelfareOfficeName>"), names);
  }
}

TEST(WriteQualificationResult, An_answer_without_results_has_no_list_and_no_person) {
  domain::Answer answer;
  answer.validity = domain::Validity::none;
  answer.results.resize(1);  // a result of which everything is withheld
  answer.remarks = {{"N0004", "該当なし。"}, {"N0901", "二つ目。"}};
  const auto xml = written(answer);
  EXPECT_FALSE(has(xml,
                   "Result"
                   "List"));
  EXPECT_FALSE(has(xml, "ResultOfQualificationConfirmation"));
  EXPECT_TRUE(has(xml, "<ProcessingResultCode>N0004</ProcessingResultCode>"));
  EXPECT_TRUE(has(xml, "<ProcessingResultMessage>該当なし。　二つ目。</ProcessingResultMessage>"));
  EXPECT_TRUE(has(xml, "<ProcessingResultStatus>1</ProcessingResultStatus>"));
}

TEST(WriteQualificationResult, Q16_alternate_names_stand_beside_assistance_values_only) {
  const WriteSettings settings{.emit_public_expense_names = true};
  EXPECT_FALSE(has(written(valid_answer()), "PublicExpenseNumber"));
  const auto xml = written(valid_answer(), settings);
  expect_official_form(xml);
  EXPECT_TRUE(has(xml,
                  "<InsurerNumber>12000001</InsurerNumber>\n<PublicExpenseNumber>12000001</"
                  "PublicExpenseNumber>"));
  EXPECT_TRUE(has(xml, "<BeneficiaryNumber>1010001</BeneficiaryNumber>"));
  EXPECT_TRUE(has(xml, "<WelfareOfficeName>〇〇市福祉事務所</WelfareOfficeName>"));
  EXPECT_EQ(read_result(xml)->results, valid_answer().results);
  domain::Answer insured;
  insured.results = {insured_person()};
  EXPECT_EQ(written(insured, settings), written(insured));
}

TEST(WriteQualificationResult, S5_24_payer_numbers_are_padded_to_eight) {
  domain::Answer insured;
  insured.results = {insured_person()};
  insured.results[0].fields[1].value = "133066";
  EXPECT_TRUE(has(written(insured), "<InsurerNumber>  133066</InsurerNumber>"));
}

TEST(WriteQualificationResult, S5_5_the_request_is_echoed_byte_for_byte_at_the_end) {
  auto request = utf8_request_text();
  request = replaced(request, "髙﨑～－ｶﾅｯ", "髙&#38;&#x20B9F;'\"&gt;ｯ");
  request = replaced(request, "<InsurerNumber>", "<InsurerNumber>  ");
  const auto read = read_qualification_request(request, {});
  ASSERT_TRUE(read.has_value());
  auto header = answer_header();
  header.arbitrary_file_identifier = read->header.arbitrary_file_identifier;
  const auto xml = write_qualification_result(header, valid_answer(), &read->echo, {});
  EXPECT_TRUE(
      has(xml, "<ArbitraryFileIdentifier>髙&#38;&#x20B9F;'\"&gt;ｯ</ArbitraryFileIdentifier>"));
  EXPECT_TRUE(
      has(xml, "<QualificationConfirmSearchInfo>\n<InsurerNumber>  12000001</InsurerNumber>\n"));
  EXPECT_GT(xml.find("<QualificationConfirmSearchInfo>"), xml.find("</ResultList>"));
  EXPECT_FALSE(has(written(valid_answer()), "QualificationConfirmSearchInfo"));  // face file
}

TEST(WriteQualificationResult, Registered_text_survives_and_what_xml_forbids_is_seen) {
  auto answer = valid_answer();
  auto& name = answer.results[0].fields[3].value;
  name = "<b>&\"'\t\r\n髙﨑𠮟～－ｯ]]>";
  EXPECT_EQ(read_result(written(answer))->results, answer.results);
  name =
      "a\x01"
      "b\x1F\x7F\xEF\xBF\xBE";
  EXPECT_TRUE(has(written(answer), "<Name>a\uFFFDb\uFFFD\x7F\uFFFD</Name>"));
  name = std::string("a\0b", 3);
  EXPECT_TRUE(has(written(answer), "<Name>a\uFFFDb</Name>"));
}

TEST(WriteQualificationResult, Begins_with_the_declaration_of_real_results) {
  EXPECT_TRUE(
      written(valid_answer())
          .starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<XmlMsg>\n"));
}

TEST(WriteErrorResult, S1_7_says_9_code_and_text_and_echoes_what_was_readable) {
  auto header = answer_header();
  header.reception_number = {"12", "1&#50;"};
  const auto xml = write_error_result(header, {ErrorCode::element_missing, "MessageBody/A"});
  const auto document = read_result(xml);
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->segment, "9");
  EXPECT_EQ(document->error_code, "E1003");
  EXPECT_EQ(document->error_message,
            "必要な項目がありません。入力内容をご確認ください。（MessageBody/A）");
  EXPECT_EQ(document->arbitrary_file_identifier, "A&B");
  EXPECT_TRUE(has(xml, "<ReceptionNumber>1&#50;</ReceptionNumber>"));
  EXPECT_TRUE(document->results.empty());
  const auto bare = write_error_result({}, {ErrorCode::not_xml, ""});
  EXPECT_FALSE(has(bare, "MedicalInstitutionCode"));
  EXPECT_FALSE(has(bare, "QualificationConfirmationDate"));
  EXPECT_TRUE(read_result(bare).has_value());
}

TEST(WriteAcceptance, S2_5_gives_the_reception_number_and_its_time) {
  const auto xml = write_acceptance(answer_header(), "202407100000000001", {0});
  const auto document = read_result(xml);
  EXPECT_EQ(document->reception_number, "202407100000000001");
  EXPECT_EQ(document->segment, "1");
  EXPECT_TRUE(has(xml, "<ReceptionDateTime>19700101090000</ReceptionDateTime>"));
}

TEST(WriteProcessing, S5_13_says_2_with_the_same_reception_number) {
  auto header = answer_header();
  header.reception_number = {"12", "12"};
  const auto document = read_result(write_processing(header));
  EXPECT_EQ(document->segment, "2");
  EXPECT_EQ(document->reception_number, "12");
  EXPECT_EQ(document->error_code, "");
}

TEST(BulkResultWriter, S2_6_one_unit_a_person_with_its_reference_number_behind_the_results) {
  auto header = answer_header();
  header.day.reset();
  header.reference_classification.clear();
  header.reception_number = {"77", "77"};
  BulkResultWriter writer(header, 2, {});
  auto first = valid_answer();
  first.reference_number = "0000001";
  first.results.push_back(insured_person());
  writer.add(first);
  auto second = valid_answer();
  second.reference_number.clear();
  second.results[0].fields.pop_back();
  writer.add(second);
  const auto xml = std::move(writer).finish();
  expect_official_form(xml);
  EXPECT_TRUE(
      has(xml, "</ResultList>\n<ReferenceNumber>0000001</ReferenceNumber>\n</BulkConfirmUnit>"));
  EXPECT_EQ(count_of(xml, "<ReferenceNumber>"), 1U);
  EXPECT_TRUE(
      has(xml,
          "<NumberOfProcessingResult>2</NumberOfProcessingResult>\n<NumberOfNormalProcessing>2"
          "</NumberOfNormalProcessing>\n<NumberOfError>0</NumberOfError>"));
  const auto document = read_result(xml);
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->reception_number, "77");
  EXPECT_EQ(document->number_of_results, "2");
  ASSERT_EQ(document->units.size(), 2U);
  EXPECT_EQ(document->units[0].reference_number, "0000001");
  EXPECT_EQ(document->units[0].validity, "1");
  EXPECT_EQ(document->units[0].status, "1");
  first.results[0].fields.pop_back();  // 照会番号 stands behind them
  EXPECT_EQ(document->units[0].results, first.results);
  EXPECT_EQ(document->units[1].results, second.results);
  EXPECT_TRUE(document->results.empty());
}

TEST(BulkResultWriter, An_empty_month_is_a_normal_end) {
  const auto document = read_result(BulkResultWriter(answer_header(), 0, {}).finish());
  EXPECT_EQ(document->segment, "1");
  EXPECT_EQ(document->number_of_results, "0");
  EXPECT_TRUE(document->units.empty());
}

TEST(ReadResult, S2_6_units_without_a_result_list_in_any_order_are_read) {
  const auto document = read_result(
      "\xEF\xBB\xBF<?xml version='1.0'?><XmlMsg "
      "xmlns:x='urn:x'><MessageBody><BulkConfirmUnit><ReferenceNumber>24</ReferenceNumber>"
      "<ResultOfQualificationConfirmation><PublicExpenseResultList><MedicalTicketInfo>"
      "<MedicalTreatmentMonth>202407</MedicalTreatmentMonth><TicketType>01</TicketType><New>1</"
      "New></MedicalTicketInfo>"
      "</PublicExpenseResultList><WelfareOfficeName>見本</WelfareOfficeName><Name>生保</"
      "Name><Name>二</Name>"
      "<PublicExpenseNumber>12000001</PublicExpenseNumber><BeneficiaryNumber>1010001</"
      "BeneficiaryNumber>"
      "<InsuredCardClassification>A1</InsuredCardClassification></"
      "ResultOfQualificationConfirmation>"
      "<QualificationValidity>1</QualificationValidity></BulkConfirmUnit></MessageBody>"
      "<MessageHeader><SegmentOfResult>1</SegmentOfResult></MessageHeader></XmlMsg>");
  ASSERT_TRUE(document.has_value());
  ASSERT_EQ(document->units.size(), 1U);
  const auto& unit = document->units[0];
  EXPECT_EQ(unit.reference_number, "24");
  ASSERT_EQ(unit.results.size(), 1U);
  using enum domain::Field;
  const std::vector<domain::FieldValue> fields = {{InsuredCardClassification, "A1"},
                                                  {InsurerNumber, "12000001"},
                                                  {InsuredIdentificationNumber, "1010001"},
                                                  {Name, "生保"},
                                                  {InsurerName, "見本"}};
  EXPECT_EQ(unit.results[0].fields, fields);
  EXPECT_EQ(unit.results[0].side, domain::Side::assistance);
  EXPECT_EQ(unit.results[0].tickets[0].front().field, domain::TicketField::TicketType);
}

TEST(ReadResult, What_is_no_result_is_refused_and_never_half_read) {
  for (const auto* text :
       {"", "x", "<XmlMsg/>", "<XmlMsg><MessageHeader/></XmlMsg>", "<html></html>",
        "<!DOCTYPE a><XmlMsg><MessageHeader/><MessageBody/></XmlMsg>", "{}"}) {
    const auto document = read_result(text);
    ASSERT_FALSE(document.has_value()) << text;
    EXPECT_EQ(document.error().error, ErrorCode::answer_unreadable);
  }
  const auto whole = written(valid_answer());
  for (std::size_t length = 0; length + 1 < whole.size(); ++length) {
    ASSERT_FALSE(read_result(std::string_view(whole).substr(0, length)).has_value()) << length;
  }
}

}  // namespace
}  // namespace madoguchi::oqs
