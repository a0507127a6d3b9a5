#include "oqs/write_questions.hpp"

#include "domain/identifiers.hpp"
#include "oqs/xml_writer.hpp"

namespace madoguchi::oqs {

namespace {

// Control characters become blanks: no number has one, and no XML may.
std::string plain(std::string_view typed) {
  std::string text(typed);
  for (auto& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return text;
}

void write_numbers(XmlWriter& xml, const TypedNumbers& numbers) {
  xml.leaf("InsurerNumber", domain::padded_insurer_number(plain(numbers.insurer_number)));
  xml.leaf("InsuredCardSymbol", plain(numbers.symbol));
  xml.leaf("InsuredIdentificationNumber", plain(numbers.number));
  xml.leaf("InsuredBranchNumber", plain(numbers.branch));
}

}  // namespace

std::string write_number_question(std::string_view institution_code, std::string_view identifier,
                                  util::Day day, const TypedNumbers& numbers) {
  return written_message(
      [&](XmlWriter& xml) {
        xml.leaf("QualificationConfirmationDate", day.text());
        xml.leaf("MedicalInstitutionCode", institution_code);
        xml.leaf("ArbitraryFileIdentifier", identifier);
      },
      [&](XmlWriter& xml) {
        xml.begin("QualificationConfirmSearchInfo");
        write_numbers(xml, numbers);
        xml.leaf("Birthdate", plain(numbers.birthdate));
        xml.leaf("LimitApplicationCertificateRelatedConsFlg",
                 numbers.limit_consent == TypedNumbers::Limit::yes ? "1" : "0");
        xml.end("QualificationConfirmSearchInfo");
      });
}

std::string write_reference_question(std::string_view institution_code, std::string_view identifier,
                                     std::string_view reference_number,
                                     const TypedNumbers& numbers) {
  return written_request(institution_code, identifier, [&](XmlWriter& xml) {
    xml.begin("ReferenceNumberRegistrationInfo");
    xml.leaf("ReferenceNumber", plain(reference_number));
    write_numbers(xml, numbers);
    xml.end("ReferenceNumberRegistrationInfo");
  });
}

}  // namespace madoguchi::oqs
