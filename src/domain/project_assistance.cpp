#include <algorithm>

#include "domain/projecting.hpp"

namespace madoguchi::domain {
namespace {

constexpr std::string_view assistance_class = "A1";    // OQSCD010
constexpr std::string_view sex_not_told = "3";         // OQSCD007
constexpr std::string_view institution_agrees = "0";   // OQSCD026: 0 means match
constexpr std::string_view institution_differs = "1";  // OQSCD026

// Everything an A1 result can hold; `allowed` decides what of it is written.
Sheet assistance_sheet(const Facts& facts, const PersonFacts& person,
                       const AssistanceQualification& qualification) {
  const PersonDetails& who = qualification.person;
  const Office* office = office_of(facts, qualification);
  Sheet sheet;
  sheet[Field::InsuredCardClassification] = assistance_class;
  sheet[Field::Name] = who.name;
  sheet[Field::NameOfOther] = who.name_of_other;
  sheet[Field::NameKana] = who.name_kana;
  sheet[Field::NameOfOtherKana] = who.name_of_other_kana;
  sheet[Field::Sex1] = who.sex2.empty() ? who.sex1 : std::string(sex_not_told);
  sheet[Field::Sex2] = who.sex2;
  sheet[Field::Birthdate] = who.birthdate.text();
  sheet[Field::Address] = who.address;
  sheet[Field::PostNumber] = who.post_number;
  sheet[Field::QualificationDate] = qualification.start.text();
  if (qualification.end) sheet[Field::DisqualificationDate] = qualification.end->text();
  if (office) sheet[Field::InsurerName] = office->name;
  sheet[Field::ReferenceNumber] = person.reference_number;
  return sheet;
}

// D19 under Q2: says no more than that the numbers belong to another institution's ticket.
ResultAnswer other_institution_flag(const Verdict& verdict) {
  ResultAnswer result;
  result.side = Side::assistance;
  result.validity = verdict.validity;
  result.fields = {{Field::InsuredCardClassification, std::string(assistance_class)}};
  result.tickets = {
      {{TicketField::DesignatedMedicalInstitutionFlag, std::string(institution_differs)}}};
  return result;
}

bool insured_beside(const PersonFacts& person, const Ticket& ticket, const Audience& audience) {
  return std::any_of(person.insurances.begin(), person.insurances.end(),
                     [&](const Insurance& insurance) {
                       return audience.channel == Channel::bulk ? active_during(insurance, ticket)
                                                                : active(insurance, audience.day);
                     });
}

// 整合性フラグ: the ticket's 社会保険状況 contradicts what insurers registered. Never by number: it
// would tell whether the person is insured.
std::string consistency_flag(const PersonFacts& person, const Ticket& ticket,
                             const Audience& audience) {
  if (audience.channel == Channel::number || audience.channel == Channel::number_unit) return "";
  return misstates_insurance(ticket, insured_beside(person, ticket, audience)) ? "1" : "";
}

}  // namespace

std::vector<TicketFieldValue> own_ticket(const PersonFacts& person, const Ticket& ticket,
                                         const Audience& audience) {
  std::vector<TicketFieldValue> written;
  written.reserve(ticket_field_count);
  const auto put = [&written](TicketField field, std::string_view value) {
    if (!value.empty()) written.push_back({field, std::string(value)});
  };
  put(TicketField::TicketType, ticket.ticket_type);
  put(TicketField::MedicalTicketValidDate, ticket.from.text());
  put(TicketField::MedicalTicketExpirationDate, ticket.to.text());
  put(TicketField::IssueNumber, ticket.issue_number);
  put(TicketField::MedicalTreatmentMonth, ticket.treatment_month.text());
  put(TicketField::DesignatedMedicalInstitutionCode, ticket.institution_code);
  put(TicketField::DesignatedMedicalInstitutionFlag, institution_agrees);
  put(TicketField::DesignatedMedicalInstitutionName, ticket.institution_name);
  put(TicketField::PrescriptionIssuerMedicalInstitutionCode, ticket.issuer_code);
  put(TicketField::PrescriptionIssuerMedicalInstitutionName, ticket.issuer_name);
  put(TicketField::InjuryName1, ticket.injury_name1);
  put(TicketField::InjuryName2, ticket.injury_name2);
  put(TicketField::InjuryName3, ticket.injury_name3);
  put(TicketField::MedicalTreatmentType, ticket.treatment_type);
  put(TicketField::SelfPayAmount, ticket.self_pay_amount);
  put(TicketField::DistrictContactName, ticket.district_contact);
  put(TicketField::HandlingContactName, ticket.handling_contact);
  put(TicketField::SingleOrCombinedUse, ticket.single_or_combined);
  put(TicketField::StatusOfSocialInsurance, ticket.social_insurance);
  put(TicketField::ConsistencyFlag, consistency_flag(person, ticket, audience));
  put(TicketField::StatusOfInfecton, ticket.infection);
  put(TicketField::StatusOfElderlyMedicalCare, ticket.elderly_medical_care);
  put(TicketField::StatusOfPrefecturalExpenses, ticket.prefectural_expenses);
  put(TicketField::Remarks1, ticket.remarks1);
  put(TicketField::Remarks2, ticket.remarks2);
  put(TicketField::Remarks3, ticket.remarks3);
  return written;
}

ResultAnswer assistance_result(const Facts& facts, const Verdict& verdict,
                               const Audience& audience) {
  if (verdict.reason == Reason::number_commissioned_elsewhere &&
      audience.settings.number_inquiry_other_institution_flag) {
    return other_institution_flag(verdict);  // Q2
  }
  const Column column = column_of(verdict.validity, audience.channel);
  const PersonFacts& person = facts.people.at(verdict.person);
  Sheet sheet = assistance_sheet(facts, person, person.qualifications.at(*verdict.qualification));
  write_consents(audience, sheet);
  if (!verdict.tickets.empty()) {
    // The numbers to bill under are the tickets', which may differ from the qualification's.
    const Ticket& ticket = person.tickets.at(verdict.tickets.front());
    const BillingNumbers numbers = billing_numbers(ticket, person).value();
    sheet[Field::InsurerNumber] = padded_insurer_number(numbers.payer);
    sheet[Field::InsuredIdentificationNumber] = numbers.beneficiary;
  }
  if (is_unit(audience.channel)) sheet.erase(Field::ReferenceNumber);
  std::erase_if(sheet, [column](const auto& entry) { return !allowed(column, entry.first); });

  ResultAnswer result;
  result.side = Side::assistance;
  result.validity = verdict.validity;
  result.fields = in_order(sheet);
  if (ticket_fields_allowed(column)) {
    for (const std::size_t index : verdict.tickets) {
      result.tickets.push_back(own_ticket(person, person.tickets.at(index), audience));
    }
  }
  return result;
}

}  // namespace madoguchi::domain
