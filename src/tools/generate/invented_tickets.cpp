// What the recipients of an invented office hold: tickets and insurance.

#include <fmt/format.h>

#include "domain/identifiers.hpp"
#include "tools/generate/invented.hpp"
#include "tools/generate/places.hpp"
#include "tools/insurance_draft.hpp"

namespace madoguchi::tools {

namespace {

using Luck = Chance::Luck;

constexpr std::uint64_t about_care = 7, about_insurance = 0;

struct Condition {
  std::string_view name;
  int weight;
};
constexpr Condition conditions[] = {
    {"高血圧症", 24},        {"２型糖尿病", 14}, {"脂質異常症", 12}, {"変形性膝関節症", 9},
    {"腰痛症", 9},           {"統合失調症", 8},  {"うつ病", 8},      {"気管支喘息", 5},
    {"慢性胃炎", 6},         {"骨粗鬆症", 6},    {"心不全", 3},      {"脳梗塞後遺症", 4},
    {"アルツハイマー病", 3}, {"白内障", 4},      {"湿疹", 3}};
constexpr Condition teeth[] = {{"う蝕症", 6}, {"歯周病", 5}, {"義歯不適合", 2}};

std::string_view condition(Chance& chance) {
  return chosen(conditions, chance).name;
}

// Permille of the recipients who are in this care.
struct Shares {
  unsigned outpatient = 850, second_condition = 400, second_clinic = 300, pharmacy = 800,
           dentist = 150, inpatient = 50, nurse = 50;
};

}  // namespace

void InventedOffice::add_insurance(InventedRecipient& made, std::uint64_t n) const {
  constexpr unsigned insured_permille = 30;
  auto chance = chance_of(n, about_insurance);
  if (chance.permille(insured_permille) == Luck::no) return;
  const auto& first = made.qualifications.front().qualification;
  const auto body = fmt::format("06{:02}9{:02}", prefecture_, chance.between(1, 20));
  InsuranceDraft draft;
  draft.insurer_number = body + domain::check_digit(body);
  draft.insurer_name =
      fmt::format("{}見本第{}健康保険組合", domain::prefecture_name(prefecture_), body.substr(5));
  draft.symbol = std::to_string(chance.between(100, 9999));
  draft.number = std::to_string(first_ + n + 1);
  draft.branch = "00";
  draft.start = first.start;
  made.insurance = {made.person_link_key, insurance_of(first.person, draft), 0, false};
}

// What somebody needs month after month: the same institutions, the same conditions.
struct InventedOffice::Care {
  std::string_view treatment_type;  // OQSCD019
  std::size_t institution = 0;
  std::optional<std::size_t> issuer;  // 処方箋発行元
  std::string_view injury1, injury2;
};

std::vector<InventedOffice::Care> InventedOffice::cares(Chance& chance) const {
  const Shares shares;
  std::vector<Care> cares;
  const auto has = [&chance](unsigned permille) { return chance.permille(permille) == Luck::yes; };
  if (has(shares.outpatient)) {
    const auto first = institution_of('1', chance);
    cares.push_back({"02", first, std::nullopt, condition(chance),
                     has(shares.second_condition) ? condition(chance) : std::string_view()});
    const auto second = institution_of('1', chance);
    if (has(shares.second_clinic) && second != first) {
      cares.push_back({"02", second, std::nullopt, condition(chance), ""});
    }
    const auto drugs = institution_of('4', chance);
    for (std::size_t i = 0, clinics = cares.size(); i < clinics; ++i) {
      if (has(shares.pharmacy)) cares.push_back({"04", drugs, cares[i].institution, "", ""});
    }
  }
  if (has(shares.dentist)) {
    cares.push_back({"03", institution_of('3', chance), {}, chosen(teeth, chance).name, ""});
  }
  if (has(shares.inpatient)) {
    cares.push_back({"01", institution_of('1', chance), {}, condition(chance), condition(chance)});
  }
  if (has(shares.nurse)) {
    cares.push_back({"05", institution_of('6', chance), {}, condition(chance), ""});
  }
  return cares;
}

domain::Ticket InventedOffice::ticket(const Care& care,
                                      const domain::AssistanceQualification& holder) const {
  domain::Ticket ticket;
  ticket.office_code = holder.office_code;
  ticket.recipient_key = holder.recipient_key;
  ticket.treatment_type = care.treatment_type;
  ticket.ticket_type = care.treatment_type == "04" ? "02" : "01";
  const auto& institution = institutions_[care.institution];
  ticket.institution_code = institution.code;
  ticket.institution_name = institution.name;
  if (care.issuer) {
    ticket.issuer_code = institutions_[*care.issuer].code;
    ticket.issuer_name = institutions_[*care.issuer].name;
  }
  ticket.injury_name1 = care.injury1;
  ticket.injury_name2 = care.injury2;
  ticket.district_contact = "地区担当";
  ticket.handling_contact = "医療担当";
  ticket.elderly_medical_care = "02";
  return ticket;
}

void InventedOffice::add_tickets(InventedRecipient& made, std::uint64_t n) const {
  auto chance = chance_of(n, about_care);
  const auto needed = cares(chance);
  const auto has = [&chance](unsigned permille) { return chance.permille(permille) == Luck::yes; };
  const auto self_pay = has(30) ? std::to_string(chance.between(1, 60) * 500) : std::string();
  const auto* infection = has(8) ? "01" : "02";
  const auto* prefectural = has(60) ? "01" : "02";
  const auto* remark = has(20) ? "通院の際は事前に連絡のこと" : "";
  const auto last = util::Month::of(size_.today);
  for (auto month = last.plus_months(1 - size_.months); month <= last;
       month = month.plus_months(1)) {
    int issued = 0;
    for (const auto& row : made.qualifications) {
      const auto& holder = row.qualification;
      const auto from = std::max(month.first_day(), holder.start);
      auto to = month.last_day();
      if (holder.end) to = std::min(to, holder.end->plus_days(-1));
      if (from > to) continue;
      for (const auto& care : needed) {
        auto issue = ticket(care, holder);
        issue.issue_number = fmt::format("{}-{}-{}", month.text(), holder.recipient_key, ++issued);
        issue.treatment_month = month;
        issue.from = from;
        issue.to = to;
        if (care.treatment_type == "01") issue.self_pay_amount = self_pay;
        issue.single_or_combined = made.insurance ? "02" : "01";
        issue.social_insurance = made.insurance ? "01" : "02";
        issue.infection = infection;
        issue.prefectural_expenses = prefectural;
        issue.remarks1 = remark;
        made.tickets.push_back({std::move(issue), 0, false});
      }
    }
  }
}

}  // namespace madoguchi::tools
