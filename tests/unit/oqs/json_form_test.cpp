#include "oqs/json_form.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "oqs/json_elements.hpp"
#include "unit/oqs/fixtures.hpp"

namespace madoguchi::oqs {
namespace {

using namespace fixtures;
using nlohmann::json;

const std::string request = R"({"XmlMsg": {"MessageHeader": {
  "QualificationConfirmationDate": "20240710", "MedicalInstitutionCode": "1310000011",
  "ArbitraryFileIdentifier": "髙﨑～－ｶﾅｯ"}, "MessageBody": {"QualificationConfirmSearchInfo": {
  "InsurerNumber": "12000001", "InsuredIdentificationNumber": "1010001", "Birthdate": "19900115",
  "LimitApplicationCertificateRelatedConsFlg": "0"}}}})";

std::string told(std::string_view text, std::string_view interface = "OQSsiquc01") {
  const auto xml = xml_of_json(interface, text);
  if (xml) return "taken";
  const auto& problem = xml.error().problem;
  return std::string(code_of(problem.error)) + " " + problem.place;
}

TEST(JsonForm, Is_read_as_its_xml_is) {
  const auto xml = xml_of_json("OQSsiquc01", request);
  ASSERT_TRUE(xml.has_value());
  const auto asked = read_qualification_request(*xml, {});
  const auto same = read_qualification_request(utf8_request_text(), {});
  ASSERT_TRUE(asked && same);
  EXPECT_EQ(asked->day, same->day);
  EXPECT_EQ(asked->header.institution_code, same->header.institution_code);
  EXPECT_EQ(asked->header.arbitrary_file_identifier.value,
            same->header.arbitrary_file_identifier.value);
  EXPECT_EQ(asked->search.number, same->search.number);
  EXPECT_EQ(asked->search.birthdate, same->search.birthdate);
  ASSERT_EQ(asked->echo.elements.size(), same->echo.elements.size());
  for (std::size_t i = 0; i < same->echo.elements.size(); ++i) {
    EXPECT_EQ(asked->echo.elements[i].first, same->echo.elements[i].first);
    EXPECT_EQ(asked->echo.elements[i].second.value, same->echo.elements[i].second.value);
  }
}

TEST(JsonForm, Refuses_with_code_and_place) {
  const std::string search = "MessageBody/QualificationConfirmSearchInfo";
  const auto with = [](std::string_view from, std::string_view to) {
    return replaced(request, from, to);
  };
  const std::pair<std::string, std::string> cases[] = {
      {"", "E1016 byte 1"},
      {"[]", "E1016 "},
      {"null", "E1016 "},
      {"{}", "E1010 "},
      {R"({"XmlMsg": "x"})", "E1004 XmlMsg"},
      {R"({"xmlmsg": {}})", "E1010 "},
      {with("\"19900115\"", "19900115"), "E1004 " + search + "/Birthdate"},
      {with("\"19900115\"", "null"), "E1004 " + search + "/Birthdate"},
      {with("\"19900115\"", "[\"19900115\"]"), "E1004 " + search + "/Birthdate"},
      {with("\"19900115\"", "{}"), "E1004 " + search + "/Birthdate"},
      {with("Birthdate", "BirthDate"), "E1016 " + search + "/BirthDate"},
      {with("Birthdate", "Birth/date"), "E1016 " + search},
      {with("InsurerNumber", "Birthdate"), "E1005 " + search + "/Birthdate"},
      {with("MessageBody", "MessageHeader"), "E1005 MessageHeader"},
      {with("1010001", "10\\u0000001"), "E1004 " + search + "/InsuredIdentificationNumber"},
      {with("1010001", "\\uffff"), "E1004 " + search + "/InsuredIdentificationNumber"},
      {with("\"19900115\"", std::string(5000, '[') + std::string(5000, ']')),
       "E1007 " + search + "/Birthdate"},
      {std::string(100000, '['), "E1007 "}};
  for (const auto& [text, code] : cases) EXPECT_EQ(told(text), code) << text.substr(0, 300);
  for (const auto* broken : {"\\ud800", "\\udc00\\ud800", "\\x", "\x01"}) {
    EXPECT_TRUE(told(with("1010001", broken)).starts_with("E1016 byte ")) << broken;
  }
  EXPECT_TRUE(told(with("1010001", "\xff")).starts_with("E1002 byte "));
  EXPECT_TRUE(told(request.substr(0, request.size() - 1)).starts_with("E1016 byte "));
  EXPECT_TRUE(told(request + "{}").starts_with("E1016 byte "));
}

TEST(JsonForm, A_refusal_repeats_the_header_wherever_it_stands) {
  auto value = json::parse(request);
  value["XmlMsg"]["MessageBody"]["Other"] = 1;
  const auto xml = xml_of_json("OQSsiquc01", value.dump());
  ASSERT_FALSE(xml.has_value());
  EXPECT_EQ(xml.error().header.institution_code, "1310000011");
  EXPECT_EQ(xml.error().header.arbitrary_file_identifier.value, "髙﨑～－ｶﾅｯ");
  EXPECT_EQ(xml.error().day, util::Day::parse("20240710"));
}

TEST(JsonForm, Lists_are_always_arrays_and_nothing_else_is) {
  const std::string one = R"({"InsurerNumber": "12000001", "InsuredIdentificationNumber": "1"})";
  const auto bulk = [](const std::string& info) {
    return R"({"XmlMsg": {"MessageHeader": {"MedicalInstitutionCode": "1310000011"},
              "MessageBody": {"QualificationConfirmSearchInfo": )" +
           info + "}}}";
  };
  EXPECT_EQ(told(bulk("[" + one + "," + one + "]"), "OQSmuquc01"), "taken");
  EXPECT_EQ(told(bulk(one), "OQSmuquc01"), "E1004 MessageBody/QualificationConfirmSearchInfo");
  EXPECT_EQ(told(bulk("[" + one + "]")), "E1004 MessageBody/QualificationConfirmSearchInfo");
  EXPECT_EQ(told(bulk("[" + one + R"(, {"Birthdate": 1}])"), "OQSmuquc01"),
            "E1004 MessageBody/QualificationConfirmSearchInfo/1/Birthdate");
  EXPECT_EQ(told(bulk("[" + one + R"(, "x"])"), "OQSmuquc01"),
            "E1004 MessageBody/QualificationConfirmSearchInfo/1");
  EXPECT_EQ(told(bulk("[[]]"), "OQSmuquc01"), "E1004 MessageBody/QualificationConfirmSearchInfo/0");
  EXPECT_EQ(count_of(*xml_of_json("OQSmuquc01", bulk("[" + one + "," + one + "]")),
                     "<QualificationConfirmSearchInfo>"),
            2U);
}

TEST(JsonForm, An_interface_nobody_knows_has_no_elements) {
  EXPECT_EQ(told(request, "OQSsiurl01"), "E1016 MessageHeader/QualificationConfirmationDate");
  EXPECT_FALSE(
      request_element("OQSsiquc01", "MessageBody/QualificationConfirmSearchInfo/").has_value());
  EXPECT_FALSE(request_element("OQSsiquc01", "MessageBodyX").has_value());
  EXPECT_EQ(request_element("OQSsiupd01", "MessageBody/EnvironmentSettingInfo/Anything"),
            ElementForm::text);
}

// Every element of the XML, in its order, and nothing else.
std::string leaves(const json& value, const std::string& path) {
  if (value.is_string()) return path + "=" + value.get<std::string>() + "\n";
  std::string text;
  for (const auto& [name, child] : value.items()) {
    text += leaves(child, value.is_array() ? path : path + "/" + name);
  }
  return text;
}

TEST(JsonForm, An_answer_says_what_its_xml_says_and_withholds_what_it_withholds) {
  const SearchEcho echo{{{"InsurerNumber", {"12000001", "12000001"}}}};
  for (const auto& answer : {valid_answer(), unregistered_answer()}) {
    const auto xml = write_qualification_result(answer_header(), answer, &echo, {});
    const auto text = json_of_xml(xml);
    ASSERT_TRUE(text.has_value());
    const auto value = json::parse(*text);
    EXPECT_EQ(value["XmlMsg"]["MessageHeader"]["ArbitraryFileIdentifier"], "A&B");
    EXPECT_TRUE(value["XmlMsg"]["MessageBody"]["ResultList"]["ResultOfQualificationConfirmation"]
                    .is_array());
    EXPECT_TRUE(value["XmlMsg"]["MessageBody"]["QualificationConfirmSearchInfo"].is_object());
    const bool registered = answer.validity == domain::Validity::valid;
    EXPECT_EQ(has(*text, "IssueNumber"), registered);
    EXPECT_EQ(has(*text, "1010001"), registered);
    EXPECT_EQ(count_of(*text, "\":\""), count_of(leaves(value, ""), "\n"));
  }
  auto both = valid_answer();
  both.results.push_back(insured_person());
  const auto value =
      json::parse(*json_of_xml(write_qualification_result(answer_header(), both, nullptr, {})));
  const auto& results =
      value["XmlMsg"]["MessageBody"]["ResultList"]["ResultOfQualificationConfirmation"];
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0]["PublicExpenseResultList"]["MedicalTicketInfo"].size(), 1U);
  EXPECT_EQ(results[1]["SpecificDiseasesCertificateList"]["SpecificDiseasesCertificateInfo"].size(),
            2U);
  EXPECT_EQ(results[1]["ElderlyRecipientCertificateInfo"]["ElderlyRecipientContributionRatio"],
            "020");
}

TEST(JsonForm, An_error_result_has_an_empty_body) {
  const auto text =
      json_of_xml(write_error_result(answer_header(), {ErrorCode::element_missing, "x"}));
  ASSERT_TRUE(text.has_value());
  const auto value = json::parse(*text);
  EXPECT_EQ(value["XmlMsg"]["MessageHeader"]["ErrorCode"], "E1003");
  EXPECT_EQ(value["XmlMsg"]["MessageBody"], json::object());
  EXPECT_FALSE(json_of_xml("<XmlMsg>").has_value());
}

}  // namespace
}  // namespace madoguchi::oqs
