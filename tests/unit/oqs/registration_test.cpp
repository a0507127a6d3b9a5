#include <gtest/gtest.h>

#include "oqs/file_names.hpp"

#include "unit/oqs/fixtures.hpp"

// OQSmuimm01/02 (§2.8).
namespace madoguchi::oqs {
namespace {

using namespace fixtures;

std::string unit_text(const std::string& reference, const std::string& number,
                      const std::string& more = "") {
  return "<ReferenceNumberRegistrationInfo><ReferenceNumber>" + reference +
         "</ReferenceNumber><InsurerNumber>12000001</InsurerNumber><InsuredIdentificationNumber>" +
         number + "</InsuredIdentificationNumber>" + more + "</ReferenceNumberRegistrationInfo>";
}

std::string message(const std::string& body, const std::string& institution = "1310000011") {
  return R"(<?xml version="1.0" encoding="UTF-8" standalone="no"?><XmlMsg><MessageHeader>)"
         "<MedicalInstitutionCode>" +
         institution +
         "</MedicalInstitutionCode><ArbitraryFileIdentifier>A&#38;B</ArbitraryFileIdentifier>"
         "</MessageHeader><MessageBody>" +
         body + "</MessageBody></XmlMsg>";
}

TEST(ReadRegistrationRequest, S2_8_units_come_in_the_order_of_the_message) {
  const auto request =
      read_registration_request(message(unit_text(" A&lt;1 ", "1010001") + "<Other/>" +
                                        unit_text("2", "1010002") + unit_text("2", "1010002")),
                                {});
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->header.institution_code, "1310000011");
  EXPECT_EQ(request->header.arbitrary_file_identifier.raw, "A&#38;B");
  ASSERT_EQ(request->units.size(), 3U);
  EXPECT_EQ(request->units[0].reference_number, "A<1");
  EXPECT_EQ(request->units[0].search.number, "1010001");
  EXPECT_EQ(request->units[0].echo.elements.at(0).second.raw, " A&lt;1 ");
  EXPECT_EQ(request->units[1].reference_number, "2");
  EXPECT_EQ(request->units[2].search.number, "1010002");
  for (const auto& unit : request->units) EXPECT_FALSE(unit.problem);
}

TEST(ReadRegistrationRequest, Bad_units_carry_their_own_problem) {
  const auto request = read_registration_request(
      message(unit_text("1", "101000") + unit_text("1", "1010001") + unit_text("", "1010001") +
              unit_text("a\nb", "1010001") +
              unit_text("1", "1010001", "<ReferenceNumber>2</ReferenceNumber>") +
              "<ReferenceNumberRegistrationInfo/>"
              "<ReferenceNumberRegistrationInfo>text</ReferenceNumberRegistrationInfo>"),
      {});
  ASSERT_TRUE(request.has_value());
  ASSERT_EQ(request->units.size(), 7U);
  const auto problem = [&](std::size_t i) {
    const auto& found = request->units[i].problem;
    return found ? std::string(code_of(found->error)) + " " + found->place : std::string();
  };
  const std::string place = "MessageBody/ReferenceNumberRegistrationInfo/";
  EXPECT_EQ(problem(0), "E1004 " + place + "InsuredIdentificationNumber");
  EXPECT_EQ(problem(1), "");
  EXPECT_EQ(problem(2), "E1003 " + place + "ReferenceNumber");
  EXPECT_EQ(problem(3), "E1004 " + place + "ReferenceNumber");
  EXPECT_EQ(problem(4), "E1005 " + place + "ReferenceNumber");
  EXPECT_EQ(problem(5), "E1003 " + place + "ReferenceNumber");
  EXPECT_EQ(problem(6), "E1003 " + place + "ReferenceNumber");
}

TEST(ReadRegistrationRequest, A_bad_header_or_no_unit_fails_the_message) {
  const auto refused = [](const std::string& xml) {
    const auto request = read_registration_request(xml, {});
    EXPECT_FALSE(request.has_value());
    return request.error();
  };
  const auto empty = refused(message(""));
  EXPECT_EQ(empty.problem.error, ErrorCode::element_missing);
  EXPECT_EQ(empty.problem.place, "MessageBody/ReferenceNumberRegistrationInfo");
  EXPECT_EQ(empty.header.arbitrary_file_identifier.raw, "A&#38;B");
  EXPECT_EQ(refused(message(unit_text("1", "1010001"), "131")).problem.error,
            ErrorCode::element_format);
  EXPECT_EQ(refused(message(unit_text("1", "1010001")).substr(0, 200)).problem.error,
            ErrorCode::not_xml);
  EXPECT_EQ(read_registration_request(message(unit_text("1", "1010001")), {.elements_max = 6})
                .error()
                .problem.error,
            ErrorCode::too_large);
}

TEST(WriteRegistrationResult, S2_8_each_unit_has_its_echo_and_status) {
  const auto request = read_registration_request(
      message(unit_text("&#65;1", "1010001", "<InsuredBranchNumber>01</InsuredBranchNumber>") +
              unit_text("2", "101")),
      {});
  ASSERT_TRUE(request.has_value());
  auto header = answer_header();
  header.reference_classification.clear();
  header.reception_number = {"1", "&#49;"};
  BulkResultWriter writer(header, {3, 2}, {});
  for (const auto& unit : request->units) writer.add_registration(unit.echo, unit.problem);
  writer.add_registration(request->units[0].echo, Problem{ErrorCode::not_received, {}});
  const auto xml = std::move(writer).finish();
  EXPECT_TRUE(has(xml, "<ReceptionNumber>&#49;</ReceptionNumber>"));
  EXPECT_TRUE(has(xml, "<NumberOfProcessingResult>3<"));
  EXPECT_TRUE(has(xml, "<NumberOfNormalProcessing>1<"));
  EXPECT_TRUE(has(xml, "<NumberOfError>2<"));
  EXPECT_TRUE(has(xml,
                  "<BulkRegistrationUnit>\n<ReferenceNumberRegistrationInfo>\n"
                  "<InsurerNumber>12000001</InsurerNumber>\n"
                  "<InsuredIdentificationNumber>1010001</InsuredIdentificationNumber>\n"
                  "<ReferenceNumber>&#65;1</ReferenceNumber>\n"
                  "<InsuredBranchNumber>01</InsuredBranchNumber>\n"
                  "</ReferenceNumberRegistrationInfo>\n"
                  "<ProcessingResultStatus>1</ProcessingResultStatus>\n</BulkRegistrationUnit>"));
  EXPECT_FALSE(has(xml, "BulkConfirmUnit"));
  const auto read = read_result(xml);
  ASSERT_TRUE(read.has_value());
  ASSERT_EQ(read->units.size(), 3U);
  EXPECT_EQ(read->units[0].status, "1");
  EXPECT_EQ(read->units[0].code, "");
  EXPECT_EQ(read->units[0].asked.at(2).second, "A1");
  EXPECT_EQ(read->units[1].status, "2");
  EXPECT_EQ(read->units[1].code, "E1004");
  EXPECT_TRUE(has(read->units[1].message, "InsuredIdentificationNumber"));
  EXPECT_EQ(read->units[2].code, "E3020");
}

TEST(FileNames, S1_4_both_steps_of_the_registration_are_offered) {
  EXPECT_TRUE(is_download("OQSmuimm02"));
  EXPECT_FALSE(is_download("OQSmuimm01"));
  EXPECT_TRUE(offered(*request_name("OQSmuimm01req_1.xml")));
  EXPECT_TRUE(offered(*request_name("OQSmuimm02req_1.xml")));
}

}  // namespace
}  // namespace madoguchi::oqs
