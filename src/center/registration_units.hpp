#pragma once

#include <optional>
#include <string>
#include <vector>

#include "center/bulk_work.hpp"

namespace madoguchi::center {

// The units of one 照会番号一括登録 (OQSmuimm): each is a registration of its own.

// What came of one when the job ran.
struct RegistrationOutcome {
  std::optional<oqs::ErrorCode> refused;
  std::string cause;  // of the refusal, kept for the record and not told
};

// What a job was asked, and what was settled when it ran.
struct Registrations {
  std::vector<oqs::RegistrationUnit> units;
  std::vector<RegistrationOutcome> outcomes;  // one for each unit; none before it ran
};
std::string registrations_json(const std::vector<oqs::RegistrationUnit>& units);
// The outcomes as members "results" and "causes" of a job's outcome.
std::string results_json(const std::vector<RegistrationOutcome>& outcomes);
std::string causes_json(const std::vector<RegistrationOutcome>& outcomes);
// `outcome` may be empty: a job that has not run. Nothing when they are of another form.
std::optional<Registrations> read_registrations(const store::BulkContent& content);

// Why a unit of a job that ran was not registered, with its place; nothing when it was.
std::optional<oqs::Problem> problem_of(const Registrations& registrations, std::size_t unit);

// The result message of all units of a job that ran. It shows nobody: `people` stays empty.
Rendered registration_result(const oqs::AnswerHeader& header, const Registrations& registrations);

}  // namespace madoguchi::center
