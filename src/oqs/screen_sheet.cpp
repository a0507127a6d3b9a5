#include "oqs/screen_sheet.hpp"

#include "util/calendar.hpp"

namespace madoguchi::oqs {

namespace {

using domain::Field;
using domain::TicketField;
using Ticket = std::vector<domain::TicketFieldValue>;

std::string value_of(const domain::ResultAnswer& result, Field field) {
  for (const auto& entry : result.fields) {
    if (entry.field == field) return entry.value;
  }
  return {};
}
std::string value_of(const Ticket& ticket, TicketField field) {
  for (const auto& entry : ticket) {
    if (entry.field == field) return entry.value;
  }
  return {};
}

// As registered when it is no date that the calendar knows.
std::string day_text(const std::string& text, Language language) {
  const auto parsed = util::Day::parse(text);
  if (!parsed) return text;
  auto era = util::era_text(*parsed);
  return language == Language::japanese && !era.empty() ? era : parsed->iso_text();
}
std::string month_text(const std::string& text, Language language) {
  const auto parsed = util::Month::parse(text);
  if (!parsed) return text;
  auto era = util::era_text(*parsed);
  if (language == Language::japanese && !era.empty()) return era;
  return text.substr(0, 4) + "-" + text.substr(4);
}

// "030" is 30 percent, at a counter 3割.
std::string ratio_text(const std::string& percent, Language language) {
  if (percent.size() != 3 || percent.find_first_not_of("0123456789") != std::string::npos) {
    return percent;
  }
  const auto number = std::stoi(percent);
  if (language == Language::english) return std::to_string(number) + "%";
  return number % 10 == 0 ? std::to_string(number / 10) + "割" : std::to_string(number) + "％";
}

// How a field's value becomes what people read.
enum class Kind { text, day, month, ratio, sex, ticket_type, use, yes_no, treatment, yen };

template <std::size_t count>
std::string coded(const std::string& code, const CodeWord (&table)[count], Language language) {
  for (const auto& word : table) {
    if (word.code == code) return std::string(in(word.word, language));
  }
  return code;
}

std::string read_as(Kind kind, const std::string& raw, Language language) {
  switch (kind) {
    case Kind::day:
      return day_text(raw, language);
    case Kind::month:
      return month_text(raw, language);
    case Kind::ratio:
      return ratio_text(raw, language);
    case Kind::sex:
      return coded(raw, words::sexes, language);
    case Kind::ticket_type:
      return coded(raw, words::ticket_types, language);
    case Kind::use:
      return coded(raw, words::uses, language);
    case Kind::yes_no:
      return coded(raw, words::yes_or_no, language);
    case Kind::treatment:
      return coded(raw, words::treatments, language);
    case Kind::yen:
      return raw.empty() ? raw : raw + std::string(in(words::yen, language));
    case Kind::text:
      break;
  }
  return raw;
}

// Makes the fields of one result or ticket.
template <class From, class FieldOf>
class Sheet {
 public:
  Sheet(const From& from, Language language) : from_(from), language_(language) {}
  ShownField operator()(FieldOf field, const Word& label, Kind kind = Kind::text) const {
    auto raw = value_of(from_, field);
    return {domain::element_name(field), label, read_as(kind, raw, language_), raw};
  }

 private:
  const From& from_;
  Language language_;
};

ShownTicket shown_ticket(const Ticket& ticket, Language language) {
  const Sheet<Ticket, TicketField> field(ticket, language);
  ShownTicket shown;
  shown.lines = {{field(TicketField::TicketType, words::ticket_type, Kind::ticket_type),
                  field(TicketField::MedicalTreatmentMonth, words::treatment_month, Kind::month)},
                 {field(TicketField::DesignatedMedicalInstitutionName, words::institution),
                  field(TicketField::SingleOrCombinedUse, words::single_or_combined, Kind::use)},
                 {field(TicketField::MedicalTicketValidDate, words::valid_from, Kind::day)},
                 {field(TicketField::MedicalTicketExpirationDate, words::valid_to, Kind::day)},
                 {field(TicketField::InjuryName1, words::injury1),
                  field(TicketField::InjuryName2, words::injury2),
                  field(TicketField::InjuryName3, words::injury3)}};
  const ShownLine more = {
      field(TicketField::MedicalTreatmentType, words::treatment_type, Kind::treatment),
      field(TicketField::SelfPayAmount, words::self_pay, Kind::yen),
      field(TicketField::IssueNumber, words::issue_number),
      field(TicketField::PrescriptionIssuerMedicalInstitutionName, words::issuer),
      field(TicketField::StatusOfSocialInsurance, words::social_insurance, Kind::yes_no),
      field(TicketField::StatusOfInfecton, words::infection, Kind::yes_no),
      field(TicketField::StatusOfElderlyMedicalCare, words::elderly, Kind::yes_no),
      field(TicketField::StatusOfPrefecturalExpenses, words::prefectural, Kind::yes_no),
      field(TicketField::DistrictContactName, words::district_contact),
      field(TicketField::HandlingContactName, words::handling_contact),
      field(TicketField::Remarks1, words::remarks),
      field(TicketField::Remarks2, words::remarks),
      field(TicketField::Remarks3, words::remarks)};
  for (const auto& one : more) {
    if (!one.value.empty()) shown.more.push_back(one);
  }
  shown.inconsistent = value_of(ticket, TicketField::ConsistencyFlag) == "1";
  return shown;
}

using ResultSheet = Sheet<domain::ResultAnswer, Field>;

ShownLine person_line(const ResultSheet& field) {
  return {field(Field::Name, words::name), field(Field::Sex1, words::sex, Kind::sex),
          field(Field::Birthdate, words::birthdate, Kind::day)};
}

ShownLine reference_line(const ResultSheet& field, const std::string& of_unit) {
  auto own = field(Field::ReferenceNumber, words::reference_number);
  if (own.value.empty()) own.value = own.raw = of_unit;
  return {own};
}

}  // namespace

std::string_view in(const Word& word, Language language) {
  return language == Language::japanese ? word.japanese : word.english;
}

ShownResult shown_result(const domain::ResultAnswer& result, const std::string& reference_number,
                         Language language) {
  const ResultSheet field(result, language);
  ShownResult shown;
  shown.side = result.side;
  if (result.side == domain::Side::assistance) {
    shown.lines = {reference_line(field, reference_number),
                   {field(Field::InsurerNumber, words::payer_number),
                    field(Field::InsurerName, words::welfare_office)},
                   {field(Field::InsuredIdentificationNumber, words::beneficiary_number)},
                   person_line(field)};
    auto ended = field(Field::DisqualificationDate, words::qualified_to, Kind::day);
    if (!ended.value.empty()) shown.lines.push_back({std::move(ended)});
    if (result.tickets.empty()) shown.tickets.push_back(shown_ticket({}, language));
    for (const auto& ticket : result.tickets) {
      shown.tickets.push_back(shown_ticket(ticket, language));
    }
    return shown;
  }
  shown.lines = {reference_line(field, reference_number),
                 {field(Field::InsurerNumber, words::insurer_number),
                  field(Field::InsurerName, words::insurer_name)},
                 {field(Field::InsuredCardSymbol, words::symbol),
                  field(Field::InsuredIdentificationNumber, words::number),
                  field(Field::InsuredBranchNumber, words::branch)},
                 person_line(field),
                 {field(Field::QualificationDate, words::qualified_from, Kind::day),
                  field(Field::DisqualificationDate, words::qualified_to, Kind::day)},
                 {field(Field::InsuredCardValidDate, words::valid_from, Kind::day),
                  field(Field::InsuredCardExpirationDate, words::valid_to, Kind::day)},
                 {field(Field::InsuredPartialContributionRatio, words::ratio, Kind::ratio)}};
  return shown;
}

}  // namespace madoguchi::oqs
