#include "center/registration_units.hpp"

#include <nlohmann/json.hpp>

#include "center/asked_numbers.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

using nlohmann::json;

std::string unit_json(const oqs::RegistrationUnit& unit) {
  util::JsonLine out;
  if (unit.problem) {
    out.add("error", oqs::code_of(unit.problem->error)).add("place", unit.problem->place);
  } else {
    out.add("reference_number", unit.reference_number).add_json("search", search_json(unit.search));
  }
  out.add_json("echo", echo_json(unit.echo));
  return std::move(out).finish();
}

oqs::RegistrationUnit read_unit(const json& from) {
  oqs::RegistrationUnit unit;
  unit.echo = read_echo(from.at("echo"));
  if (from.contains("search")) {
    unit.search = read_search(from.at("search"));
    unit.reference_number = from.at("reference_number").get<std::string>();
  } else {
    unit.problem = refusal_of(from.dump());
  }
  return unit;
}

// One code for each unit; an empty one means that it was registered.
std::vector<RegistrationOutcome> read_outcomes(const json& outcome) {
  const auto& results = outcome.at("results");
  const auto& causes = outcome.at("causes");
  std::vector<RegistrationOutcome> outcomes;
  for (std::size_t i = 0; i < results.size(); ++i) {
    RegistrationOutcome one;
    const auto code = results.at(i).get<std::string>();
    if (!code.empty()) one.refused = refusal_of(json{{"error", code}}.dump()).error;
    one.cause = causes.at(i).get<std::string>();
    outcomes.push_back(std::move(one));
  }
  return outcomes;
}

}  // namespace

std::string registrations_json(const std::vector<oqs::RegistrationUnit>& units) {
  return json_list(units, unit_json);
}

std::string results_json(const std::vector<RegistrationOutcome>& outcomes) {
  return json_list(outcomes, [](const RegistrationOutcome& one) {
    return util::json_text(one.refused ? oqs::code_of(*one.refused) : std::string_view());
  });
}

std::string causes_json(const std::vector<RegistrationOutcome>& outcomes) {
  return json_list(outcomes,
                   [](const RegistrationOutcome& one) { return util::json_text(one.cause); });
}

std::optional<Registrations> read_registrations(const store::BulkContent& content) {
  const auto questions = json::parse(content.questions, nullptr, false);
  if (!questions.is_array()) return std::nullopt;
  try {
    Registrations registrations;
    for (const auto& one : questions) registrations.units.push_back(read_unit(one));
    if (content.outcome.empty()) return registrations;
    registrations.outcomes = read_outcomes(json::parse(content.outcome));
    if (registrations.outcomes.size() != registrations.units.size()) return std::nullopt;
    return registrations;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

std::optional<oqs::Problem> problem_of(const Registrations& registrations, std::size_t unit) {
  const auto& problem = registrations.units.at(unit).problem;
  if (problem) return problem;
  const auto& refused = registrations.outcomes.at(unit).refused;
  return refused ? std::optional(oqs::Problem{*refused, {}}) : std::nullopt;
}

Rendered registration_result(const oqs::AnswerHeader& header, const Registrations& registrations) {
  std::vector<std::optional<oqs::Problem>> problems;
  Rendered rendered;
  rendered.units = registrations.units.size();
  for (std::size_t i = 0; i < registrations.units.size(); ++i) {
    problems.push_back(problem_of(registrations, i));
    if (problems.back()) ++rendered.errors;
  }
  oqs::BulkResultWriter writer(header, {rendered.units, rendered.errors}, {});
  for (std::size_t i = 0; i < problems.size(); ++i) {
    writer.add_registration(registrations.units[i].echo, problems[i]);
  }
  rendered.message = std::move(writer).finish();
  return rendered;
}

}  // namespace madoguchi::center
