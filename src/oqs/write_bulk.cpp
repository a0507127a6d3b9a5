#include "oqs/write_bulk.hpp"

#include "oqs/xml_writer.hpp"

namespace madoguchi::oqs {

std::string write_tickets_request(std::string_view institution_code, std::string_view identifier,
                                  util::Month month) {
  return written_request(institution_code, identifier, [&](XmlWriter& xml) {
    xml.begin("QualificationConfirmSearchInfo");
    xml.leaf("MedicalTreatmentMonth", month.text());
    xml.end("QualificationConfirmSearchInfo");
  });
}

std::string write_download_request(std::string_view institution_code,
                                   std::string_view reception_number) {
  return written_request(institution_code, {},
                         [&](XmlWriter& xml) { xml.leaf("ReceptionNumber", reception_number); });
}

}  // namespace madoguchi::oqs
