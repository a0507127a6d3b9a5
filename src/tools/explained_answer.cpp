#include "tools/explained_answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tools/reason_text.hpp"

namespace madoguchi::tools {

namespace {

using domain::Column;
using domain::Field;
using domain::Side;
using Names = std::vector<std::string>;

constexpr std::string_view tickets_name = "MedicalTicketInfo";

// Names of everything an institution got of one side.
std::set<std::string> disclosed(const domain::Answer& answer, Side side) {
  std::set<std::string> names;
  for (const auto& result : answer.results) {
    if (result.side != side) continue;
    for (const auto& [field, value] : result.fields) names.emplace(element_name(field));
    for (const auto& ticket : result.tickets) {
      for (const auto& [field, value] : ticket) {
        names.insert(std::string(tickets_name) + "/" + std::string(element_name(field)));
      }
    }
    if (!result.specific_diseases.empty()) names.emplace("SpecificDiseasesCertificateList");
  }
  return names;
}

// Names of what is registered of one assistance.
std::set<std::string> registered(const domain::AssistanceQualification& one) {
  std::set<std::string> names;
  const auto add_if = [&names](Field field, bool there) {
    if (there) names.emplace(element_name(field));
  };
  const auto& who = one.person;
  for (const auto field :
       {Field::InsurerNumber, Field::InsuredIdentificationNumber, Field::Name, Field::Sex1,
        Field::Birthdate, Field::QualificationDate, Field::InsurerName}) {
    add_if(field, true);
  }
  add_if(Field::NameKana, !who.name_kana.empty());
  add_if(Field::NameOfOther, !who.name_of_other.empty());
  add_if(Field::NameOfOtherKana, !who.name_of_other_kana.empty());
  add_if(Field::Sex2, !who.sex2.empty());
  add_if(Field::Address, !who.address.empty());
  add_if(Field::PostNumber, !who.post_number.empty());
  add_if(Field::DisqualificationDate, one.end.has_value());
  add_if(Field::ReasonOfLoss, !one.reason_of_loss.empty());
  return names;
}

bool belongs(const domain::Ticket& ticket, const domain::AssistanceQualification& one) {
  return ticket.office_code == one.office_code && ticket.recipient_key == one.recipient_key;
}

Names difference(const std::set<std::string>& of, const std::set<std::string>& without) {
  Names names;
  std::set_difference(of.begin(), of.end(), without.begin(), without.end(),
                      std::back_inserter(names));
  return names;
}

Names list(const std::set<std::string>& names) {
  return {names.begin(), names.end()};
}

// All that is registered of the people looked at, one side; for an office its own rows only.
std::set<std::string> all_registered(const domain::Facts& facts, Side side,
                                     const std::string& office) {
  std::set<std::string> names;
  for (const auto& person : facts.people) {
    if (side == Side::insurance) {
      for (const auto& insurance : person.insurances) {
        for (const auto& [field, value] : insurance.fields) names.emplace(element_name(field));
      }
      continue;
    }
    for (const auto& one : person.qualifications) {
      if (!office.empty() && one.office_code != office) continue;
      names.merge(registered(one));
      const bool has_ticket =
          std::any_of(person.tickets.begin(), person.tickets.end(),
                      [&](const domain::Ticket& ticket) { return belongs(ticket, one); });
      if (has_ticket) names.emplace(tickets_name);
    }
  }
  return names;
}

// MedicalTicketInfo counts as told when any of its fields is.
Names withheld(const domain::Facts& facts, const domain::Answer& answer, Side side,
               const std::string& office) {
  auto told = disclosed(answer, side);
  for (const auto& name : list(told)) {
    if (name.starts_with(tickets_name)) told.emplace(tickets_name);
  }
  return difference(all_registered(facts, side, office), told);
}

std::vector<domain::Reason> all_reasons(const domain::Decision& decision) {
  std::vector<domain::Reason> reasons;
  if (decision.refused) reasons.push_back(*decision.refused);
  for (const auto& verdict : decision.verdicts) reasons.push_back(verdict.reason);
  reasons.insert(reasons.end(), decision.withheld.begin(), decision.withheld.end());
  return reasons;
}

std::string reason_line(domain::Reason reason) {
  const auto words = reason_text(reason);
  return fmt::format("{} {}: {} / {}", row_of(reason), name_of(reason), words.japanese,
                     words.english);
}

// Settings that are not as a new center has them.
Names changed_settings(const domain::DecisionSettings& settings) {
  const domain::DecisionSettings usual;
  Names names;
  const auto note = [&names](const char* name, bool value, bool standard) {
    if (value != standard) names.push_back(fmt::format("{} = {}", name, value));
  };
  note("rules.loss_date_is_covered", settings.loss_date_is_covered, usual.loss_date_is_covered);
  note("rules.number_inquiry_other_institution_flag",
       settings.number_inquiry_other_institution_flag, usual.number_inquiry_other_institution_flag);
  note("rules.number_inquiry_requires_birthdate", settings.number_inquiry_requires_birthdate,
       usual.number_inquiry_requires_birthdate);
  note("rules.tell_reason_of_loss", settings.tell_reason_of_loss, usual.tell_reason_of_loss);
  note("rules.emit_public_expense_names", settings.emit_public_expense_names,
       usual.emit_public_expense_names);
  if (names.empty()) names.emplace_back("すべて初期値 / all as delivered");
  return names;
}

Names row_versions(const AnswerMadeAnew& answer) {
  Names versions;
  for (const auto& person : answer.facts.people) {
    for (const auto& one : person.qualifications) {
      versions.push_back(fmt::format("qualification {} {}–{}", one.office_code, one.start.text(),
                                     one.end ? one.end->text() : ""));
    }
    for (const auto& ticket : person.tickets) {
      versions.push_back(fmt::format("ticket version {}: {} {} {}–{}", ticket.version,
                                     ticket.institution_code, ticket.treatment_type,
                                     ticket.from.text(), ticket.to.text()));
    }
    for (const auto& one : person.insurances) {
      versions.push_back(fmt::format("insurance {} {}–{}", one.insurer_number, one.start.text(),
                                     one.end ? one.end->text() : ""));
    }
  }
  return versions;
}

void add_question(const AnswerMadeAnew& answer, Explanation& out) {
  const auto& record = answer.record;
  const bool by_card = record.question.asking == domain::Asking::card;
  add(out, "institution", "照会した医療機関", "institution", {record.institution_code});
  add(out, "day", "資格確認日", "day asked", {record.question.day.iso_text()});
  add(out, "asking", "照会区分", "asked by",
      {by_card ? fmt::format("カード（{}） / card ({})", record.card_mode, record.card_mode)
               : std::string("番号 / number")});
}

void add_outcome(const AnswerMadeAnew& answer, Explanation& out) {
  const auto& record = answer.record;
  const auto words = validity_text(record.validity);
  add(out, "validity", "資格有効性", "validity",
      {fmt::format("{} {} / {}", record.validity, words.japanese, words.english)});
  add(out, "told", "伝えたコード", "code told",
      {record.told.empty() ? std::string("-") : record.told});
}

void add_fields(const AnswerMadeAnew& answer, Side side, Explanation& out) {
  const auto told = disclosed(answer.replayed.answer, side);
  const bool assistance = side == Side::assistance;
  add(out, assistance ? "disclosed_assistance" : "disclosed_insurance",
      assistance ? "示した項目（医療扶助）" : "示した項目（医療保険）",
      assistance ? "fields told, assistance" : "fields told, insurance", list(told));
}

Column column_of(int validity, domain::Asking asking) {
  const bool card = asking == domain::Asking::card;
  switch (validity) {
    case 1:
      return Column::valid;
    case 6:
      return card ? Column::valid_unregistered : Column::none;
    case 2:
      return card ? Column::invalid_card : Column::invalid_number;
    case 3:
      return card ? Column::newer_card : Column::newer_number;
    default:
      return Column::none;
  }
}

// What the rule withholds in this column, whatever is registered: tells nothing about the person.
Names withheld_by_rule(const domain::ResultAnswer& result, domain::Asking asking) {
  const auto column = column_of(static_cast<int>(result.validity), asking);
  Names names;
  for (std::size_t i = 0; i < domain::result_field_count; ++i) {
    const auto field = static_cast<Field>(i);
    if (allowed(Column::valid, field) && !allowed(column, field)) {
      names.emplace_back(element_name(field));
    }
  }
  if (!ticket_fields_allowed(column)) names.emplace_back(tickets_name);
  return names;
}

// Whether the answer is about this person as a recipient. A question by insurance numbers is none
// of any office's business, nor is one that only met a former holder of the same numbers.
bool concerns(const AnswerMadeAnew& answer, const domain::PersonFacts& person) {
  const auto& question = answer.record.question;
  if (question.asking == domain::Asking::card) return true;
  if (!question.search.is_assistance()) return false;
  return std::any_of(
      person.qualifications.begin(), person.qualifications.end(),
      [&question](const auto& one) { return one.person.birthdate == question.search.birthdate; });
}

// Offices whose recipients the answer is about, those judged first.
Names offices_of(const AnswerMadeAnew& answer) {
  Names offices;
  const auto note = [&offices](const std::string& office) {
    if (std::find(offices.begin(), offices.end(), office) == offices.end()) {
      offices.push_back(office);
    }
  };
  for (const auto& verdict : answer.replayed.decision.verdicts) {
    if (!verdict.qualification) continue;
    note(answer.facts.people.at(verdict.person)
             .qualifications.at(*verdict.qualification)
             .office_code);
  }
  for (const auto& person : answer.facts.people) {
    if (!concerns(answer, person)) continue;
    for (const auto& one : person.qualifications) note(one.office_code);
  }
  return offices;
}

// Whether this office may know the reason why nothing was shown. That another office protects the
// person is that office's secret; insurance is nobody's business here.
bool may_know(domain::Reason reason, const domain::Facts& facts, const std::string& office) {
  if (row_of(reason).starts_with('I') || reason == domain::Reason::ended_insured) return false;
  if (reason != domain::Reason::not_disclosed && reason != domain::Reason::number_not_disclosed) {
    return true;
  }
  for (const auto& person : facts.people) {
    for (const auto& one : person.qualifications) {
      if (one.office_code == office && one.not_disclosed) return true;
    }
  }
  return false;
}

Names reasons_for_office(const AnswerMadeAnew& answer, const std::string& office) {
  Names lines;
  const auto& decision = answer.replayed.decision;
  for (const auto& verdict : decision.verdicts) {
    if (!verdict.qualification) continue;
    const auto& one =
        answer.facts.people.at(verdict.person).qualifications.at(*verdict.qualification);
    if (one.office_code == office) lines.push_back(reason_line(verdict.reason));
  }
  for (const auto reason : decision.withheld) {
    if (may_know(reason, answer.facts, office)) lines.push_back(reason_line(reason));
  }
  if (lines.empty())
    lines.emplace_back("この福祉事務所の資格は示していません。 / nothing of this office shown");
  return lines;
}

// A verdict about another office's qualification says nothing to this one.
bool shown_is_of(const AnswerMadeAnew& answer, const std::string& office) {
  for (const auto& verdict : answer.replayed.decision.verdicts) {
    if (verdict.qualification && answer.facts.people.at(verdict.person)
                                         .qualifications.at(*verdict.qualification)
                                         .office_code == office) {
      return true;
    }
  }
  return false;
}

}  // namespace

void add(Explanation& out, std::string key, std::string label, std::string english,
         std::vector<std::string> values) {
  if (values.empty()) values.emplace_back("-");
  out.push_back({std::move(key), std::move(label), std::move(english), std::move(values)});
}

void add_replay(const std::string& recorded_hash, const std::string& hash, Explanation& out) {
  add(out, "answer_sha256", "送った回答のSHA-256", "SHA-256 of what was sent", {recorded_hash});
  add(out, "replay", "当時の登録からの再現", "made anew from the registry of then",
      {recorded_hash == hash ? "一致（1バイトも違わない） / identical"
                             : "不一致: 記録または登録が変わっています / DIFFERENT: " + hash});
}

void explain_to_operator(const AnswerMadeAnew& answer, Explanation& out) {
  add_question(answer, out);
  const auto& decision = answer.replayed.decision;
  add(out, "rows", "判定した規則", "rule rows", decision.rows());
  Names lines;
  for (const auto reason : all_reasons(decision)) lines.push_back(reason_line(reason));
  add(out, "reasons", "理由", "reasons", std::move(lines));
  add_outcome(answer, out);
  for (const auto side : {Side::assistance, Side::insurance}) {
    add_fields(answer, side, out);
    const bool assistance = side == Side::assistance;
    add(out, assistance ? "withheld_assistance" : "withheld_insurance",
        assistance ? "登録があるが示さなかった項目（医療扶助）"
                   : "登録があるが示さなかった項目（医療保険）",
        "registered but withheld", withheld(answer.facts, answer.replayed.answer, side, {}));
  }
  add(out, "settings", "効いた設定", "settings", changed_settings(answer.record.question.settings));
  add(out, "as_of", "参照した登録の版", "registry as of batch",
      {std::to_string(answer.record.as_of)});
  add(out, "versions", "参照した行", "rows looked at", row_versions(answer));
  add_replay(answer.record.answer_hash, answer.hash, out);
}

void explain_to_institution(const AnswerMadeAnew& answer, Explanation& out) {
  add_question(answer, out);
  const auto& made = answer.replayed.answer;
  const auto family = rule_family(made.told);
  add(out, "family", "判定の区分", "rule family",
      {fmt::format("{}: {} / {}", family.name, family.text.japanese, family.text.english)});
  add_outcome(answer, out);
  for (const auto side : {Side::assistance, Side::insurance}) {
    const bool any = std::any_of(made.results.begin(), made.results.end(),
                                 [side](const auto& result) { return result.side == side; });
    if (any) add_fields(answer, side, out);
  }
  for (const auto& result : made.results) {
    if (result.side != Side::assistance) continue;
    add(out, "withheld", "この区分では示さない項目", "withheld in this column",
        withheld_by_rule(result, answer.record.question.asking));
  }
  add_replay(answer.record.answer_hash, answer.hash, out);
}

util::Result<void, ExplainProblem> explain_to_office(const AnswerMadeAnew& answer,
                                                     std::string office, Explanation& out) {
  const auto offices = offices_of(answer);
  if (office.empty() && !offices.empty()) office = offices.front();
  if (std::find(offices.begin(), offices.end(), office) == offices.end()) {
    return util::failure(ExplainProblem{ExplainError::not_theirs, office});
  }
  add_question(answer, out);
  add(out, "office", "福祉事務所", "office", {office});
  Names recipients;
  for (const auto& person : answer.facts.people) {
    if (!concerns(answer, person)) continue;
    for (const auto& one : person.qualifications) {
      const bool own = one.office_code == office;
      if (own &&
          std::find(recipients.begin(), recipients.end(), one.recipient_key) == recipients.end()) {
        recipients.push_back(one.recipient_key);
      }
    }
  }
  add(out, "recipients", "受給者（RecipientKey）", "recipients", std::move(recipients));
  add(out, "reasons", "理由", "reasons", reasons_for_office(answer, office));
  if (shown_is_of(answer, office)) {
    add_outcome(answer, out);
    add_fields(answer, Side::assistance, out);
    add(out, "withheld_assistance", "登録があるが示さなかった項目", "registered but withheld",
        withheld(answer.facts, answer.replayed.answer, Side::assistance, office));
  }
  add_replay(answer.record.answer_hash, answer.hash, out);
  return {};
}

}  // namespace madoguchi::tools
