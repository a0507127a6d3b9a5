#include "store/sqlite/bodies.hpp"

#include <unordered_map>

#include "store/sqlite/connection.hpp"
#include "store/sqlite/pack.hpp"

namespace madoguchi::store::sqlite {

namespace {

constexpr std::int64_t format = 1;

[[noreturn]] void broken() {
  throw Failure{SQLITE_CORRUPT, "a stored row cannot be read"};
}

Unpacker opened(std::string_view body) {
  Unpacker unpacker(body);
  if (unpacker.number() != format) broken();
  return unpacker;
}

void check(const Unpacker& unpacker) {
  if (!unpacker.whole()) broken();
}

template <class Identifier>
Identifier identifier(std::string_view text) {
  auto parsed = Identifier::parse(text);
  if (!parsed) broken();
  return std::move(*parsed);
}

void put(Packer& packer, const std::optional<util::Day>& day) {
  packer.number(day ? 1 : 0);
  if (day) packer.number(day->number());
}

util::Day day(Unpacker& unpacker) {
  return util::Day::from_number(static_cast<std::int32_t>(unpacker.number()));
}

std::optional<util::Day> optional_day(Unpacker& unpacker) {
  if (unpacker.number() == 0) return std::nullopt;
  return day(unpacker);
}

void put(Packer& packer, const domain::PersonDetails& person) {
  for (const std::string* text :
       {&person.name, &person.name_kana, &person.name_of_other, &person.name_of_other_kana,
        &person.sex1, &person.sex2, &person.post_number, &person.address}) {
    packer.text(*text);
  }
  packer.number(person.birthdate.number());
}

domain::PersonDetails person_details(Unpacker& unpacker) {
  domain::PersonDetails person;
  for (std::string* text :
       {&person.name, &person.name_kana, &person.name_of_other, &person.name_of_other_kana,
        &person.sex1, &person.sex2, &person.post_number, &person.address}) {
    *text = unpacker.text();
  }
  person.birthdate = day(unpacker);
  return person;
}

// The texts of a ticket in their stored order; a new one is added at the end with a new format.
constexpr std::string domain::Ticket::*ticket_texts[] = {
    &domain::Ticket::issue_number,
    &domain::Ticket::ticket_type,
    &domain::Ticket::institution_code,
    &domain::Ticket::institution_name,
    &domain::Ticket::issuer_code,
    &domain::Ticket::issuer_name,
    &domain::Ticket::injury_name1,
    &domain::Ticket::injury_name2,
    &domain::Ticket::injury_name3,
    &domain::Ticket::treatment_type,
    &domain::Ticket::self_pay_amount,
    &domain::Ticket::district_contact,
    &domain::Ticket::handling_contact,
    &domain::Ticket::single_or_combined,
    &domain::Ticket::social_insurance,
    &domain::Ticket::infection,
    &domain::Ticket::elderly_medical_care,
    &domain::Ticket::prefectural_expenses,
    &domain::Ticket::remarks1,
    &domain::Ticket::remarks2,
    &domain::Ticket::remarks3,
};

// By name and not by place in the enum, which may change with the dictionary.
domain::Field field_named(std::string_view name) {
  static const std::unordered_map<std::string_view, domain::Field> fields = [] {
    std::unordered_map<std::string_view, domain::Field> made;
    for (std::size_t i = 0; i < domain::result_field_count; ++i) {
      const auto field = static_cast<domain::Field>(i);
      made.emplace(domain::element_name(field), field);
    }
    return made;
  }();
  const auto found = fields.find(name);
  if (found == fields.end()) broken();
  return found->second;
}

}  // namespace

std::string packed(const domain::AssistanceQualification& qualification) {
  Packer packer(format);
  packer.text(qualification.payer.text());
  packer.text(qualification.beneficiary.text());
  packer.text(qualification.office_code);
  packer.text(qualification.recipient_key);
  put(packer, qualification.person);
  packer.number(qualification.start.number());
  put(packer, qualification.end);
  packer.number(static_cast<std::int64_t>(qualification.loss_kind));
  packer.text(qualification.reason_of_loss);
  packer.number(qualification.not_disclosed ? 1 : 0);
  return packer.take();
}

domain::AssistanceQualification unpacked_qualification(std::string_view body) {
  Unpacker unpacker = opened(body);
  auto payer = identifier<domain::PublicExpenseNumber>(unpacker.view());
  auto beneficiary = identifier<domain::BeneficiaryNumber>(unpacker.view());
  std::string office_code = unpacker.text();
  std::string recipient_key = unpacker.text();
  domain::PersonDetails person = person_details(unpacker);
  const util::Day start = day(unpacker);
  const std::optional<util::Day> end = optional_day(unpacker);
  const std::int64_t loss = unpacker.number();
  std::string reason_of_loss = unpacker.text();
  const bool not_disclosed = unpacker.number() != 0;
  check(unpacker);
  if (loss < 0 || loss > static_cast<std::int64_t>(domain::LossKind::abolished)) broken();
  return {std::move(office_code),
          std::move(recipient_key),
          std::move(payer),
          std::move(beneficiary),
          std::move(person),
          start,
          end,
          static_cast<domain::LossKind>(loss),
          std::move(reason_of_loss),
          not_disclosed};
}

std::string packed(const domain::Ticket& ticket) {
  Packer packer(format);
  packer.text(ticket.payer ? ticket.payer->text() : "");
  packer.text(ticket.beneficiary ? ticket.beneficiary->text() : "");
  packer.number(ticket.treatment_month.index());
  packer.number(ticket.from.number());
  packer.number(ticket.to.number());
  for (const auto member : ticket_texts) packer.text(ticket.*member);
  return packer.take();
}

domain::Ticket unpacked_ticket(std::string_view body) {
  Unpacker unpacker = opened(body);
  domain::Ticket ticket;
  const std::string_view payer = unpacker.view();
  const std::string_view beneficiary = unpacker.view();
  ticket.treatment_month = util::Month::from_index(static_cast<std::int32_t>(unpacker.number()));
  ticket.from = day(unpacker);
  ticket.to = day(unpacker);
  for (const auto member : ticket_texts) ticket.*member = unpacker.text();
  check(unpacker);
  if (!payer.empty()) ticket.payer = identifier<domain::PublicExpenseNumber>(payer);
  if (!beneficiary.empty()) ticket.beneficiary = identifier<domain::BeneficiaryNumber>(beneficiary);
  return ticket;
}

std::string packed(const domain::Insurance& insurance) {
  Packer packer(format);
  for (const std::string* text :
       {&insurance.insurer_number, &insurance.symbol, &insurance.number, &insurance.branch}) {
    packer.text(*text);
  }
  packer.number(insurance.birthdate.number());
  packer.number(insurance.start.number());
  put(packer, insurance.end);
  packer.number(static_cast<std::int64_t>(insurance.fields.size()));
  for (const domain::FieldValue& value : insurance.fields) {
    packer.text(domain::element_name(value.field));
    packer.text(value.value);
  }
  packer.number(static_cast<std::int64_t>(insurance.specific_diseases.size()));
  for (const domain::SpecificDisease& disease : insurance.specific_diseases) {
    for (const std::string* text : {&disease.category, &disease.date, &disease.valid_from,
                                    &disease.valid_to, &disease.self_pay}) {
      packer.text(*text);
    }
  }
  return packer.take();
}

domain::Insurance unpacked_insurance(std::string_view body) {
  Unpacker unpacker = opened(body);
  domain::Insurance insurance;
  for (std::string* text :
       {&insurance.insurer_number, &insurance.symbol, &insurance.number, &insurance.branch}) {
    *text = unpacker.text();
  }
  insurance.birthdate = day(unpacker);
  insurance.start = day(unpacker);
  insurance.end = optional_day(unpacker);
  for (std::int64_t left = unpacker.number(); left > 0 && unpacker.ok(); --left) {
    const std::string_view name = unpacker.view();
    if (!unpacker.ok()) broken();
    insurance.fields.push_back({field_named(name), unpacker.text()});
  }
  for (std::int64_t left = unpacker.number(); left > 0 && unpacker.ok(); --left) {
    domain::SpecificDisease disease;
    for (std::string* text : {&disease.category, &disease.date, &disease.valid_from,
                              &disease.valid_to, &disease.self_pay}) {
      *text = unpacker.text();
    }
    insurance.specific_diseases.push_back(std::move(disease));
  }
  check(unpacker);
  return insurance;
}

std::string packed(const CardRow& card) {
  Packer packer(format);
  packer.number(card.valid_from.number());
  packer.number(card.valid_to.number());
  return packer.take();
}

util::Day valid_to_in_card(std::string_view body) {
  Unpacker unpacker = opened(body);
  day(unpacker);  // valid from
  const auto until = day(unpacker);
  check(unpacker);
  return until;
}

std::string packed(const InstitutionRow& institution) {
  Packer packer(format);
  packer.text(institution.name);
  packer.text(institution.kind);
  packer.text(institution.address);
  packer.text(institution.area_code);
  packer.number(institution.designated_from.number());
  put(packer, institution.designated_to);
  return packer.take();
}

std::string name_in_institution(std::string_view body) {
  Unpacker unpacker = opened(body);
  std::string name = unpacker.text();
  if (!unpacker.ok()) broken();
  return name;
}

InstitutionRow unpacked_institution(std::string_view body) {
  Unpacker unpacker = opened(body);
  InstitutionRow row;
  for (std::string* text : {&row.name, &row.kind, &row.address, &row.area_code}) {
    *text = unpacker.text();
  }
  row.designated_from = day(unpacker);
  row.designated_to = optional_day(unpacker);
  check(unpacker);
  return row;
}

std::string packed(const OfficeRow& office) {
  Packer packer(format);
  packer.text(office.code);
  packer.text(office.name);
  packer.text(office.telephone);
  packer.number(office.registration_day);
  packer.number(static_cast<std::int64_t>(office.payer_numbers.size()));
  for (const std::string& payer : office.payer_numbers) packer.text(payer);
  return packer.take();
}

OfficeRow unpacked_office_row(std::string_view body) {
  Unpacker unpacker = opened(body);
  OfficeRow office;
  office.code = unpacker.text();
  office.name = unpacker.text();
  office.telephone = unpacker.text();
  office.registration_day = static_cast<int>(unpacker.number());
  for (std::int64_t left = unpacker.number(); left > 0 && unpacker.ok(); --left) {
    office.payer_numbers.push_back(unpacker.text());
  }
  check(unpacker);
  return office;
}

domain::Office unpacked_office(std::string_view body) {
  OfficeRow row = unpacked_office_row(body);
  return {std::move(row.code), std::move(row.name), std::move(row.telephone), row.registration_day};
}

}  // namespace madoguchi::store::sqlite
