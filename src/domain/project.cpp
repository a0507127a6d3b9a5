#include "domain/project.hpp"

#include <algorithm>

#include "domain/projecting.hpp"

namespace madoguchi::domain {
namespace {

bool given(const std::vector<Consent>& consents, ConsentKind kind) {
  return std::any_of(consents.begin(), consents.end(), [kind](const Consent& consent) {
    return consent.kind == kind && consent.given;
  });
}

// A consent counts only by the way of asking that opens it: all of them by card, the limit
// certificate's also as a flag of the number inquiry, none in bulk.
Audience audience_of(const Question& question) {
  if (question.asking == Asking::card) {
    return {Channel::card,
            question.settings,
            question.consents,
            given(question.consents, ConsentKind::limit_certificate),
            given(question.consents, ConsentKind::specific_diseases),
            question.day};
  }
  return {Channel::number, question.settings, {}, question.search.limit_certificate_consent,
          false,           question.day};
}

void write_results(const Facts& facts, const Decision& decision, const Audience& audience,
                   Answer& answer) {
  for (const Verdict& verdict : decision.verdicts) {
    ResultAnswer result = verdict.side == Side::assistance
                              ? assistance_result(facts, verdict, audience)
                              : insurance_result(facts, verdict, audience);
    if (!result.fields.empty()) answer.results.push_back(std::move(result));
  }
}

}  // namespace

std::vector<FieldValue> in_order(const Sheet& sheet) {
  std::vector<FieldValue> fields;
  for (const auto& [field, value] : sheet) {
    if (!value.empty()) fields.push_back({field, value});
  }
  return fields;
}

namespace {

Answer project_for(const Facts& facts, const Question& question, const Decision& decision,
                   const Audience& audience) {
  Answer answer;
  if (decision.refused) return answer;  // an error is no answer
  answer.validity = decision.validity;
  write_results(facts, decision, audience, answer);
  answer.told = told_of(decision);
  answer.remarks = remarks_of(facts, question, decision, answer.told);
  return answer;
}

}  // namespace

Answer project(const Facts& facts, const Question& question, const Decision& decision) {
  return project_for(facts, question, decision, audience_of(question));
}

Answer project_unit(const Facts& facts, const Question& question, const Decision& decision) {
  auto audience = audience_of(question);
  audience.channel = Channel::number_unit;
  auto answer = project_for(facts, question, decision, audience);
  if (!decision.verdicts.empty() && reference_number_allowed(decision.verdicts.front(), audience)) {
    answer.reference_number = facts.people.at(decision.verdicts.front().person).reference_number;
  }
  return answer;
}

Answer project_bulk(const Facts& facts, util::Month month, const Decision& decision,
                    const DecisionSettings& settings) {
  Answer answer;
  if (decision.verdicts.empty()) return answer;
  answer.validity = decision.validity;
  const Audience audience{Channel::bulk, settings, {}, false, false, month.first_day()};
  write_results(facts, decision, audience, answer);
  answer.told = told_of(decision);
  answer.reference_number = facts.people.at(decision.verdicts.front().person).reference_number;
  return answer;
}

}  // namespace madoguchi::domain
