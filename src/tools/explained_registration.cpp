#include "tools/explained_registration.hpp"

#include <fmt/format.h>

#include <map>

#include "center/registration_units.hpp"
#include "tools/downloaded_job.hpp"
#include "tools/explained_answer.hpp"
#include "util/hash.hpp"

namespace madoguchi::tools {

namespace {

constexpr std::string_view registration_prefix = "OQSmuimm";

auto failed(ExplainError error) {
  return util::failure(ExplainProblem{error, ""});
}

// A unit's code; of the causes behind one code only the operator hears.
std::string outcome_of(const center::Registrations& registrations, std::size_t unit,
                       ExplainFor audience) {
  const auto problem = center::problem_of(registrations, unit);
  if (!problem) return "登録 registered";
  const auto& cause = registrations.outcomes.at(unit).cause;
  const auto code = std::string(oqs::code_of(problem->error));
  const bool causes = audience == ExplainFor::operator_ && !cause.empty();
  return causes ? fmt::format("{} ({})", code, cause) : code;
}

util::Result<void, ExplainProblem> add_unit(const center::Registrations& registrations,
                                            const ExplainQuestion& question, Explanation& out) {
  if (question.unit > registrations.units.size()) return failed(ExplainError::no_unit);
  const auto unit = question.unit - 1;
  add(out, "unit", "ユニット", "unit", {std::to_string(question.unit)});
  add(out, "outcome", "結果", "outcome", {outcome_of(registrations, unit, question.audience)});
  if (const auto problem = center::problem_of(registrations, unit)) {
    add(out, "told", "伝えた内容", "text told", {oqs::message_of(*problem)});
  }
  return {};
}

void add_counts(const center::Registrations& registrations, const center::Rendered& rendered,
                ExplainFor audience, Explanation& out) {
  add(out, "units", "件数", "units", {std::to_string(rendered.units)});
  add(out, "errors", "エラー件数", "errors", {std::to_string(rendered.errors)});
  std::map<std::string, std::size_t> counts;
  for (std::size_t i = 0; i < registrations.units.size(); ++i) {
    ++counts[outcome_of(registrations, i, audience)];
  }
  std::vector<std::string> lines;
  for (const auto& [outcome, count] : counts)
    lines.push_back(fmt::format("{}: {}", outcome, count));
  add(out, "outcomes", "ユニットの結果", "outcomes of units", std::move(lines));
}

}  // namespace

bool is_registration_download(const store::AuditRecord& record) {
  return record.entry.kind == "download" && record.entry.interface.starts_with(registration_prefix);
}

util::Result<void, ExplainProblem> explain_registration(store::Registry& registry,
                                                        const store::AuditRecord& record,
                                                        const ExplainQuestion& question,
                                                        Explanation& out) {
  if (question.audience == ExplainFor::office || of_another_institution(record, question)) {
    return failed(ExplainError::not_theirs);
  }
  const auto from = downloaded_job(registry, record);
  if (!from) return util::failure(from.error());
  const auto registrations = center::read_registrations(from->content);
  if (!registrations || registrations->outcomes.empty()) return failed(ExplainError::unreadable);
  const auto rendered = center::registration_result(
      center::download_header(from->job, from->download), *registrations);
  add(out, "reception", "受付番号", "reception number", {from->download.reception});
  if (question.unit != 0) {
    const auto told = add_unit(*registrations, question, out);
    if (!told) return told;
  } else {
    add_counts(*registrations, rendered, question.audience, out);
  }
  add_replay(from->recorded_hash, util::hex(util::sha256(rendered.message)), out);
  return {};
}

}  // namespace madoguchi::tools
