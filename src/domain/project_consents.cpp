#include <array>

#include "domain/projecting.hpp"

namespace madoguchi::domain {
namespace {

struct ConsentFields {
  ConsentKind kind;
  Field flag;
  Field time;
  std::optional<Field> available;  // the four histories
};

constexpr std::array consent_fields{
    ConsentFields{ConsentKind::limit_certificate, Field::LimitApplicationCertificateRelatedConsFlg,
                  Field::LimitApplicationCertificateRelatedConsTime, std::nullopt},
    ConsentFields{ConsentKind::specific_diseases, Field::SpecificDiseasesCertificateRelatedConsFlg,
                  Field::SpecificDiseasesCertificateRelatedConsTime, std::nullopt},
    ConsentFields{ConsentKind::health_checkups, Field::SpecificHealthCheckupsInfoConsFlg,
                  Field::SpecificHealthCheckupsInfoConsTime,
                  Field::SpecificHealthCheckupsInfoAvailableTime},
    ConsentFields{ConsentKind::medication, Field::PharmacistsInfoConsFlg,
                  Field::PharmacistsInfoConsTime, Field::PharmacistsInfoAvailableTime},
    ConsentFields{ConsentKind::diagnosis, Field::DiagnosisInfoConsFlg, Field::DiagnosisInfoConsTime,
                  Field::DiagnosisInfoAvailableTime},
    ConsentFields{ConsentKind::operation, Field::OperationInfoConsFlg, Field::OperationInfoConsTime,
                  Field::OperationInfoAvailableTime},
};

void write_consent(const Consent& consent, const ConsentFields& fields, Sheet& sheet) {
  sheet[fields.flag] = consent.given ? "1" : "0";  // OQSCD001, OQSCD016
  if (!consent.given) return;
  sheet[fields.time] = util::date_time_in_japan(consent.at);
  if (fields.available) {
    sheet[*fields.available] = util::date_time_in_japan(consent.available_until);
  }
}

}  // namespace

// Only what the patient was asked is written; what was not asked has no flag at all.
void write_consents(const Audience& audience, Sheet& sheet) {
  for (const Consent& consent : audience.consents) {
    for (const ConsentFields& fields : consent_fields) {
      if (fields.kind == consent.kind) write_consent(consent, fields, sheet);
    }
  }
}

}  // namespace madoguchi::domain
