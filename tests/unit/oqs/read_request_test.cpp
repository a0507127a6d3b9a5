#include <gtest/gtest.h>

#include "unit/oqs/fixtures.hpp"

namespace madoguchi::oqs {
namespace {

using namespace fixtures;

const std::string search = "MessageBody/QualificationConfirmSearchInfo/";

QualificationRequest read(const std::string& xml) {
  const auto text = utf8_request(xml, {});
  EXPECT_TRUE(text.has_value()) << message_of(text.error());
  const auto request = read_qualification_request(*text, {});
  EXPECT_TRUE(request.has_value()) << message_of(request.error().problem);
  return request.value();
}

Refused refused(const std::string& xml) {
  const auto request = read_qualification_request(xml, {});
  EXPECT_FALSE(request.has_value()) << xml;
  return request ? Refused{} : request.error();
}

void expect_refused(const std::string& xml, ErrorCode error, const std::string& place) {
  const auto refusal = refused(xml);
  EXPECT_EQ(code_of(refusal.problem.error), code_of(error)) << xml;
  EXPECT_EQ(refusal.problem.place, place) << xml;
}

// The usual request with one element's text replaced.
std::string with(const std::string& element, const std::string& text) {
  const auto whole = utf8_request_text();
  const auto begin = whole.find("<" + element + ">") + element.size() + 2;
  return whole.substr(0, begin) + text + whole.substr(whole.find("</" + element + ">"));
}
std::string added(const std::string& elements) {
  return replaced(utf8_request_text(), "<Birthdate>", elements + "<Birthdate>");
}
std::string without(const std::string& element) {
  const auto whole = utf8_request_text();
  const auto end = "</" + element + ">";
  return whole.substr(0, whole.find("<" + element + ">")) +
         whole.substr(whole.find(end) + end.size());
}

TEST(ReadQualificationRequest, S2_2_every_field_of_an_assistance_question) {
  const auto request = read(utf8_request_text());
  EXPECT_EQ(request.header.institution_code, "1310000011");
  EXPECT_EQ(request.header.arbitrary_file_identifier.value, "髙﨑～－ｶﾅｯ");
  EXPECT_EQ(request.day.text(), "20240710");
  EXPECT_EQ(request.search.insurer_number, "12000001");
  EXPECT_EQ(request.search.number, "1010001");
  EXPECT_EQ(request.search.symbol, "");
  EXPECT_EQ(request.search.branch, "");
  EXPECT_EQ(request.search.birthdate.text(), "19900115");
  EXPECT_FALSE(request.search.limit_certificate_consent);
  EXPECT_TRUE(request.search.is_assistance());
}

TEST(ReadQualificationRequest, S1_6_the_same_question_from_every_client) {
  const std::string utf8 = R"(<?xml version="1.0" encoding="UTF-8" standalone="no"?>)";
  // EMR: one line. SANO: single quotes, blanks before '>', an empty branch. Another order, unknown
  // elements, attributes, comments, CDATA.
  const std::string variants[] = {
      utf8 +
          "<XmlMsg><MessageHeader><QualificationConfirmationDate>20240710</"
          "QualificationConfirmationDate>"
          "<MedicalInstitutionCode>1310000011</MedicalInstitutionCode></MessageHeader><MessageBody>"
          "<QualificationConfirmSearchInfo><InsurerNumber>12000001</InsurerNumber>"
          "<InsuredIdentificationNumber>1010001</InsuredIdentificationNumber><Birthdate>19900115</"
          "Birthdate>"
          "</QualificationConfirmSearchInfo></MessageBody></XmlMsg>",
      "<?xml version='1.0' encoding='UTF-8' standalone='no'?>\r\n"
      "<XmlMsg >\r\n<MessageHeader >\r\n<QualificationConfirmationDate "
      ">20240710</QualificationConfirmationDate >"
      "<MedicalInstitutionCode >1310000011</MedicalInstitutionCode>"
      "</MessageHeader>\r\n<MessageBody >\r\n<QualificationConfirmSearchInfo >"
      "<InsurerNumber "
      ">12000001</InsurerNumber><InsuredIdentificationNumber>1010001</InsuredIdentificationNumber>"
      "<InsuredBranchNumber></InsuredBranchNumber><InsuredCardSymbol/><Birthdate "
      ">19900115</Birthdate>"
      "<LimitApplicationCertificateRelatedConsFlg>0</LimitApplicationCertificateRelatedConsFlg>"
      "</QualificationConfirmSearchInfo></MessageBody></XmlMsg>",
      "<XmlMsg><Other/><MessageBody><QualificationConfirmSearchInfo><New><A/><A/></New>"
      "<Birthdate x='>'>1990<!-- y "
      "-->0115</Birthdate><InsuredIdentificationNumber><![CDATA[1010001]]>"
      "</InsuredIdentificationNumber><InsurerNumber>&#49;&#x32;000001</InsurerNumber>"
      "</QualificationConfirmSearchInfo></MessageBody><MessageHeader><Unknown>1</"
      "Unknown><Unknown>2</Unknown>"
      "<MedicalInstitutionCode>1310000011</MedicalInstitutionCode>"
      "<QualificationConfirmationDate>20240710</QualificationConfirmationDate></MessageHeader></"
      "XmlMsg>"};
  for (const auto& xml : variants) {
    const auto request = read(xml);
    EXPECT_EQ(request.header.institution_code, "1310000011");
    EXPECT_TRUE(request.header.arbitrary_file_identifier.empty());
    EXPECT_EQ(request.day.text(), "20240710");
    EXPECT_EQ(request.search.insurer_number, "12000001");
    EXPECT_EQ(request.search.number, "1010001");
    EXPECT_EQ(request.search.branch, "");
    EXPECT_EQ(request.search.birthdate.text(), "19900115");
  }
}

TEST(ReadQualificationRequest, S5_24_numbers_padded_unpadded_and_full_width_are_the_same) {
  for (const auto* text :
       {"133066", "  133066", "133066  ", "１３３０６６", "　１３３０６６", "\r\n 133066\n"}) {
    const auto request = read(with("InsurerNumber", text));
    EXPECT_EQ(request.search.insurer_number, "133066") << text;
    EXPECT_FALSE(request.search.is_assistance());
  }
  const auto request =
      read(replaced(with("InsurerNumber", "１２０００００１"), "1010001", " １０１０００１"));
  EXPECT_EQ(request.search.insurer_number, "12000001");
  EXPECT_EQ(request.search.number, "1010001");
  EXPECT_EQ(read(with("Birthdate", " １９９００１１５ ")).search.birthdate.text(), "19900115");
  EXPECT_EQ(read(with("MedicalInstitutionCode", " 1310000011 ")).header.institution_code,
            "1310000011");
}

TEST(ReadQualificationRequest, Insurance_numbers_keep_leading_zeros_and_symbols) {
  const auto request = read(
      replaced(replaced(added("<InsuredCardSymbol>品川　１</"
                              "InsuredCardSymbol><InsuredBranchNumber>０１</InsuredBranchNumber>"),
                        "12000001", "06132013"),
               "1010001", "00123"));
  EXPECT_EQ(request.search.insurer_number, "06132013");
  EXPECT_EQ(request.search.number, "00123");
  EXPECT_EQ(request.search.symbol, "品川 1");
  EXPECT_EQ(request.search.branch, "01");
}

TEST(ReadQualificationRequest, Q16_the_public_expense_names_mean_the_same) {
  const auto alternate = [](std::string payer, std::string number) {
    return replaced(
        replaced(without("InsuredIdentificationNumber"), "<InsurerNumber>12000001</InsurerNumber>",
                 "<PublicExpenseNumber>" + payer + "</PublicExpenseNumber>"),
        "<Birthdate>", "<BeneficiaryNumber>" + number + "</BeneficiaryNumber><Birthdate>");
  };
  const auto request = read(alternate("12000001", "1010001"));
  EXPECT_EQ(request.search.insurer_number, "12000001");
  EXPECT_EQ(request.search.number, "1010001");
  EXPECT_EQ(request.echo.elements.front().first, "PublicExpenseNumber");
  expect_refused(alternate("133066", "1010001"), ErrorCode::element_format,
                 search + "PublicExpenseNumber");
  expect_refused(alternate("12000001", "101000"), ErrorCode::element_format,
                 search + "BeneficiaryNumber");
  EXPECT_EQ(
      read(added("<PublicExpenseNumber>12000001</PublicExpenseNumber>")).search.insurer_number,
      "12000001");
  expect_refused(added("<PublicExpenseNumber>12000014</PublicExpenseNumber>"),
                 ErrorCode::element_format, search + "PublicExpenseNumber");
}

TEST(ReadQualificationRequest, S3_1_a_wrong_check_digit_is_no_wrong_form) {
  EXPECT_EQ(read(with("InsurerNumber", "12000006")).search.insurer_number, "12000006");
  EXPECT_EQ(read(with("InsurerNumber", "12000001")).search.insurer_number, "12000001");
}

TEST(ReadQualificationRequest, Wrong_forms_are_refused_with_their_place) {
  for (const auto* text : {"1200000", "120000011", "12A00001", "12990001", "abc", "12345"}) {
    expect_refused(with("InsurerNumber", text), ErrorCode::element_format,
                   search + "InsurerNumber");
  }
  for (const auto* text : {"101000", "10100011", "101000A"}) {
    expect_refused(with("InsuredIdentificationNumber", text), ErrorCode::element_format,
                   search + "InsuredIdentificationNumber");
  }
  expect_refused(replaced(with("InsurerNumber", "133066"), "1010001", "123456789012345678901"),
                 ErrorCode::element_format, search + "InsuredIdentificationNumber");
  expect_refused(added("<InsuredCardSymbol>123456789012345678901</InsuredCardSymbol>"),
                 ErrorCode::element_format, search + "InsuredCardSymbol");
  for (const auto* text : {"001", "A1"}) {
    expect_refused(added("<InsuredBranchNumber>" + std::string(text) + "</InsuredBranchNumber>"),
                   ErrorCode::element_format, search + "InsuredBranchNumber");
  }
  for (const auto* text : {"2", "yes", "00"}) {
    expect_refused(with("LimitApplicationCertificateRelatedConsFlg", text),
                   ErrorCode::element_format, search + "LimitApplicationCertificateRelatedConsFlg");
  }
  for (const auto* text : {"131000001", "13100000111", "9910000011", "1320000011", "13100A0011"}) {
    expect_refused(with("MedicalInstitutionCode", text), ErrorCode::element_format,
                   "MessageHeader/MedicalInstitutionCode");
  }
  expect_refused(with("Birthdate", "<Day>19900115</Day>"), ErrorCode::element_format,
                 search + "Birthdate");
  expect_refused(added("<ArbitraryIdentifier>" + std::string(51, 'x') + "</ArbitraryIdentifier>"),
                 ErrorCode::element_format, search + "ArbitraryIdentifier");
}

TEST(ReadQualificationRequest, Impossible_days_and_texts_that_are_no_day_are_two_errors) {
  for (const auto* text :
       {"19900230", "19901301", "19900100", "20230229", "00000000", "17000101"}) {
    expect_refused(with("Birthdate", text), ErrorCode::impossible_date, search + "Birthdate");
    expect_refused(with("QualificationConfirmationDate", text), ErrorCode::impossible_date,
                   "MessageHeader/QualificationConfirmationDate");
  }
  for (const auto* text : {"1990115", "1990/01/15", "H020115", "199001150", "平成2年"}) {
    expect_refused(with("Birthdate", text), ErrorCode::element_format, search + "Birthdate");
  }
  EXPECT_EQ(read(with("QualificationConfirmationDate", "20240229")).day.text(), "20240229");
}

TEST(ReadQualificationRequest, Missing_and_empty_elements_are_named) {
  for (const auto* element : {"InsurerNumber", "InsuredIdentificationNumber", "Birthdate"}) {
    expect_refused(without(element), ErrorCode::element_missing, search + element);
    expect_refused(with(element, ""), ErrorCode::element_missing, search + element);
    expect_refused(with(element, " 　\n"), ErrorCode::element_missing, search + element);
  }
  for (const auto* element : {"QualificationConfirmationDate", "MedicalInstitutionCode"}) {
    expect_refused(without(element), ErrorCode::element_missing,
                   std::string("MessageHeader/") + element);
  }
  expect_refused(without("QualificationConfirmSearchInfo"), ErrorCode::element_missing,
                 "MessageBody/QualificationConfirmSearchInfo");
  EXPECT_FALSE(
      read(without("LimitApplicationCertificateRelatedConsFlg")).search.limit_certificate_consent);
  EXPECT_TRUE(read(with("LimitApplicationCertificateRelatedConsFlg", "1"))
                  .search.limit_certificate_consent);
}

TEST(ReadQualificationRequest, Repeated_elements_are_refused_with_their_path) {
  for (const auto* element : {"InsurerNumber", "InsuredIdentificationNumber", "Birthdate",
                              "LimitApplicationCertificateRelatedConsFlg"}) {
    const auto repeated = replaced(utf8_request_text(), "</QualificationConfirmSearchInfo>",
                                   "<" + std::string(element) + ">12000001</" + element +
                                       "></QualificationConfirmSearchInfo>");
    expect_refused(repeated, ErrorCode::element_repeated, search + element);
  }
  for (const auto* element :
       {"MedicalInstitutionCode", "ArbitraryFileIdentifier", "QualificationConfirmationDate"}) {
    expect_refused(replaced(utf8_request_text(), "</MessageHeader>",
                            "<" + std::string(element) + "/></MessageHeader>"),
                   ErrorCode::element_repeated, std::string("MessageHeader/") + element);
  }
  const auto block = "<QualificationConfirmSearchInfo/></MessageBody>";
  expect_refused(replaced(utf8_request_text(), "</MessageBody>", block),
                 ErrorCode::element_repeated, "MessageBody/QualificationConfirmSearchInfo");
}

TEST(ReadQualificationRequest, Another_root_or_frame_is_wrong_root) {
  const auto text = utf8_request_text();
  const std::string bad[] = {
      replaced(text, "<XmlMsg>", "<XmlMsg xmlns=\"urn:a\">"),
      replaced(replaced(text, "<XmlMsg>", "<Msg>"), "</XmlMsg>", "</Msg>"),
      replaced(replaced(text, "<XmlMsg>", "<xmlmsg>"), "</XmlMsg>", "</xmlmsg>"),
      replaced(replaced(text, "<XmlMsg>", "<a:XmlMsg>"), "</XmlMsg>", "</a:XmlMsg>"),
      replaced(text, "<MessageBody>", "<MessageHeader/><MessageBody>"),
      replaced(text, "</XmlMsg>", "<MessageBody/></XmlMsg>"),
      "<XmlMsg><MessageHeader/></XmlMsg>",
      "<XmlMsg/>"};
  for (const auto& xml : bad) expect_refused(xml, ErrorCode::wrong_root, "");
}

TEST(ReadQualificationRequest, Readers_hold_the_rules_of_the_text_themselves) {
  expect_refused("<!DOCTYPE a>" + utf8_request_text(), ErrorCode::document_type, "line 1");
  expect_refused("<!DOCTYPE a><XmlMsg/>", ErrorCode::document_type, "line 1");
  expect_refused("", ErrorCode::not_xml, "line 1");
  expect_refused(with("Birthdate", "\xFF"), ErrorCode::wrong_encoding,
                 "byte " + std::to_string(utf8_request_text().find("<Birthdate>") + 12));
  EXPECT_TRUE(read_qualification_request("\xEF\xBB\xBF" + utf8_request_text(), {}).has_value());
  const auto small = read_qualification_request(utf8_request_text(), {.request_bytes_max = 10});
  EXPECT_EQ(small.error().problem.error, ErrorCode::too_large);
}

TEST(ReadQualificationRequest, A_refused_message_still_tells_what_to_echo) {
  const auto refusal = refused(with("Birthdate", "x"));
  EXPECT_EQ(refusal.header.institution_code, "1310000011");
  EXPECT_EQ(refusal.header.arbitrary_file_identifier.raw, "髙﨑～－ｶﾅｯ");
  EXPECT_EQ(refusal.day->text(), "20240710");
  const auto no_code = refused(without("MedicalInstitutionCode"));
  EXPECT_EQ(no_code.header.institution_code, "");
  EXPECT_EQ(no_code.header.arbitrary_file_identifier.value, "髙﨑～－ｶﾅｯ");
  EXPECT_FALSE(refused(with("QualificationConfirmationDate", "x")).day.has_value());
}

// §5 quirk 5: clients look for the literal they sent.
TEST(EchoText, S5_5_is_the_source_between_the_tags_byte_for_byte) {
  for (const auto* raw : {"A&amp;B", "A&#38;B", "A&#x26;B", "'\"&gt;]]", "  pc 1 ", "&#x20B9F;",
                          "1\r\n2", "髙", "－～"}) {
    const auto request = read(with("ArbitraryFileIdentifier", raw));
    EXPECT_EQ(request.header.arbitrary_file_identifier.raw, raw);
  }
  const auto request = read(with("ArbitraryFileIdentifier", "A&#38;B&lt;&#x20B9F;"));
  EXPECT_EQ(request.header.arbitrary_file_identifier.value, "A&B<𠮟");
  const auto attribute = read(replaced(utf8_request_text(), "<ArbitraryFileIdentifier>",
                                       "<ArbitraryFileIdentifier a='/>' b=\"'>\" >"));
  EXPECT_EQ(attribute.header.arbitrary_file_identifier.raw, "髙﨑～－ｶﾅｯ");
}

TEST(EchoText, Markup_inside_is_written_anew_as_text) {
  const auto request = read(with("ArbitraryFileIdentifier", "A<![CDATA[<b>&]]><!-- c -->C"));
  EXPECT_EQ(request.header.arbitrary_file_identifier.value, "A<b>&C");
  EXPECT_EQ(request.header.arbitrary_file_identifier.raw, "A&lt;b&gt;&amp;C");
}

TEST(EchoText, Limits_hold_by_characters_and_bytes) {
  std::string fifty, references;
  for (int i = 0; i < 50; ++i) fifty += "髙", references += "&#x00009AD9;";
  EXPECT_EQ(read(with("ArbitraryFileIdentifier", fifty)).header.arbitrary_file_identifier.raw,
            fifty);
  EXPECT_EQ(read(with("ArbitraryFileIdentifier", references)).header.arbitrary_file_identifier.raw,
            references);
  std::string padded;
  for (int i = 0; i < 50; ++i) padded += "&#x000009AD9;";
  EXPECT_EQ(read(with("ArbitraryFileIdentifier", padded)).header.arbitrary_file_identifier.raw,
            fifty);
  const auto refusal = refused(with("ArbitraryFileIdentifier", fifty + "髙"));
  EXPECT_EQ(refusal.problem.error, ErrorCode::element_format);
  EXPECT_EQ(refusal.problem.place, "MessageHeader/ArbitraryFileIdentifier");
  EXPECT_EQ(refusal.header.arbitrary_file_identifier.raw, fifty + "髙");
}

TEST(SearchEcho, Keeps_what_was_sent_in_its_order_and_leaves_out_what_is_empty) {
  const auto request =
      read(replaced(added("<InsuredBranchNumber></InsuredBranchNumber><Secret>1</Secret>"
                          "<ArbitraryIdentifier>a&#38;b</ArbitraryIdentifier>"),
                    "<InsurerNumber>12000001", "<InsurerNumber>  12000001"));
  std::vector<std::pair<std::string, std::string>> sent;
  for (const auto& [name, text] : request.echo.elements) sent.emplace_back(name, text.raw);
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"InsurerNumber", "  12000001"},
      {"InsuredIdentificationNumber", "1010001"},
      {"ArbitraryIdentifier", "a&#38;b"},
      {"Birthdate", "19900115"},
      {"LimitApplicationCertificateRelatedConsFlg", "0"}};
  EXPECT_EQ(sent, expected);
}

std::string tickets_request(const std::string& block) {
  return "<XmlMsg><MessageHeader><MedicalInstitutionCode>1310000011</MedicalInstitutionCode>"
         "<ArbitraryFileIdentifier>20240710PC1</ArbitraryFileIdentifier></"
         "MessageHeader><MessageBody>" +
         block + "</MessageBody></XmlMsg>";
}

TEST(ReadTicketsRequest, S2_6_one_month_and_no_day) {
  const auto block = [](const std::string& month) {
    return tickets_request("<QualificationConfirmSearchInfo><MedicalTreatmentMonth>" + month +
                           "</MedicalTreatmentMonth></QualificationConfirmSearchInfo>");
  };
  const auto request = read_tickets_request(block("202407"), {});
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->month.text(), "202407");
  EXPECT_EQ(request->header.arbitrary_file_identifier.value, "20240710PC1");
  EXPECT_EQ(read_tickets_request(block("２０２４０７"), {})->month.text(), "202407");
  EXPECT_EQ(read_tickets_request(block("202413"), {}).error().problem.error,
            ErrorCode::impossible_date);
  EXPECT_EQ(read_tickets_request(block("20240701"), {}).error().problem.error,
            ErrorCode::element_format);
  EXPECT_EQ(read_tickets_request(block(""), {}).error().problem.error, ErrorCode::element_missing);
  EXPECT_EQ(read_tickets_request(tickets_request(""), {}).error().problem.error,
            ErrorCode::element_missing);
}

TEST(ReadDownloadRequest, S2_6_the_reception_number_alone) {
  const auto body = [](const std::string& number) {
    return tickets_request("<ReceptionNumber>" + number + "</ReceptionNumber>");
  };
  const auto request = read_download_request(body("000123"), {});
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->reception_number.value, "000123");
  EXPECT_EQ(request->reception_number.raw, "000123");
  EXPECT_TRUE(read_download_request(body(std::string(40, '1')), {}).has_value());
  EXPECT_EQ(read_download_request(body(std::string(41, '1')), {}).error().problem.error,
            ErrorCode::element_format);
  const auto missing = read_download_request(body(" "), {});
  EXPECT_EQ(missing.error().problem.error, ErrorCode::element_missing);
  EXPECT_EQ(missing.error().problem.place, "MessageBody/ReceptionNumber");
  const auto twice =
      tickets_request("<ReceptionNumber>1</ReceptionNumber><ReceptionNumber>2</ReceptionNumber>");
  EXPECT_EQ(read_download_request(twice, {}).error().problem.error, ErrorCode::element_repeated);
  const auto no_code = replaced(body("7"), "1310000011", "");
  EXPECT_EQ(read_download_request(no_code, {}).error().reception_number.raw, "7");
}

TEST(ReadHeader, Is_enough_for_any_message_of_the_family) {
  EXPECT_EQ(read_header(tickets_request(""), {})->institution_code, "1310000011");
  EXPECT_EQ(read_header(utf8_request_text(), {})->institution_code, "1310000011");
  EXPECT_EQ(read_header("<XmlMsg/>", {}).error().problem.error, ErrorCode::wrong_root);
  EXPECT_EQ(read_header(replaced(tickets_request(""), "1310000011", "x"), {}).error().problem.error,
            ErrorCode::element_format);
}

}  // namespace
}  // namespace madoguchi::oqs
