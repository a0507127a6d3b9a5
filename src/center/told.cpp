#include "center/told.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "center/inquiry_units.hpp"

namespace madoguchi::center {

namespace {

constexpr std::string_view institution_party = "institution:";

// What a reason's verdict shows of the person, asked in this way.
unsigned side_shown(domain::Reason reason, domain::Asking asking) {
  const bool by_card = asking == domain::Asking::card;
  switch (reason) {
    case domain::Reason::number_valid:
      return store::told_assistance;
    case domain::Reason::insurance_valid:
      return store::told_insurance;
    case domain::Reason::valid:
    case domain::Reason::nothing_registered:
    case domain::Reason::own_ticket_other_month:
    case domain::Reason::own_ticket_period_over:
    case domain::Reason::commissioned_elsewhere:
    case domain::Reason::wrong_kind_elsewhere:
    case domain::Reason::suspended_or_abolished:
      return by_card ? store::told_assistance : store::told_nothing;
    case domain::Reason::insurance_ended:
    case domain::Reason::insurance_newer:
      return by_card ? store::told_insurance : store::told_nothing;
    default:
      return store::told_nothing;
  }
}

unsigned sides_of(const QuestionRecord& record) {
  unsigned sides = store::told_nothing;
  for (const auto& name : record.reasons) {
    if (const auto reason = domain::reason_named(name)) {
      sides |= side_shown(*reason, record.question.asking);
    }
  }
  return sides;
}

store::ToldRow row_of(const store::AuditRecord& record) {
  store::ToldRow row;
  row.record = record.id;
  row.person = record.entry.person;
  row.institution_code = record.entry.party.substr(institution_party.size());
  row.at = record.entry.at;
  return row;
}

std::vector<store::ToldRow> told_by_answer(const store::AuditRecord& record) {
  if (record.entry.person == 0) return {};
  const auto answer = read_question_record(record.entry.detail);
  if (!answer) return {};
  const auto validity = static_cast<domain::Validity>(answer->validity);
  if (validity != domain::Validity::valid && validity != domain::Validity::valid_unregistered &&
      validity != domain::Validity::invalid && validity != domain::Validity::invalid_newer) {
    return {};
  }
  auto row = row_of(record);
  row.day = answer->question.day;
  row.way = answer->question.asking == domain::Asking::card ? store::ToldWay::card
                                                            : store::ToldWay::number;
  row.validity = answer->validity;
  row.sides = sides_of(*answer);
  row.as_of = answer->as_of;
  return {row};
}

std::vector<domain::PersonId> people_in(const nlohmann::json& detail, const char* name) {
  std::vector<domain::PersonId> people;
  const auto listed = detail.find(name);
  if (listed == detail.end() || !listed->is_array()) return people;
  for (const auto& one : *listed) {
    if (one.is_number_integer()) people.push_back(one.get<domain::PersonId>());
  }
  return people;
}

// OQSmuquc: each unit is a question by number.
std::vector<store::ToldRow> told_by_inquiries(const store::AuditRecord& record,
                                              const nlohmann::json& detail) {
  std::vector<store::ToldRow> rows;
  const auto month = util::Month::parse(detail.value("month", std::string()));
  if (!month) return rows;
  for (const auto& one : told_by_units(detail)) {
    auto row = row_of(record);
    row.person = one.person;
    row.day = month->first_day();
    row.way = store::ToldWay::bulk;
    row.validity = one.validity;
    row.sides = side_shown(one.reason, domain::Asking::number);
    row.as_of = detail.value("as_of", domain::BatchId{0});
    rows.push_back(std::move(row));
  }
  // Both sides of one person come one after the other: one row of a record tells of all.
  std::vector<store::ToldRow> merged;
  for (auto& row : rows) {
    const auto same = std::find_if(merged.begin(), merged.end(), [&](const store::ToldRow& other) {
      return other.person == row.person;
    });
    if (same == merged.end()) {
      merged.push_back(std::move(row));
    } else {
      same->sides |= row.sides;
    }
  }
  return merged;
}

// A bulk acquisition tells each of its people's assistance, of `insured` the insurance as well.
std::vector<store::ToldRow> told_by_download(const store::AuditRecord& record) {
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  if (!detail.is_object()) return {};
  if (detail.contains("told")) return told_by_inquiries(record, detail);
  const auto month_text = detail.find("month");
  if (month_text == detail.end() || !month_text->is_string()) return {};
  const auto month = util::Month::parse(month_text->get<std::string>());
  if (!month) return {};
  const auto as_of = detail.value("as_of", domain::BatchId{0});
  const auto insured = people_in(detail, "insured");
  std::vector<store::ToldRow> rows;
  for (const auto person : people_in(detail, "people")) {
    auto row = row_of(record);
    row.person = person;
    row.day = month->first_day();
    row.way = store::ToldWay::bulk;
    row.validity = static_cast<int>(domain::Validity::valid);
    row.as_of = as_of;
    row.sides = store::told_assistance;
    if (std::find(insured.begin(), insured.end(), person) != insured.end()) {
      row.sides |= store::told_insurance;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::vector<store::ToldRow> told_of(const store::AuditRecord& record) {
  if (!record.entry.party.starts_with(institution_party)) return {};
  if (record.entry.kind == "answer") return told_by_answer(record);
  if (record.entry.kind == "download") return told_by_download(record);
  return {};
}

}  // namespace madoguchi::center
