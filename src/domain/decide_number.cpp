#include <algorithm>
#include <tuple>

#include "domain/judging.hpp"

namespace madoguchi::domain {
namespace {

// Is the interval meant by the asked numbers? By its own numbers, or by those of a ticket of its
// recipient: numbers may change monthly, and what the patient presents is a ticket. The ticket has
// to be of the asked month, or this institution's own.
bool named(const AssistanceQualification& qualification, const PersonFacts& person,
           const Facts& facts, const Question& question, const BillingNumbers& asked) {
  if (BillingNumbers{qualification.payer.text(), qualification.beneficiary.text()} == asked) {
    return true;
  }
  const MonthWindow window = ticket_window(question.day);
  return std::any_of(person.tickets.begin(), person.tickets.end(), [&](const Ticket& ticket) {
    if (!belongs(ticket, qualification)) return false;
    if (ticket.treatment_month < window.first || window.last < ticket.treatment_month) {
      return false;
    }
    if (!ticket.treatment_month.contains(question.day) &&
        ticket.institution_code != facts.institution.code) {
      return false;
    }
    return billing_numbers(ticket, person) == asked;
  });
}

// An interval that the question names and that has begun.
struct Candidate {
  std::size_t person;
  std::size_t qualification;
  bool active;
  const AssistanceQualification* interval;
};

struct Candidates {
  std::vector<Candidate> all;
  Reason why_none = Reason::number_unknown;
};

// Hidden people are no candidates, so that they change nobody else's answer either (D3). An
// interval that only starts after the asked day is as unknown as any other number (D22).
Candidates candidates(const Facts& facts, const Question& question, const BillingNumbers& asked) {
  Candidates found;
  for (std::size_t p = 0; p < facts.people.size(); ++p) {
    const PersonFacts& person = facts.people[p];
    for (std::size_t q = 0; q < person.qualifications.size(); ++q) {
      const AssistanceQualification& interval = person.qualifications[q];
      if (question.day < interval.start) continue;
      if (!named(interval, person, facts, question, asked)) continue;
      if (question.settings.number_inquiry_requires_birthdate &&
          interval.person.birthdate != question.search.birthdate) {
        if (found.why_none == Reason::number_unknown) {
          found.why_none = Reason::number_birthdate_differs;
        }
      } else if (hidden(person)) {
        found.why_none = Reason::number_not_disclosed;
      } else {
        const bool is_active =
            active(interval, question.day, question.settings.loss_date_is_covered);
        found.all.push_back({p, q, is_active, &interval});
      }
    }
  }
  return found;
}

// 3.3: the same pair may belong to different people at different times, but not on one day.
bool several_people_active(const std::vector<Candidate>& all) {
  const auto first =
      std::find_if(all.begin(), all.end(), [](const Candidate& c) { return c.active; });
  return std::any_of(first, all.end(), [&first](const Candidate& c) {
    return c.active && c.person != first->person;
  });
}

// An active one counts more than an ended one; then the latest start, or the latest end.
bool counts_less(const Candidate& a, const Candidate& b) {
  if (a.active != b.active) return b.active;
  const AssistanceQualification& x = *a.interval;
  const AssistanceQualification& y = *b.interval;
  if (a.active) return starts_before(x, y);
  return std::tie(*x.end, x.start, x.office_code) < std::tie(*y.end, y.start, y.office_code);
}

Decision shown(const Verdict& verdict) {
  Decision decision;
  decision.verdicts = {verdict};
  decision.validity = verdict.validity;
  return decision;
}

Decision judge_active(const Facts& facts, const Question& question, const BillingNumbers& asked,
                      Verdict verdict) {
  const PersonFacts& person = facts.people[verdict.person];
  const TicketSurvey tickets =
      survey(facts, person, person.qualifications[*verdict.qualification], question.day, asked);
  verdict.validity = Validity::invalid;
  if (!tickets.usable.empty()) {
    verdict.validity = Validity::valid;
    verdict.reason = Reason::number_valid;  // D17
    verdict.tickets = tickets.usable;
  } else if (tickets.own_period_over) {
    verdict.reason = Reason::number_own_ticket_period_over;  // D18
  } else if (tickets.own_other_month) {
    verdict.reason = Reason::number_own_ticket_other_month;  // D18
  } else if (tickets.elsewhere || tickets.elsewhere_wrong_kind) {
    verdict.reason = Reason::number_commissioned_elsewhere;  // D19
  } else {
    verdict.reason = Reason::number_nothing_registered;  // D28
  }
  return shown(verdict);
}

// D20: the person has a later qualification, under other numbers, that is active on the day.
bool has_newer(const Facts& facts, const Question& question, const BillingNumbers& asked,
               const Candidate& old) {
  const PersonFacts& person = facts.people[old.person];
  return std::any_of(person.qualifications.begin(), person.qualifications.end(),
                     [&](const AssistanceQualification& other) {
                       return old.interval->start < other.start &&
                              active(other, question.day, question.settings.loss_date_is_covered) &&
                              !named(other, person, facts, question, asked);
                     });
}

}  // namespace

Decision decide_by_assistance_numbers(const Facts& facts, const Question& question) {
  const BillingNumbers asked{question.search.insurer_number, question.search.number};
  const Candidates found = candidates(facts, question, asked);
  if (found.all.empty()) return nothing_shown(found.why_none);  // D22, D3
  if (several_people_active(found.all)) {
    Decision refused;
    refused.refused = Reason::ambiguous_number;  // 3.3
    return refused;
  }
  const Candidate& chosen = *std::max_element(found.all.begin(), found.all.end(), counts_less);

  Verdict verdict;
  verdict.person = chosen.person;
  verdict.qualification = chosen.qualification;
  if (chosen.active) return judge_active(facts, question, asked, verdict);  // D17, D18, D19, D28

  const bool newer = has_newer(facts, question, asked, chosen);
  verdict.validity = newer ? Validity::invalid_newer : Validity::invalid;
  verdict.reason = newer ? Reason::number_newer_qualification : Reason::number_ended;  // D20, D21
  return shown(verdict);
}

}  // namespace madoguchi::domain
