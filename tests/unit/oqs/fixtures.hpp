#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "oqs/messages.hpp"
#include "util/encoding.hpp"

// Messages and answers that the tests of the wire share. Persons and institutions are invented.
namespace madoguchi::oqs::fixtures {

inline std::string sjis(std::string_view utf8) {
  return util::cp932_from_utf8(utf8, util::Unencodable::xml_reference).value().bytes;
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("nothing to replace: " + std::string(from));
  return text.replace(at, from.size(), to);
}

inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

inline std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

// OQSsiquc01req as OD2 lays it out, without its declaration.
inline const std::string request_body = R"(
<XmlMsg>
  <MessageHeader>
    <QualificationConfirmationDate>20240710</QualificationConfirmationDate>
    <MedicalInstitutionCode>1310000011</MedicalInstitutionCode>
    <ArbitraryFileIdentifier>髙﨑～－ｶﾅｯ</ArbitraryFileIdentifier>
  </MessageHeader>
  <MessageBody>
    <QualificationConfirmSearchInfo>
      <InsurerNumber>12000001</InsurerNumber>
      <InsuredIdentificationNumber>1010001</InsuredIdentificationNumber>
      <Birthdate>19900115</Birthdate>
      <LimitApplicationCertificateRelatedConsFlg>0</LimitApplicationCertificateRelatedConsFlg>
    </QualificationConfirmSearchInfo>
  </MessageBody>
</XmlMsg>)";

inline std::string utf8_request_text() {
  return R"(<?xml version="1.0" encoding="UTF-8" standalone="no"?>)" + request_body;
}

inline AnswerHeader answer_header() {
  AnswerHeader header;
  header.processed_at = util::parse_date_time_in_japan("20240710093000").value();
  header.day = util::Day::parse("20240710");
  header.institution_code = "1310000011";
  header.arbitrary_file_identifier = {"A&B", "A&#38;B"};
  header.reference_classification = "2";
  return header;
}

inline domain::ResultAnswer registered_person() {
  using enum domain::Field;
  domain::ResultAnswer result;
  result.side = domain::Side::assistance;
  result.validity = domain::Validity::valid;
  result.fields = {{InsuredCardClassification, "A1"},
                   {InsurerNumber, "12000001"},
                   {InsuredIdentificationNumber, "1010001"},
                   {Name, "生保　一郎"},
                   {NameKana, "ｾｲﾎ ｲﾁﾛｳ"},
                   {Sex1, "1"},
                   {Birthdate, "19900115"},
                   {QualificationDate, "20240110"},
                   {InsurerName, "〇〇市福祉事務所"},
                   {PharmacistsInfoConsFlg, "1"},
                   {ReferenceNumber, "0000001"}};
  using enum domain::TicketField;
  result.tickets = {{{TicketType, "01"},
                     {MedicalTicketValidDate, "20240701"},
                     {MedicalTicketExpirationDate, "20240731"},
                     {IssueNumber, "00000001"},
                     {MedicalTreatmentMonth, "202407"},
                     {DesignatedMedicalInstitutionCode, "1310000011"},
                     {DesignatedMedicalInstitutionFlag, "0"},
                     {DesignatedMedicalInstitutionName, "●●医療機関"},
                     {InjuryName1, "XXX"},
                     {InjuryName2, "XXX"},
                     {InjuryName3, "XXX"},
                     {MedicalTreatmentType, "02"},
                     {SingleOrCombinedUse, "01"},
                     {StatusOfInfecton, "02"}}};
  return result;
}

inline domain::Answer valid_answer() {
  domain::Answer answer;
  answer.validity = domain::Validity::valid;
  answer.results = {registered_person()};
  return answer;
}

// State 6: what column 6 of the disclosure matrix leaves.
inline domain::Answer unregistered_answer() {
  using enum domain::Field;
  domain::Answer answer;
  answer.validity = domain::Validity::valid_unregistered;
  domain::ResultAnswer result;
  result.side = domain::Side::assistance;
  result.validity = domain::Validity::valid_unregistered;
  result.fields = {{InsuredCardClassification, "A1"},
                   {Name, "生保　一郎"},
                   {NameKana, "ｾｲﾎ ｲﾁﾛｳ"},
                   {Sex1, "1"},
                   {Birthdate, "19900115"},
                   {QualificationDate, "20240110"},
                   {InsurerName, "〇〇市福祉事務所"},
                   {ReferenceNumber, "0000001"}};
  answer.results = {result};
  answer.remarks = {{"N0006", "医療券/調剤券情報が未登録です。"}};
  answer.told = domain::Told::unregistered;
  return answer;
}

inline domain::ResultAnswer insured_person() {
  using enum domain::Field;
  domain::ResultAnswer result;
  result.side = domain::Side::insurance;
  result.validity = domain::Validity::valid;
  result.fields = {{InsuredCardClassification, "01"},
                   {InsurerNumber, "  133066"},
                   {InsuredCardSymbol, "品川"},
                   {InsuredIdentificationNumber, "00123"},
                   {InsuredBranchNumber, "01"},
                   {Name, "保険　花子"},
                   {Sex1, "2"},
                   {Birthdate, "19890107"},
                   {InsuredCardValidDate, "20240401"},
                   {InsuredCardExpirationDate, "20250331"},
                   {InsuredPartialContributionRatio, "030"},
                   {InsurerName, "見本健康保険組合"},
                   {ElderlyRecipientCertificateDate, "20240101"},
                   {ElderlyRecipientContributionRatio, "020"},
                   {LimitApplicationCertificateRelatedConsFlg, "1"},
                   {LimitApplicationCertificateClassification, "01"},
                   {LimitApplicationCertificateClassificationFlag, "A03"}};
  result.specific_diseases = {{"1", "20240101", "20240101", "20241231", "10000"},
                              {"3", "", "20240101", "", ""}};
  return result;
}

}  // namespace madoguchi::oqs::fixtures
