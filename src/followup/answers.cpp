#include "followup/answers.hpp"

#include <algorithm>

#include "followup/rules.hpp"

namespace madoguchi::followup {

namespace {

using domain::Field;

constexpr std::string_view finished = "1";  // OQSCD003, OQSCD004

std::string asked_text(const std::vector<std::pair<std::string, std::string>>& asked,
                       std::string_view name) {
  for (const auto& [element, text] : asked) {
    if (element == name) return text;
  }
  return {};
}

// The assistance result tells who it is about; where there is none (2 by number), nobody is shown.
const domain::ResultAnswer* assistance_in(const std::vector<domain::ResultAnswer>& results) {
  const auto found = std::find_if(results.begin(), results.end(), [](const auto& one) {
    return one.side == domain::Side::assistance;
  });
  return found == results.end() ? nullptr : &*found;
}

Shown shown_in(const std::vector<domain::ResultAnswer>& results, const std::string& reference) {
  Shown person;
  person.reference = reference;
  if (const auto* result = assistance_in(results)) {
    if (person.reference.empty()) person.reference = value_of(*result, Field::ReferenceNumber);
    person.name = value_of(*result, Field::Name);
    person.kana = value_of(*result, Field::NameKana);
    person.sex = value_of(*result, Field::Sex1);
    const auto on_the_back = value_of(*result, Field::Sex2);
    if (!on_the_back.empty()) person.sex = on_the_back;
    person.birthdate = value_of(*result, Field::Birthdate);
    person.payer = value_of(*result, Field::InsurerNumber);
    person.number = value_of(*result, Field::InsuredIdentificationNumber);
  }
  return person;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? std::string()
                                    : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// What was typed names the person where the answer does not.
void add_typed(Shown& person, const std::vector<std::pair<std::string, std::string>>& asked) {
  if (person.payer.empty()) person.payer = trimmed(asked_text(asked, "InsurerNumber"));
  if (person.number.empty()) {
    person.number = trimmed(asked_text(asked, "InsuredIdentificationNumber"));
  }
  if (person.birthdate.empty()) person.birthdate = trimmed(asked_text(asked, "Birthdate"));
}

std::string office_in(const std::vector<domain::ResultAnswer>& results) {
  const auto* result = assistance_in(results);
  return result == nullptr ? std::string() : value_of(*result, Field::InsurerName);
}

}  // namespace

std::string_view name_of(Way way) {
  switch (way) {
    case Way::card:
      return "card";
    case Way::bulk:
      return "bulk";
    case Way::number:
      break;
  }
  return "number";
}

std::vector<ShownVisit> visits_in(const SeenAnswer& answer) {
  const bool single = answer.interface == "OQSsiquc01";
  if (!single && answer.interface != "OQSmuquc02") return {};
  const auto document = oqs::read_result(answer.result);
  if (!document || document->segment != finished) return {};
  const auto day = util::Day::parse(document->day);
  if (!day || document->institution_code != answer.institution) return {};
  std::vector<ShownVisit> visits;
  if (single) {
    if (document->status != finished) return {};
    visits.push_back({answer.way, *day, document->validity, document->code, document->message,
                      office_in(document->results), shown_in(document->results, ""),
                      document->results});
    if (answer.way == Way::number) add_typed(visits.back().person, document->asked);
    return visits;
  }
  for (const auto& unit : document->units) {
    if (unit.status != finished) continue;
    ShownVisit visit{Way::number,
                     *day,
                     unit.validity,
                     unit.code,
                     unit.message,
                     "",
                     shown_in(unit.results, unit.reference_number),
                     unit.results};
    add_typed(visit.person, unit.asked);
    visits.push_back(std::move(visit));
  }
  return visits;
}

std::optional<std::vector<Acquired>> acquired_in(const SeenAnswer& answer) {
  if (answer.interface != "OQSmutic02") return std::nullopt;
  const auto document = oqs::read_result(answer.result);
  if (!document || document->segment != finished ||
      document->institution_code != answer.institution) {
    return std::nullopt;
  }
  std::vector<Acquired> people;
  for (const auto& unit : document->units) {
    if (unit.status != finished) continue;
    people.push_back({shown_in(unit.results, unit.reference_number), unit.results});
  }
  return people;
}

}  // namespace madoguchi::followup
