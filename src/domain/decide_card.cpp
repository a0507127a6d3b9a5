#include <algorithm>
#include <tuple>

#include "domain/judging.hpp"

namespace madoguchi::domain {
namespace {

// A loss is told until the end of the month after it (D14).
bool loss_is_recent(util::Day loss, util::Day day) {
  return day <= util::Month::of(loss).plus_months(1).last_day();
}

bool insured(const PersonFacts& person, util::Day day) {
  return std::any_of(person.insurances.begin(), person.insurances.end(),
                     [day](const Insurance& insurance) { return active(insurance, day); });
}

// D8 to D12: valid, but not for this institution on this day. Only of its own tickets is it told
// which.
Reason why_unregistered(const TicketSurvey& tickets) {
  if (tickets.own_period_over) return Reason::own_ticket_period_over;     // D10
  if (tickets.own_other_month) return Reason::own_ticket_other_month;     // D9
  if (tickets.elsewhere) return Reason::commissioned_elsewhere;           // D11
  if (tickets.elsewhere_wrong_kind) return Reason::wrong_kind_elsewhere;  // D12
  if (tickets.own_wrong_kind) return Reason::wrong_kind_elsewhere;        // D12
  return Reason::nothing_registered;                                      // D8
}

struct AssistanceSide {
  std::vector<Verdict> verdicts;
  std::optional<Reason> withheld;
};

AssistanceSide withhold(Reason reason) {
  return {{}, reason};
}

AssistanceSide judge_active(const Facts& facts, std::size_t qualification, util::Day day) {
  const PersonFacts& person = facts.people.front();
  Verdict verdict;
  verdict.qualification = qualification;
  const TicketSurvey tickets =
      survey(facts, person, person.qualifications[qualification], day, std::nullopt);
  if (tickets.usable.empty()) {
    verdict.validity = Validity::valid_unregistered;
    verdict.reason = why_unregistered(tickets);  // D8..D12
    return {{verdict}, std::nullopt};
  }
  verdict.validity = Validity::valid;
  verdict.reason = Reason::valid;  // D7, D13
  return {verdicts_by_numbers(person, verdict, tickets.usable), std::nullopt};
}

AssistanceSide judge_ended(const Facts& facts, std::size_t qualification, util::Day day) {
  const PersonFacts& person = facts.people.front();
  if (insured(person, day)) return withhold(Reason::ended_insured);  // D27
  if (!loss_is_recent(*person.qualifications[qualification].end, day)) {
    return withhold(Reason::never_recipient);  // D16
  }
  Verdict verdict;
  verdict.validity = Validity::invalid;
  verdict.reason = Reason::suspended_or_abolished;  // D14
  verdict.qualification = qualification;
  return {{verdict}, std::nullopt};
}

AssistanceSide judge_assistance(const Facts& facts, const Question& question) {
  if (facts.people.empty())
    return withhold(Reason::never_recipient);  // D16: a card of nobody known
  const PersonFacts& person = facts.people.front();
  const util::Day day = question.day;

  if (hidden(person)) return withhold(Reason::not_disclosed);  // D3
  if (!facts.institution.uses_medical_assistance) {
    return withhold(Reason::assistance_not_used);  // D1
  }

  // Several may be active when a transfer overlaps: the new office's is judged, the old one not
  // shown.
  const bool loss_date_is_covered = question.settings.loss_date_is_covered;
  const auto current = active_interval(person, day, loss_date_is_covered);  // D15
  if (current) return judge_active(facts, *current, day);

  const auto last = ended_interval(person, day, loss_date_is_covered);
  if (!last) return withhold(Reason::never_recipient);  // D16; also when it only starts later
  return judge_ended(facts, *last, day);
}

}  // namespace

// The assistance side and the insurance side are judged apart.
Decision decide_by_card(const Facts& facts, const Question& question) {
  AssistanceSide assistance = judge_assistance(facts, question);
  Decision decision;
  decision.verdicts = std::move(assistance.verdicts);
  if (assistance.withheld) decision.withheld.push_back(*assistance.withheld);

  if (!facts.people.empty()) {
    const auto insurance = judge_insurance(facts.people.front(), question.day);
    // The message has one validity: beside a valid assistance an ended insurance would be read as
    // valid, so it is left out.
    const Validity shown = body_validity(decision.verdicts);
    const bool assistance_valid = shown == Validity::valid || shown == Validity::valid_unregistered;
    if (insurance && (insurance->validity == Validity::valid || !assistance_valid)) {
      decision.verdicts.push_back(*insurance);
    }
  }
  decision.validity = body_validity(decision.verdicts);
  return decision;
}

}  // namespace madoguchi::domain
