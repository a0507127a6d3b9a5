#include <algorithm>

#include "domain/projecting.hpp"

namespace madoguchi::domain {
namespace {

constexpr std::string_view loss_by_assistance = "02";  // OQSCD008 生活保護受給開始
constexpr std::string_view loss_other = "99";          // OQSCD008 その他

// D1, D3: the assistance side is as if it did not exist, so nothing may point to it.
bool assistance_hidden(const Facts& facts, const PersonFacts& person) {
  return !facts.institution.uses_medical_assistance ||
         std::any_of(person.qualifications.begin(), person.qualifications.end(),
                     [](const auto& qualification) { return qualification.not_disclosed; });
}

// The reason 02 tells that somebody is a recipient: only the card may learn it (4.4), and not of
// somebody whose assistance is hidden.
std::string reason_of_loss(const std::string& registered, const Audience& audience, bool hidden) {
  const bool told = audience.channel == Channel::card || audience.settings.tell_reason_of_loss;
  if (hidden && registered == loss_by_assistance) return std::string(loss_other);
  return registered == loss_by_assistance && !told ? std::string(loss_other) : registered;
}

// Unknown to us: what the institution saw last. So 1 says 変更ありまたは判定不能 unless the asking
// side has the patient's consent and no certificate is registered at all (OQSCD014).
std::string limit_certificate_changed(const Insurance& insurance, const Audience& audience) {
  const bool registered =
      std::any_of(insurance.fields.begin(), insurance.fields.end(),
                  [](const FieldValue& value) { return limit_certificate_field(value.field); });
  return audience.limit_certificate_consent && !registered ? "0" : "1";
}

}  // namespace

bool reference_number_allowed(const Verdict& verdict, const Audience& audience) {
  if (audience.channel == Channel::card || audience.channel == Channel::bulk) return true;
  return verdict.validity == Validity::valid;
}

ResultAnswer insurance_result(const Facts& facts, const Verdict& verdict,
                              const Audience& audience) {
  const PersonFacts& person = facts.people.at(verdict.person);
  const Insurance& insurance = person.insurances.at(verdict.insurance.value());
  const bool unit = audience.channel == Channel::number_unit;
  const bool limit_certificate_told = audience.limit_certificate_consent && !unit;
  Sheet sheet;
  for (const auto& [field, value] : insurance.fields) {
    if (!insurer_registers(field)) continue;
    if (limit_certificate_field(field) && !limit_certificate_told) continue;
    sheet[field] = value;
  }
  if (sheet.contains(Field::InsurerNumber)) {
    sheet[Field::InsurerNumber] = padded_insurer_number(sheet[Field::InsurerNumber]);
  }
  if (sheet.contains(Field::ReasonOfLoss)) {
    sheet[Field::ReasonOfLoss] =
        reason_of_loss(sheet[Field::ReasonOfLoss], audience, assistance_hidden(facts, person));
  }
  if (unit) {
    sheet[Field::LimitApplicationCertificateChanged] =
        limit_certificate_changed(insurance, audience);
  }
  if (!is_unit(audience.channel) && reference_number_allowed(verdict, audience)) {
    sheet[Field::ReferenceNumber] = person.reference_number;
  }
  if (verdict.validity == Validity::valid) write_consents(audience, sheet);

  ResultAnswer result;
  result.side = Side::insurance;
  result.validity = verdict.validity;
  result.fields = in_order(sheet);
  if (audience.specific_diseases_consent) result.specific_diseases = insurance.specific_diseases;
  return result;
}

}  // namespace madoguchi::domain
