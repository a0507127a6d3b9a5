#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace madoguchi::domain {

// Every element of a ResultOfQualificationConfirmation that holds a text, in the order of the field
// dictionary (oqs-interface.md 2.3). X(element name, parent element or "").
#define MADOGUCHI_RESULT_FIELDS(X)                                                           \
  X(InsuredCardClassification, "")                                                           \
  X(InsurerNumber, "")                                                                       \
  X(InsuredCardSymbol, "")                                                                   \
  X(InsuredIdentificationNumber, "")                                                         \
  X(InsuredBranchNumber, "")                                                                 \
  X(PersonalFamilyClassification, "")                                                        \
  X(InsuredName, "")                                                                         \
  X(Name, "")                                                                                \
  X(NameOfOther, "")                                                                         \
  X(NameKana, "")                                                                            \
  X(NameOfOtherKana, "")                                                                     \
  X(Sex1, "")                                                                                \
  X(Sex2, "")                                                                                \
  X(Birthdate, "")                                                                           \
  X(Address, "")                                                                             \
  X(PostNumber, "")                                                                          \
  X(QualificationDate, "")                                                                   \
  X(DisqualificationDate, "")                                                                \
  X(InsuredCertificateIssuanceDate, "")                                                      \
  X(InsuredCardValidDate, "")                                                                \
  X(InsuredCardExpirationDate, "")                                                           \
  X(InsuredPartialContributionRatio, "")                                                     \
  X(PreschoolClassification, "")                                                             \
  X(ReasonOfLoss, "")                                                                        \
  X(InsurerName, "")                                                                         \
  X(ElderlyRecipientCertificateDate, "ElderlyRecipientCertificateInfo")                      \
  X(ElderlyRecipientValidStartDate, "ElderlyRecipientCertificateInfo")                       \
  X(ElderlyRecipientValidEndDate, "ElderlyRecipientCertificateInfo")                         \
  X(ElderlyRecipientContributionRatio, "ElderlyRecipientCertificateInfo")                    \
  X(LimitApplicationCertificateChanged, "")                                                  \
  X(LimitApplicationCertificateRelatedConsFlg, "")                                           \
  X(LimitApplicationCertificateRelatedConsTime, "")                                          \
  X(LimitApplicationCertificateClassification, "LimitApplicationCertificateRelatedInfo")     \
  X(LimitApplicationCertificateClassificationFlag, "LimitApplicationCertificateRelatedInfo") \
  X(LimitApplicationCertificateDate, "LimitApplicationCertificateRelatedInfo")               \
  X(LimitApplicationCertificateValidStartDate, "LimitApplicationCertificateRelatedInfo")     \
  X(LimitApplicationCertificateValidEndDate, "LimitApplicationCertificateRelatedInfo")       \
  X(LimitApplicationCertificateLongTermDate, "LimitApplicationCertificateRelatedInfo")       \
  X(SpecificDiseasesCertificateRelatedConsFlg, "")                                           \
  X(SpecificDiseasesCertificateRelatedConsTime, "")                                          \
  X(SpecificHealthCheckupsInfoConsFlg, "")                                                   \
  X(SpecificHealthCheckupsInfoConsTime, "")                                                  \
  X(SpecificHealthCheckupsInfoAvailableTime, "")                                             \
  X(PharmacistsInfoConsFlg, "")                                                              \
  X(PharmacistsInfoConsTime, "")                                                             \
  X(PharmacistsInfoAvailableTime, "")                                                        \
  X(DiagnosisInfoConsFlg, "")                                                                \
  X(DiagnosisInfoConsTime, "")                                                               \
  X(DiagnosisInfoAvailableTime, "")                                                          \
  X(OperationInfoConsFlg, "")                                                                \
  X(OperationInfoConsTime, "")                                                               \
  X(OperationInfoAvailableTime, "")                                                          \
  X(ReferenceNumber, "")

enum class Field {
#define X(name, parent) name,
  MADOGUCHI_RESULT_FIELDS(X)
#undef X
};

// Every element of a MedicalTicketInfo (医療券・調剤券情報), in its official order.
#define MADOGUCHI_TICKET_FIELDS(X)            \
  X(TicketType)                               \
  X(MedicalTicketValidDate)                   \
  X(MedicalTicketExpirationDate)              \
  X(IssueNumber)                              \
  X(MedicalTreatmentMonth)                    \
  X(DesignatedMedicalInstitutionCode)         \
  X(DesignatedMedicalInstitutionFlag)         \
  X(DesignatedMedicalInstitutionName)         \
  X(PrescriptionIssuerMedicalInstitutionCode) \
  X(PrescriptionIssuerMedicalInstitutionName) \
  X(InjuryName1)                              \
  X(InjuryName2)                              \
  X(InjuryName3)                              \
  X(MedicalTreatmentType)                     \
  X(SelfPayAmount)                            \
  X(DistrictContactName)                      \
  X(HandlingContactName)                      \
  X(SingleOrCombinedUse)                      \
  X(StatusOfSocialInsurance)                  \
  X(ConsistencyFlag)                          \
  X(StatusOfInfecton)                         \
  X(StatusOfElderlyMedicalCare)               \
  X(StatusOfPrefecturalExpenses)              \
  X(Remarks1)                                 \
  X(Remarks2)                                 \
  X(Remarks3)

enum class TicketField {
#define X(name) name,
  MADOGUCHI_TICKET_FIELDS(X)
#undef X
};

#define X(name, parent) +1
inline constexpr std::size_t result_field_count = 0 MADOGUCHI_RESULT_FIELDS(X);
#undef X
#define X(name) +1
inline constexpr std::size_t ticket_field_count = 0 MADOGUCHI_TICKET_FIELDS(X);
#undef X

std::string_view element_name(Field field);
std::string_view parent_element(Field field);  // "" directly under the result
std::string_view element_name(TicketField field);
std::optional<Field> field_of(std::string_view element_name);
std::optional<TicketField> ticket_field_of(std::string_view element_name);

struct FieldValue {
  Field field;
  std::string value;  // never empty
  bool operator==(const FieldValue&) const = default;
};

struct TicketFieldValue {
  TicketField field;
  std::string value;  // never empty
  bool operator==(const TicketFieldValue&) const = default;
};

// One SpecificDiseasesCertificateInfo (特定疾病療養受療証情報).
struct SpecificDisease {
  std::string category;    // SpecificDiseasesDiseaseCategory, OQSCD013
  std::string date;        // SpecificDiseasesCertificateDate
  std::string valid_from;  // SpecificDiseasesValidStartDate
  std::string valid_to;    // SpecificDiseasesValidEndDate
  std::string self_pay;    // SpecificDiseasesSelfPay
  bool operator==(const SpecificDisease&) const = default;
};

}  // namespace madoguchi::domain
