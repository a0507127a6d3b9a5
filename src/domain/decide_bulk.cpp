#include <algorithm>

#include "domain/judging.hpp"

namespace madoguchi::domain {
namespace {

// The latest interval that the ticket can be billed for: same recipient, same payer, a common day.
std::optional<std::size_t> interval_of(const PersonFacts& person, const Ticket& ticket,
                                       const DecisionSettings& settings) {
  const auto numbers = billing_numbers(ticket, person);
  const auto carries = [&](const AssistanceQualification& q) {
    return belongs(ticket, q) && q.payer.text() == numbers->payer &&
           meets(ticket, q, settings.loss_date_is_covered);
  };
  return last_where(person.qualifications, carries, starts_before);
}

std::vector<std::size_t> deliverable(const Facts& facts, const PersonFacts& person,
                                     util::Month month, const DecisionSettings& settings) {
  std::vector<std::size_t> tickets;
  for (std::size_t i = 0; i < person.tickets.size(); ++i) {
    const Ticket& ticket = person.tickets[i];
    if (ticket.institution_code == facts.institution.code && ticket.treatment_month == month &&
        fits(ticket, facts.institution.code) && interval_of(person, ticket, settings)) {
      tickets.push_back(i);
    }
  }
  return tickets;
}

// The latest interval of all tickets of one result.
std::size_t interval_of_all(const PersonFacts& person, const std::vector<std::size_t>& tickets,
                            const DecisionSettings& settings) {
  std::size_t latest = interval_of(person, person.tickets[tickets.front()], settings).value();
  for (const std::size_t index : tickets) {
    const std::size_t other = interval_of(person, person.tickets[index], settings).value();
    if (starts_before(person.qualifications[latest], person.qualifications[other])) latest = other;
  }
  return latest;
}

// 併用: the insurance that was active on a day of such a ticket's period, the latest of them.
std::optional<std::size_t> combined_insurance(const PersonFacts& person,
                                              const std::vector<std::size_t>& tickets) {
  const auto beside_a_ticket = [&](const Insurance& insurance) {
    return std::any_of(tickets.begin(), tickets.end(), [&](std::size_t index) {
      const Ticket& ticket = person.tickets[index];
      return ticket.single_or_combined == "02" && active_during(insurance, ticket);
    });
  };
  return last_where(person.insurances, beside_a_ticket,
                    [](const Insurance& a, const Insurance& b) { return a.start < b.start; });
}

Decision no_unit(Reason reason) {
  Decision decision;
  decision.withheld = {reason};
  return decision;
}

}  // namespace

// D25, 5.3. The ticket is delivered as registered, also when the qualification ended within the
// month.
Decision decide_bulk(const Facts& facts, std::size_t person, util::Month month,
                     const DecisionSettings& settings) {
  const PersonFacts& who = facts.people.at(person);
  if (hidden(who)) return no_unit(Reason::not_disclosed);  // D3
  if (!facts.institution.uses_medical_assistance) {
    return no_unit(Reason::assistance_not_used);  // D1
  }
  const std::vector<std::size_t> tickets = deliverable(facts, who, month, settings);
  Decision decision;
  if (tickets.empty()) return decision;

  Verdict assistance;
  assistance.validity = Validity::valid;
  assistance.reason = Reason::bulk_valid;
  assistance.person = person;
  decision.verdicts = verdicts_by_numbers(who, assistance, tickets);
  for (Verdict& verdict : decision.verdicts) {
    verdict.qualification = interval_of_all(who, verdict.tickets, settings);
  }
  if (const auto insurance = combined_insurance(who, tickets)) {
    Verdict verdict;
    verdict.side = Side::insurance;
    verdict.validity = Validity::valid;
    verdict.reason = Reason::insurance_valid;
    verdict.person = person;
    verdict.insurance = insurance;
    decision.verdicts.push_back(verdict);
  }
  decision.validity = body_validity(decision.verdicts);
  return decision;
}

}  // namespace madoguchi::domain
