#include "domain/projecting.hpp"

namespace madoguchi::domain {
namespace {

// Who may see what, per group of rows of the matrix (domain.md 4.4), for an assistance result.

// 氏名, カナ, 氏名（その他）とカナ, 性別, 生年月日; with it 照会番号 and the A1 that names the
// result.
bool person_allowed(Column column) {
  return column == Column::valid || column == Column::valid_unregistered ||
         column == Column::invalid_card || column == Column::newer_card;
}

bool office_name_allowed(Column column) {
  return column == Column::valid || column == Column::valid_unregistered ||
         column == Column::invalid_card;
}

bool start_allowed(Column column) {
  return office_name_allowed(column);
}

// In state 6 the end is not told: "✓ / none".
bool end_allowed(Column column) {
  return column == Column::valid || column == Column::invalid_card;
}

bool consents_allowed(Column column) {
  return column == Column::valid || column == Column::valid_unregistered;
}

}  // namespace

bool consent_field(Field field) {
  switch (field) {
    case Field::LimitApplicationCertificateRelatedConsFlg:
    case Field::LimitApplicationCertificateRelatedConsTime:
    case Field::SpecificDiseasesCertificateRelatedConsFlg:
    case Field::SpecificDiseasesCertificateRelatedConsTime:
    case Field::SpecificHealthCheckupsInfoConsFlg:
    case Field::SpecificHealthCheckupsInfoConsTime:
    case Field::SpecificHealthCheckupsInfoAvailableTime:
    case Field::PharmacistsInfoConsFlg:
    case Field::PharmacistsInfoConsTime:
    case Field::PharmacistsInfoAvailableTime:
    case Field::DiagnosisInfoConsFlg:
    case Field::DiagnosisInfoConsTime:
    case Field::DiagnosisInfoAvailableTime:
    case Field::OperationInfoConsFlg:
    case Field::OperationInfoConsTime:
    case Field::OperationInfoAvailableTime:
      return true;
    default:
      return false;
  }
}

bool allowed(Column column, Field field) {
  if (consent_field(field)) return consents_allowed(column);
  switch (field) {
    case Field::InsuredCardClassification:
    case Field::Name:
    case Field::NameOfOther:
    case Field::NameKana:
    case Field::NameOfOtherKana:
    case Field::Sex1:
    case Field::Sex2:
    case Field::Birthdate:
    case Field::ReferenceNumber:
      return person_allowed(column);
    case Field::InsurerName:
      return office_name_allowed(column);
    case Field::QualificationDate:
      return start_allowed(column);
    case Field::DisqualificationDate:
      return end_allowed(column);
    case Field::InsurerNumber:                // 公費負担者番号
    case Field::InsuredIdentificationNumber:  // 受給者番号
    case Field::Address:
    case Field::PostNumber:
      return column == Column::valid;
    default:
      return false;  // an allow-list; 資格喪失事由 in no column
  }
}

bool ticket_fields_allowed(Column column) {
  return column == Column::valid;
}

Column column_of(Validity validity, Channel channel) {
  const bool card = channel == Channel::card;
  switch (validity) {
    case Validity::valid:
      return Column::valid;
    case Validity::valid_unregistered:
      return card ? Column::valid_unregistered : Column::none;
    case Validity::invalid:
      return card ? Column::invalid_card : Column::invalid_number;
    case Validity::invalid_newer:
      return card ? Column::newer_card : Column::newer_number;
    case Validity::none:
    case Validity::several:
      return Column::none;
  }
  return Column::none;
}

bool insurer_registers(Field field) {
  return !consent_field(field) && field != Field::ReferenceNumber &&
         field != Field::LimitApplicationCertificateChanged;
}

bool limit_certificate_field(Field field) {
  switch (field) {
    case Field::LimitApplicationCertificateClassification:
    case Field::LimitApplicationCertificateClassificationFlag:
    case Field::LimitApplicationCertificateDate:
    case Field::LimitApplicationCertificateValidStartDate:
    case Field::LimitApplicationCertificateValidEndDate:
    case Field::LimitApplicationCertificateLongTermDate:
      return true;
    default:
      return false;
  }
}

}  // namespace madoguchi::domain
