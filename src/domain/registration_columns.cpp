#include "domain/registration_columns.hpp"

namespace madoguchi::domain {

const RegistrationColumns& qualification_columns() {
  static const RegistrationColumns columns{
      {"OfficeCode",
       "RecipientKey",
       "PersonLinkKey",
       "PublicExpenseNumber",
       "BeneficiaryNumber",
       "Name",
       "NameKana",
       "NameOfOther",
       "NameOfOtherKana",
       "Sex1",
       "Sex2",
       "Birthdate",
       "PostNumber",
       "Address",
       "QualificationDate",
       "DisqualificationDate",
       "LossKind",
       "ReasonOfLoss",
       "NotDisclosed",
       "UpdatedAt",
       "DeleteFlag"},
      {"OfficeCode", "RecipientKey", "PersonLinkKey", "PublicExpenseNumber", "BeneficiaryNumber",
       "Name", "NameKana", "Sex1", "Birthdate", "QualificationDate", "DisqualificationDate",
       "NotDisclosed", "UpdatedAt"}};
  return columns;
}

const RegistrationColumns& ticket_columns() {
  static const RegistrationColumns columns{
      {"OfficeCode",
       "RecipientKey",
       "PublicExpenseNumber",
       "BeneficiaryNumber",
       "IssueNumber",
       "TicketType",
       "MedicalTreatmentMonth",
       "MedicalTicketValidDate",
       "MedicalTicketExpirationDate",
       "DesignatedMedicalInstitutionCode",
       "DesignatedMedicalInstitutionName",
       "PrescriptionIssuerMedicalInstitutionCode",
       "PrescriptionIssuerMedicalInstitutionName",
       "InjuryName1",
       "InjuryName2",
       "InjuryName3",
       "MedicalTreatmentType",
       "SelfPayAmount",
       "DistrictContactName",
       "HandlingContactName",
       "SingleOrCombinedUse",
       "StatusOfSocialInsurance",
       "StatusOfInfecton",
       "StatusOfElderlyMedicalCare",
       "StatusOfPrefecturalExpenses",
       "Remarks1",
       "Remarks2",
       "Remarks3",
       "UpdatedAt",
       "DeleteFlag"},
      {"OfficeCode", "RecipientKey", "IssueNumber", "TicketType", "MedicalTreatmentMonth",
       "MedicalTicketValidDate", "MedicalTicketExpirationDate", "DesignatedMedicalInstitutionCode",
       "MedicalTreatmentType", "UpdatedAt"}};
  return columns;
}

}  // namespace madoguchi::domain
