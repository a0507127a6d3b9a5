#include "store/outcome_detail.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace madoguchi::store {

namespace {

nlohmann::ordered_json listed(const ApplyOutcome& outcome, const FormFindings& form) {
  std::vector<const RowProblem*> problems;
  for (const auto* found : {&form.problems, &outcome.problems}) {
    for (const RowProblem& problem : *found) problems.push_back(&problem);
  }
  std::stable_sort(problems.begin(), problems.end(),
                   [](const auto* a, const auto* b) { return a->line < b->line; });
  if (problems.size() > recorded_problems_max) problems.resize(recorded_problems_max);
  auto list = nlohmann::ordered_json::array();
  for (const RowProblem* problem : problems) {
    list.push_back(nlohmann::ordered_json::array(
        {problem->line, problem->field, problem->code,
         problem->severity == Severity::warning ? "warning" : "error"}));
  }
  return list;
}

}  // namespace

std::string outcome_detail(const BatchHeader& header, const ApplyOutcome& outcome,
                           const FormFindings& form) {
  auto detail = nlohmann::ordered_json::parse(header.record.detail, nullptr, false);
  if (!detail.is_object()) {
    detail = nlohmann::ordered_json::object();
    if (!header.record.detail.empty()) detail["given"] = header.record.detail;
  }
  std::size_t warnings = 0;
  for (const auto* found : {&form.problems, &outcome.problems}) {
    for (const RowProblem& problem : *found) {
      if (problem.severity == Severity::warning) ++warnings;
    }
  }
  detail["registration"] = {
      {"kind", name_of(header.kind)},
      {"office_code", header.office_code},
      {"scope", header.scope == BatchHeader::Scope::full ? "full" : "changes"},
      {"run", header.run == BatchHeader::Run::dry ? "dry" : "publish"},
      {"dry", header.run == BatchHeader::Run::dry},
      {"whole", header.rows == BatchHeader::Rows::whole},
      {"batch", outcome.batch},
      {"added", outcome.added},
      {"changed", outcome.changed},
      {"removed", outcome.removed},
      {"unchanged", outcome.unchanged},
      {"refused", form.refused + outcome.refused},
      {"warnings", warnings},
      {"problems_total", form.problems.size() + outcome.problems.size()},
      {"problems", listed(outcome, form)},
  };
  return detail.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace madoguchi::store
