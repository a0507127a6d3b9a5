#include "flow/requests.hpp"

namespace madoguchi::flow {

namespace {

const std::string prolog = R"(<?xml version="1.0" encoding="UTF-8" standalone="no"?>)";

std::string leaf(const std::string& name, const std::string& text) {
  return text.empty() ? "" : "<" + name + ">" + text + "</" + name + ">";
}

}  // namespace

Question about(const Recipient& person, util::Day day) {
  Question question;
  question.day = day.text();
  question.number = person.number;
  question.birthdate = person.birthdate;
  return question;
}

std::string message(const Question& question) {
  return prolog + "<XmlMsg><MessageHeader>" + leaf("QualificationConfirmationDate", question.day) +
         leaf("MedicalInstitutionCode", question.institution) +
         leaf("ArbitraryFileIdentifier", question.identifier) +
         "</MessageHeader><MessageBody><QualificationConfirmSearchInfo>" +
         leaf("InsurerNumber", question.payer) + leaf("InsuredCardSymbol", question.symbol) +
         leaf("InsuredIdentificationNumber", question.number) +
         leaf("InsuredBranchNumber", question.branch) + leaf("Birthdate", question.birthdate) +
         leaf("LimitApplicationCertificateRelatedConsFlg", "0") +
         "</QualificationConfirmSearchInfo></MessageBody></XmlMsg>";
}

std::string tickets_message(const std::string& institution, util::Month month,
                            const std::string& identifier) {
  return prolog + "<XmlMsg><MessageHeader>" + leaf("MedicalInstitutionCode", institution) +
         leaf("ArbitraryFileIdentifier", identifier) +
         "</MessageHeader><MessageBody><QualificationConfirmSearchInfo>" +
         leaf("MedicalTreatmentMonth", month.text()) +
         "</QualificationConfirmSearchInfo></MessageBody></XmlMsg>";
}

std::string download_message(const std::string& institution, const std::string& reception_number) {
  return prolog + "<XmlMsg><MessageHeader>" + leaf("MedicalInstitutionCode", institution) +
         "</MessageHeader><MessageBody>" + leaf("ReceptionNumber", reception_number) +
         "</MessageBody></XmlMsg>";
}

}  // namespace madoguchi::flow
