#include <gtest/gtest.h>

#include "oqs/file_names.hpp"

#include "unit/oqs/fixtures.hpp"

// OQSmuquc01/02 (§2.5).
namespace madoguchi::oqs {
namespace {

using namespace fixtures;

std::string unit_text(const std::string& number, const std::string& more = "") {
  return "<QualificationConfirmSearchInfo><InsurerNumber>12000001</InsurerNumber>"
         "<InsuredIdentificationNumber>" +
         number + "</InsuredIdentificationNumber><Birthdate>19900115</Birthdate>" + more +
         "</QualificationConfirmSearchInfo>";
}

std::string message(const std::string& body, const std::string& day = "20240710") {
  return R"(<?xml version="1.0" encoding="UTF-8" standalone="no"?><XmlMsg><MessageHeader>)"
         "<QualificationConfirmationDate>" +
         day +
         "</QualificationConfirmationDate><MedicalInstitutionCode>1310000011"
         "</MedicalInstitutionCode><ArbitraryFileIdentifier>A&#38;B</ArbitraryFileIdentifier>"
         "</MessageHeader><MessageBody>" +
         body + "</MessageBody></XmlMsg>";
}

TEST(ReadInquiryRequest, S2_5_units_come_in_the_order_of_the_message) {
  const auto request = read_inquiry_request(
      message(unit_text("1010001", "<ArbitraryIdentifier>一&lt;</ArbitraryIdentifier>") +
              "<Other/>" + unit_text("1010002") + unit_text("1010001")),
      {});
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->day.text(), "20240710");
  EXPECT_EQ(request->header.arbitrary_file_identifier.raw, "A&#38;B");
  ASSERT_EQ(request->units.size(), 3U);
  EXPECT_EQ(request->units[0].search.number, "1010001");
  EXPECT_EQ(request->units[1].search.number, "1010002");
  EXPECT_EQ(request->units[2].search.number, "1010001");
  EXPECT_EQ(request->units[0].echo.elements.back().second.raw, "一&lt;");
  for (const auto& unit : request->units) EXPECT_FALSE(unit.problem);
}

TEST(ReadInquiryRequest, Bad_units_carry_their_own_problem) {
  const auto request = read_inquiry_request(
      message(unit_text("101000") + unit_text("1010001") +
              unit_text("1010001", "<Birthdate>19900115</Birthdate>") +
              "<QualificationConfirmSearchInfo/>"
              "<QualificationConfirmSearchInfo>text</QualificationConfirmSearchInfo>"),
      {});
  ASSERT_TRUE(request.has_value());
  ASSERT_EQ(request->units.size(), 5U);
  const auto problem = [&](std::size_t i) {
    const auto& found = request->units[i].problem;
    return found ? std::string(code_of(found->error)) + " " + found->place : std::string();
  };
  const std::string place = "MessageBody/QualificationConfirmSearchInfo/";
  EXPECT_EQ(problem(0), "E1004 " + place + "InsuredIdentificationNumber");
  EXPECT_EQ(problem(1), "");
  EXPECT_EQ(problem(2), "E1005 " + place + "Birthdate");
  EXPECT_EQ(problem(3), "E1003 " + place + "InsurerNumber");
  EXPECT_EQ(problem(4), "E1003 " + place + "InsurerNumber");
}

TEST(ReadInquiryRequest, A_bad_header_or_no_unit_fails_the_message) {
  const auto refused = [](const std::string& xml) {
    const auto request = read_inquiry_request(xml, {});
    EXPECT_FALSE(request.has_value());
    return request.error();
  };
  const auto empty = refused(message(""));
  EXPECT_EQ(empty.problem.error, ErrorCode::element_missing);
  EXPECT_EQ(empty.problem.place, "MessageBody/QualificationConfirmSearchInfo");
  EXPECT_EQ(empty.day->text(), "20240710");
  EXPECT_EQ(empty.header.arbitrary_file_identifier.raw, "A&#38;B");
  EXPECT_EQ(refused(message(unit_text("1010001"), "2024071")).problem.error,
            ErrorCode::element_format);
  EXPECT_EQ(refused(message(unit_text("1010001"), "")).problem.error, ErrorCode::element_missing);
  EXPECT_EQ(refused(message(unit_text("1010001")).substr(0, 200)).problem.error,
            ErrorCode::not_xml);
  EXPECT_EQ(read_inquiry_request(message(unit_text("1010001")), {.elements_max = 8})
                .error()
                .problem.error,
            ErrorCode::too_large);
}

TEST(LimitsFor, Grow_with_the_bytes) {
  EXPECT_EQ(limits_for(1024).elements_max, ReadLimits{}.elements_max);
  EXPECT_EQ(limits_for(64 * 1024 * 1024).elements_max, 2U * 1024 * 1024);
  EXPECT_EQ(limits_for(1024).request_bytes_max, 1024U);
}

SearchEcho echo() {
  SearchEcho echo;
  echo.elements = {{"InsurerNumber", {"12000001", "12000001"}},
                   {"ArbitraryIdentifier", {"A&B", "A&#38;B"}}};
  return echo;
}

TEST(WriteInquiryResult, S2_5_each_unit_has_echo_status_and_its_result_without_a_list) {
  auto header = answer_header();
  header.reference_classification.clear();
  header.reception_number = {"1", "&#49;"};
  BulkResultWriter writer(header, {3, 1}, {});
  auto insured = domain::Answer{};
  insured.validity = domain::Validity::valid;
  insured.results = {insured_person()};
  auto answer = valid_answer();
  answer.reference_number = "0000001";
  writer.add(echo(), answer);
  writer.add(echo(), Problem{ErrorCode::element_format, "MessageBody/X"});
  writer.add(echo(), insured);
  const auto xml = std::move(writer).finish();
  EXPECT_TRUE(has(xml, "<ReceptionNumber>&#49;</ReceptionNumber>"));
  EXPECT_TRUE(has(xml, "<NumberOfProcessingResult>3<"));
  EXPECT_TRUE(has(xml, "<NumberOfNormalProcessing>2<"));
  EXPECT_TRUE(has(xml, "<NumberOfError>1<"));
  EXPECT_EQ(count_of(xml, "<ArbitraryIdentifier>A&#38;B</ArbitraryIdentifier>"), 3U);
  EXPECT_FALSE(has(xml, "ResultList>\n<ResultOf"));
  EXPECT_EQ(count_of(xml, "<ReferenceNumber>"), 1U);
  EXPECT_TRUE(has(xml, "</ResultOfQualificationConfirmation>\n<ReferenceNumber>0000001<"));
  const auto read = read_result(xml);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->number_of_errors, "1");
  ASSERT_EQ(read->units.size(), 3U);
  EXPECT_EQ(read->units[0].results.size(), 1U);
  EXPECT_EQ(read->units[0].results[0].tickets.size(), 1U);
  EXPECT_EQ(read->units[1].status, "2");
  EXPECT_EQ(read->units[1].code, "E1004");
  EXPECT_TRUE(has(read->units[1].message, "MessageBody/X"));
  EXPECT_EQ(read->units[1].validity, "");
  EXPECT_TRUE(read->units[1].results.empty());
  EXPECT_EQ(read->units[2].asked.at(1).second, "A&B");
}

TEST(FileNames, Downloads_are_told_by_their_step) {
  for (const auto* name : {"OQSmuquc02", "OQSmutic02"}) EXPECT_TRUE(is_download(name)) << name;
  for (const auto* name : {"OQSmuquc01", "OQSsiquc01", "OQSsiquc02", "", "02"}) {
    EXPECT_FALSE(is_download(name)) << name;
  }
  EXPECT_TRUE(offered(*request_name("OQSmuquc01req_1.xml")));
  EXPECT_TRUE(offered(*request_name("OQSmuquc02req_1.xml")));
}

}  // namespace
}  // namespace madoguchi::oqs
