#include "store/outcome_detail.hpp"

#include <nlohmann/json.hpp>

namespace madoguchi::store {

std::string outcome_detail(const BatchHeader& header, const ApplyOutcome& outcome) {
  auto detail = nlohmann::ordered_json::parse(header.record.detail, nullptr, false);
  if (!detail.is_object()) {
    detail = nlohmann::ordered_json::object();
    if (!header.record.detail.empty()) detail["given"] = header.record.detail;
  }
  std::size_t warnings = 0;
  for (const RowProblem& problem : outcome.problems) {
    if (problem.severity == Severity::warning) ++warnings;
  }
  detail["registration"] = {
      {"kind", name_of(header.kind)},
      {"office_code", header.office_code},
      {"scope", header.scope == BatchHeader::Scope::full ? "full" : "changes"},
      {"run", header.run == BatchHeader::Run::dry ? "dry" : "publish"},
      {"batch", outcome.batch},
      {"added", outcome.added},
      {"changed", outcome.changed},
      {"removed", outcome.removed},
      {"unchanged", outcome.unchanged},
      {"refused", outcome.refused},
      {"warnings", warnings},
  };
  return detail.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace madoguchi::store
