#include "domain/decide.hpp"

#include <algorithm>

#include "domain/judging.hpp"

namespace madoguchi::domain {
namespace {

Decision refusal(Reason reason) {
  Decision decision;
  decision.refused = reason;
  return decision;
}

}  // namespace

// The order of evaluation of domain.md 4.5. D0 and D2 are decided before there are facts.
Decision decide(const Facts& facts, const Question& question) {
  if (question.today < question.day) return refusal(Reason::future_day);  // D24
  if (question.asking == Asking::card) return decide_by_card(facts, question);
  if (!question.search.is_assistance()) return decide_by_insurance_numbers(facts, question);  // D26
  if (!facts.institution.uses_medical_assistance) {
    return refusal(Reason::assistance_not_used_number);  // D1, before anybody's data is looked at
  }
  return decide_by_assistance_numbers(facts, question);
}

Decision nothing_shown(Reason reason) {
  Decision decision;
  decision.withheld = {reason};
  decision.validity = reason == Reason::insurance_several ? Validity::several : Validity::none;
  return decision;
}

Validity body_validity(const std::vector<Verdict>& verdicts) {
  const auto has = [&verdicts](Validity validity) {
    return std::any_of(verdicts.begin(), verdicts.end(),
                       [validity](const Verdict& v) { return v.validity == validity; });
  };
  if (verdicts.empty()) return Validity::none;
  if (has(Validity::valid_unregistered)) return Validity::valid_unregistered;
  if (has(Validity::valid)) return Validity::valid;
  return verdicts.front().validity;  // assistance comes first
}

}  // namespace madoguchi::domain
