#pragma once

#include <string>
#include <vector>

#include "unit/center/bed.hpp"

namespace madoguchi::center {

// One 照会番号 to be registered.
struct Registration {
  std::string institution = clinic_x;
  std::string number = "0000001";
  std::string payer = "12000006";
  std::string beneficiary = "1010008";
  std::string symbol = {}, branch = {};
};

// Bytes of an OQSmuimm01req, of `institution`; with one of them it is an OQSsiimm01req as well.
inline std::string registration_request(const std::vector<Registration>& all,
                                        const std::string& institution = clinic_x) {
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><XmlMsg><MessageHeader>"
      "<MedicalInstitutionCode>" +
      institution +
      "</MedicalInstitutionCode><ArbitraryFileIdentifier>file&#45;1</ArbitraryFileIdentifier>"
      "</MessageHeader><MessageBody>";
  for (const auto& one : all) {
    text += "<ReferenceNumberRegistrationInfo><ReferenceNumber>" + one.number +
            "</ReferenceNumber><InsurerNumber>" + one.payer + "</InsurerNumber>";
    if (!one.symbol.empty()) text += "<InsuredCardSymbol>" + one.symbol + "</InsuredCardSymbol>";
    text += "<InsuredIdentificationNumber>" + one.beneficiary + "</InsuredIdentificationNumber>";
    if (!one.branch.empty()) {
      text += "<InsuredBranchNumber>" + one.branch + "</InsuredBranchNumber>";
    }
    text += "</ReferenceNumberRegistrationInfo>";
  }
  return text + "</MessageBody></XmlMsg>";
}
inline std::string message(const Registration& one) {
  return registration_request({one}, one.institution);
}

// The 照会番号 in a valid answer by number; empty when there is none.
inline std::string number_in(edge::CenterClient& line, const NumberQuestion& question) {
  const auto answer = ask(line, question);
  for (const auto& result : answer.document.results) {
    for (const auto& [field, value] : result.fields) {
      if (field == domain::Field::ReferenceNumber) return value;
    }
  }
  return {};
}

}  // namespace madoguchi::center
