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

// 照会番号 as in the matrix's columns: withheld from a number inquiry that is not valid.
bool reference_number_allowed(const Verdict& verdict, const Audience& audience) {
  if (audience.channel == Channel::bulk) return false;  // stands beside the results of the unit
  return audience.channel == Channel::card || verdict.validity == Validity::valid;
}

}  // namespace

ResultAnswer insurance_result(const Facts& facts, const Verdict& verdict,
                              const Audience& audience) {
  const PersonFacts& person = facts.people.at(verdict.person);
  const Insurance& insurance = person.insurances.at(verdict.insurance.value());
  Sheet sheet;
  for (const auto& [field, value] : insurance.fields) {
    if (!insurer_registers(field)) continue;
    if (limit_certificate_field(field) && !audience.limit_certificate_consent) continue;
    sheet[field] = value;
  }
  if (sheet.contains(Field::InsurerNumber)) {
    sheet[Field::InsurerNumber] = padded_insurer_number(sheet[Field::InsurerNumber]);
  }
  if (sheet.contains(Field::ReasonOfLoss)) {
    sheet[Field::ReasonOfLoss] =
        reason_of_loss(sheet[Field::ReasonOfLoss], audience, assistance_hidden(facts, person));
  }
  if (reference_number_allowed(verdict, audience)) {
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
