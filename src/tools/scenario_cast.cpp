#include "tools/scenario_cast.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "domain/decide.hpp"

namespace madoguchi::tools {

namespace {

using Assistance = ScenarioInstitution::Assistance;

constexpr std::string_view payer_body_a = "1213101";
constexpr std::string_view payer_body_b = "1213102";
constexpr int first_beneficiary = 201000;  // six digits without the check digit
constexpr std::string_view guide_payer = "12000001";

std::string checked(std::string_view body) {
  return std::string(body) + domain::check_digit(body);
}

util::Day day(std::string_view text) {
  return util::Day::parse(text).value();
}

ScenarioInstitution institution(std::string folder, std::string_view code, std::string name,
                                std::string kind, std::string address,
                                Assistance assistance = Assistance::used) {
  return {std::move(folder),
          {std::string(code), std::move(name), std::move(kind), std::move(address), "13101",
           day("20200401"), std::nullopt},
          assistance};
}

std::vector<ScenarioInstitution> all_institutions() {
  return {institution("clinic", clinic_code, "●●医療機関", "医科", "〇〇市中央1-2-3"),
          institution("", clinic_y_code, "あおば内科クリニック", "医科", "〇〇市青葉町4-5"),
          institution("dental", dental_code, "さくら歯科医院", "歯科", "〇〇市桜台6-7"),
          institution("pharmacy", pharmacy_code, "みどり薬局", "調剤", "〇〇市緑町8-9"),
          institution("visiting-nursing", nursing_code, "ひまわり訪問看護ステーション", "訪問看護",
                      "〇〇市向陽町10-11"),
          institution("clinic-off", clinic_off_code, "こもれび診療所", "医科", "〇〇市木立12-13",
                      Assistance::not_used)};
}

std::vector<store::OfficeRow> all_offices() {
  return {{std::string(office_a),
           "〇〇市福祉事務所",
           "03-0000-1310",
           {std::string(guide_payer), checked(payer_body_a)},
           15},
          {std::string(office_b), "△△市福祉事務所", "03-0000-1320", {checked(payer_body_b)}, 0}};
}

std::string treatment_type_at(std::string_view institution) {
  if (institution == pharmacy_code) return "04";
  if (institution == dental_code) return "03";
  return institution == nursing_code ? "05" : "02";
}

}  // namespace

Cast::Cast(util::Day today) : today_(today), month_(util::Month::of(today)) {
  made_.institutions = all_institutions();
  made_.offices = all_offices();
}

util::Day Cast::long_ago() const {
  return util::Day::from_ymd(today_.year() - 3, 4, 1).value();
}

std::string Cast::new_beneficiary() {
  return checked(std::to_string(first_beneficiary + ++beneficiaries_));
}

std::string Cast::payer_of(std::string_view office) const {
  return checked(office == office_a ? payer_body_a : payer_body_b);
}

Draft Cast::person(std::string id, std::string name, std::string kana, std::string sex,
                   std::string birthdate) {
  Draft draft;
  draft.id = std::move(id);
  draft.person.name = std::move(name);
  draft.person.name_kana = std::move(kana);
  draft.person.sex1 = std::move(sex);
  draft.person.birthdate = day(birthdate);
  draft.person.post_number = "100-0000";
  draft.person.address =
      fmt::format("東京都〇〇市中央{}-{}", beneficiaries_ % 9 + 1, beneficiaries_ % 23 + 1);
  draft.payer = payer_of(office_a);
  draft.beneficiary = new_beneficiary();
  return draft;
}

domain::AssistanceQualification& Cast::assist(const Draft& draft, Interval interval) {
  made_.qualifications.push_back(
      {draft.link_key(),
       {draft.office, "R-" + draft.id, domain::PublicExpenseNumber::parse(draft.payer).value(),
        domain::BeneficiaryNumber::parse(draft.beneficiary).value(), draft.person, interval.start,
        interval.end, interval.loss, interval.reason, false},
       0,
       false});
  return made_.qualifications.back().qualification;
}

domain::Ticket& Cast::ticket(const Draft& draft, std::string_view institution, util::Month month) {
  domain::Ticket ticket;
  ticket.office_code = draft.office;
  ticket.recipient_key = "R-" + draft.id;
  // The issue number belongs to its recipient, so that it stays when others come and go.
  const auto same =
      std::count_if(made_.tickets.begin(), made_.tickets.end(), [&](const store::TicketRow& row) {
        return row.ticket.recipient_key == ticket.recipient_key &&
               row.ticket.office_code == draft.office && row.ticket.treatment_month == month;
      });
  ticket.issue_number = fmt::format("{}-{}-{}", month.text(), draft.beneficiary, same + 1);
  ticket.treatment_month = month;
  ticket.from = month.first_day();
  ticket.to = month.last_day();
  ticket.institution_code = institution;
  for (const auto& one : made_.institutions) {
    if (one.row.code == institution) ticket.institution_name = one.row.name;
  }
  ticket.treatment_type = treatment_type_at(institution);
  ticket.ticket_type = institution == pharmacy_code ? "02" : "01";
  if (institution == pharmacy_code) {
    ticket.issuer_code = clinic_code;
    ticket.issuer_name = made_.institutions.front().row.name;
  }
  ticket.injury_name1 = institution == dental_code ? "う蝕症" : "高血圧症";
  ticket.district_contact = "地区担当　佐藤";
  ticket.handling_contact = "医療担当　鈴木";
  ticket.single_or_combined = "01";
  ticket.social_insurance = "02";
  ticket.infection = "02";
  ticket.elderly_medical_care = "02";
  ticket.prefectural_expenses = "02";
  made_.tickets.push_back({std::move(ticket), 0, false});
  return made_.tickets.back().ticket;
}

void Cast::tickets(const Draft& draft, std::string_view institution) {
  ticket(draft, institution, before());
  ticket(draft, institution, month());
}

domain::Insurance& Cast::insure(const Draft& draft, const InsuranceDraft& insurance) {
  made_.insurances.push_back({draft.link_key(), insurance_of(draft.person, insurance), 0, false});
  return made_.insurances.back().insurance;
}

std::string Cast::card(const Draft& draft, CardKind kind) {
  made_.cards.push_back({draft.card_file(), draft.link_key(), kind});
  return draft.card_file();
}

void Cast::by_card(Told told, std::string folder, ByCardFile card, Expected expected) {
  by_card_on(today_, std::move(told), std::move(folder), std::move(card), std::move(expected));
}

void Cast::by_card_on(util::Day day, Told told, std::string folder, ByCardFile card,
                      Expected expected) {
  made_.scenarios.push_back({std::move(told.id), std::move(told.title), std::move(told.english),
                             std::move(folder), std::move(card), day, std::move(expected)});
}

void Cast::by_number(Told told, std::string folder, const Draft& draft, Expected expected) {
  ask(std::move(told), std::move(folder), numbers_of(draft), std::move(expected));
}

void Cast::ask(Told told, std::string folder, ByNumbers numbers, Expected expected) {
  ask_on(today_, std::move(told), std::move(folder), std::move(numbers), std::move(expected));
}

void Cast::ask_on(util::Day day, Told told, std::string folder, ByNumbers numbers,
                  Expected expected) {
  made_.scenarios.push_back({std::move(told.id), std::move(told.title), std::move(told.english),
                             std::move(folder), std::move(numbers), day, std::move(expected)});
}

void Cast::give_reference(Told told, std::string folder, ByReference given) {
  auto expected = answer("D17", 0, "");
  expected.outcomes = "registered";
  expected.units = given.message == ByReference::Message::many ? 1 : 0;
  made_.scenarios.push_back({std::move(told.id), std::move(told.title), std::move(told.english),
                             std::move(folder), std::move(given), today_, std::move(expected)});
}

void Cast::bulk(Told told, std::string folder, util::Month month, Expected expected) {
  made_.scenarios.push_back({std::move(told.id), std::move(told.title), std::move(told.english),
                             std::move(folder), ByMonth{month}, today_, std::move(expected)});
}

void Cast::ask_many(Told told, std::string folder, const std::vector<std::string>& scenarios) {
  ByMany many;
  auto expected = answer("D17", 0, "");
  for (const auto& id : scenarios) {
    for (const auto& one : made_.scenarios) {
      const auto* numbers = std::get_if<ByNumbers>(&one.ask);
      if (one.id != id || numbers == nullptr) continue;
      many.people.push_back(*numbers);
      expected.outcomes += expected.outcomes.empty() ? "" : " ";
      expected.outcomes += std::to_string(one.expected.validity);
    }
  }
  expected.units = many.people.size();
  made_.scenarios.push_back({std::move(told.id), std::move(told.title), std::move(told.english),
                             std::move(folder), std::move(many), today_, std::move(expected)});
}

// The slow, obvious count: every recipient with a ticket of this institution, the hidden left out.
std::size_t Cast::units(std::string_view institution, util::Month month) const {
  std::set<std::string> people;
  for (const auto& row : made_.tickets) {
    const auto& ticket = row.ticket;
    if (ticket.institution_code != institution || ticket.treatment_month != month) continue;
    for (const auto& holder : made_.qualifications) {
      const auto& one = holder.qualification;
      const bool own = one.office_code == ticket.office_code &&
                       one.recipient_key == ticket.recipient_key && !one.not_disclosed;
      const bool meets = one.start <= ticket.to && (!one.end || ticket.from < *one.end);
      if (own && meets) people.insert(holder.person_link_key);
    }
  }
  return people.size();
}

ByNumbers numbers_of(const Draft& draft) {
  return {draft.payer, draft.beneficiary, draft.person.birthdate, "", ""};
}

Expected answer(std::string row, int validity, std::string results, std::string code) {
  return {std::move(row), "", validity, std::move(results), std::move(code), 0, ""};
}

Expected error(std::string row, std::string code) {
  return {std::move(row), std::move(code), 0, "", "", 0, ""};
}

}  // namespace madoguchi::tools
