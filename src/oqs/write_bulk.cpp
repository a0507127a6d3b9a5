#include "oqs/write_bulk.hpp"

#include "oqs/xml_writer.hpp"

namespace madoguchi::oqs {

std::string write_tickets_request(std::string_view institution_code, std::string_view identifier,
                                  util::Month month) {
  std::string text(result_declaration);
  XmlWriter xml(text);
  xml.begin("XmlMsg");
  xml.begin("MessageHeader");
  xml.leaf("MedicalInstitutionCode", institution_code);
  xml.leaf("ArbitraryFileIdentifier", identifier);
  xml.end("MessageHeader");
  xml.begin("MessageBody");
  xml.begin("QualificationConfirmSearchInfo");
  xml.leaf("MedicalTreatmentMonth", month.text());
  xml.end("QualificationConfirmSearchInfo");
  xml.end("MessageBody");
  xml.end("XmlMsg");
  return text;
}

std::string write_download_request(std::string_view institution_code,
                                   std::string_view reception_number) {
  std::string text(result_declaration);
  XmlWriter xml(text);
  xml.begin("XmlMsg");
  xml.begin("MessageHeader");
  xml.leaf("MedicalInstitutionCode", institution_code);
  xml.end("MessageHeader");
  xml.begin("MessageBody");
  xml.leaf("ReceptionNumber", reception_number);
  xml.end("MessageBody");
  xml.end("XmlMsg");
  return text;
}

}  // namespace madoguchi::oqs
