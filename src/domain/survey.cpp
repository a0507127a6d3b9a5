#include <map>

#include "domain/judging.hpp"

namespace madoguchi::domain {
namespace {

// A ticket that is in the institution's name and of a kind its fee table can use.
void survey_own(const Ticket& ticket, std::size_t index, const BillingNumbers& numbers,
                const AssistanceQualification& qualification, util::Day day, TicketSurvey& found) {
  if (!ticket.treatment_month.contains(day)) {
    found.own_other_month = true;
  } else if (!covers(ticket, day)) {
    found.own_period_over = true;
  } else if (numbers.payer == qualification.payer.text()) {
    found.usable.push_back(index);
  }
  // A ticket of the day under a payer number other than the qualification's cannot be used (4.2)
  // and has no row of its own: it counts as not registered.
}

void survey_elsewhere(const Ticket& ticket, const Institution& asking, TicketSurvey& found) {
  if (fits(ticket, asking.code)) {
    found.elsewhere = true;
  } else {
    found.elsewhere_wrong_kind = true;
  }
}

}  // namespace

TicketSurvey survey(const Facts& facts, const PersonFacts& person,
                    const AssistanceQualification& qualification, util::Day day,
                    const std::optional<BillingNumbers>& asked) {
  TicketSurvey found;
  const MonthWindow window = ticket_window(day);
  for (std::size_t i = 0; i < person.tickets.size(); ++i) {
    const Ticket& ticket = person.tickets[i];
    if (!belongs(ticket, qualification)) continue;
    if (ticket.treatment_month < window.first || window.last < ticket.treatment_month) continue;
    const bool this_month = ticket.treatment_month.contains(day);
    if (ticket.institution_code != facts.institution.code) {
      if (this_month) survey_elsewhere(ticket, facts.institution, found);
      continue;
    }
    if (!fits(ticket, facts.institution.code)) {
      if (this_month) found.own_wrong_kind = true;
      continue;
    }
    // The recipient has an interval, so the ticket has numbers.
    const BillingNumbers numbers = billing_numbers(ticket, person).value();
    if (asked && numbers != *asked) continue;
    survey_own(ticket, i, numbers, qualification, day, found);
  }
  return found;
}

std::vector<Verdict> verdicts_by_numbers(const PersonFacts& person, const Verdict& like,
                                         const std::vector<std::size_t>& tickets) {
  std::map<BillingNumbers, std::vector<std::size_t>> groups;
  for (const std::size_t index : tickets) {
    groups[billing_numbers(person.tickets[index], person).value()].push_back(index);
  }
  std::vector<Verdict> verdicts;
  for (const auto& [numbers, indexes] : groups) {
    verdicts.push_back(like);
    verdicts.back().tickets = indexes;
  }
  return verdicts;
}

}  // namespace madoguchi::domain
