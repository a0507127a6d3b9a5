#include "tools/scenarios.hpp"

#include <algorithm>

#include "tools/scenario_cast.hpp"

namespace madoguchi::tools {

namespace {

constexpr int half_of_month = 15;

const store::QualificationRow* holder_of(const Population& all, const ByNumbers& numbers) {
  for (const auto& row : all.qualifications) {
    const auto& one = row.qualification;
    if (one.payer.text() == numbers.payer && one.beneficiary.text() == numbers.number) return &row;
  }
  return nullptr;
}

std::string name_with_link(const Population& all, const std::string& link_key) {
  for (const auto& row : all.qualifications) {
    if (row.person_link_key == link_key) return row.qualification.person.name;
  }
  for (const auto& row : all.insurances) {
    if (row.person_link_key != link_key) continue;
    for (const auto& [field, value] : row.insurance.fields) {
      if (field == domain::Field::Name) return value;
    }
  }
  return {};
}

}  // namespace

const ScenarioInstitution* Population::institution_in(std::string_view folder) const {
  for (const auto& one : institutions) {
    if (one.folder == folder) return &one;
  }
  return nullptr;
}

std::string Population::name_of(const Scenario& scenario) const {
  if (const auto* by_card = std::get_if<ByCardFile>(&scenario.ask)) {
    for (const auto& card : cards) {
      if (card.file == by_card->file) return name_with_link(*this, card.person_link_key);
    }
    return {};
  }
  const auto* numbers = std::get_if<ByNumbers>(&scenario.ask);
  if (const auto* given = std::get_if<ByReference>(&scenario.ask)) numbers = &given->person;
  if (numbers == nullptr) return {};
  if (const auto* holder = holder_of(*this, *numbers)) return holder->qualification.person.name;
  std::string names;
  for (const auto& row : insurances) {
    const auto& one = row.insurance;
    if (one.insurer_number != numbers->payer || one.number != numbers->number) continue;
    if (!numbers->branch.empty() && one.branch != numbers->branch) continue;
    const auto name = name_with_link(*this, row.person_link_key);
    if (names.find(name) == std::string::npos) names += (names.empty() ? "" : "、") + name;
  }
  return names;
}

Population population(util::Day today) {
  Cast cast(today);
  cast_guide(cast);
  cast_unregistered(cast);
  cast_valid(cast);
  cast_ended(cast);
  cast_insured(cast);
  cast_hidden(cast);
  cast_bulk(cast);
  auto made = std::move(cast).finish();
  // In the order of the table: D1, D1-bulk, D2, ..., D28, I1.
  const auto place = [](const Scenario& scenario) {
    const auto digits = scenario.id.substr(1, scenario.id.find('-') - 1);
    return (scenario.id.front() == 'I' ? 100 : 0) + std::stoi(digits);
  };
  std::stable_sort(made.scenarios.begin(), made.scenarios.end(),
                   [&](const Scenario& a, const Scenario& b) { return place(a) < place(b); });
  return made;
}

std::string population_period(util::Day today) {
  return util::Month::of(today).text() + (today.day() <= half_of_month ? "-1" : "-2");
}

}  // namespace madoguchi::tools
