#include <algorithm>

#include "domain/judging.hpp"

namespace madoguchi::domain {

bool active(const AssistanceQualification& qualification, util::Day day,
            bool loss_date_is_covered) {
  if (day < qualification.start) return false;
  if (!qualification.end) return true;
  return day < *qualification.end || (loss_date_is_covered && day == *qualification.end);  // Q1
}

bool active(const Insurance& insurance, util::Day day) {
  return insurance.start <= day && (!insurance.end || day < *insurance.end);
}

bool ended(const Insurance& insurance, util::Day day) {
  return insurance.start <= day && !active(insurance, day);
}

std::optional<std::size_t> active_interval(const PersonFacts& person, util::Day day,
                                           bool loss_date_is_covered) {
  const auto is_active = [&](const AssistanceQualification& q) {
    return active(q, day, loss_date_is_covered);
  };
  return last_where(person.qualifications, is_active, starts_before);
}

std::optional<std::size_t> ended_interval(const PersonFacts& person, util::Day day,
                                          bool loss_date_is_covered) {
  const auto is_ended = [&](const AssistanceQualification& q) {
    return q.start <= day && !active(q, day, loss_date_is_covered);
  };
  const auto ends_before = [](const AssistanceQualification& a, const AssistanceQualification& b) {
    return std::tie(*a.end, a.start, a.office_code) < std::tie(*b.end, b.start, b.office_code);
  };
  return last_where(person.qualifications, is_ended, ends_before);
}

bool covers(const Ticket& ticket, util::Day day) {
  return ticket.from <= day && day <= ticket.to;
}

bool fits(const Ticket& ticket, std::string_view institution_code) {
  constexpr std::size_t fee_table_at = 2;
  if (institution_code.size() <= fee_table_at) return false;
  const auto is = [&ticket](std::string_view ticket_type, std::string_view treatment_type) {
    return ticket.ticket_type == ticket_type && ticket.treatment_type == treatment_type;
  };
  switch (institution_code[fee_table_at]) {
    case '1':
      return is("01", "01") || is("01", "02");  // 医科: 入院, 入院外
    case '3':
      return is("01", "03");  // 歯科
    case '4':
      return is("02", "04");  // 調剤
    case '6':
      return is("01", "05");  // 訪問看護
    default:
      return false;
  }
}

bool meets(const Ticket& ticket, const AssistanceQualification& qualification,
           bool loss_date_is_covered) {
  const util::Day first = std::max(ticket.from, qualification.start);
  return first <= ticket.to && active(qualification, first, loss_date_is_covered);
}

bool active_during(const Insurance& insurance, const Ticket& ticket) {
  const util::Day first = std::max(ticket.from, insurance.start);
  return first <= ticket.to && active(insurance, first);
}

bool misstates_insurance(const Ticket& ticket, bool insured) {
  return (ticket.social_insurance == "01" && !insured) ||
         (ticket.social_insurance == "02" && insured);
}

bool contradicts_insurance(const Ticket& ticket, const PersonFacts& person) {
  const bool insured =
      std::any_of(person.insurances.begin(), person.insurances.end(),
                  [&ticket](const Insurance& one) { return active_during(one, ticket); });
  return misstates_insurance(ticket, insured);
}

bool belongs(const Ticket& ticket, const AssistanceQualification& qualification) {
  return ticket.office_code == qualification.office_code &&
         ticket.recipient_key == qualification.recipient_key;
}

bool hidden(const PersonFacts& person) {
  return std::any_of(person.qualifications.begin(), person.qualifications.end(),
                     [](const AssistanceQualification& q) { return q.not_disclosed; });
}

const Office* office_of(const Facts& facts, const AssistanceQualification& qualification) {
  const auto found =
      std::find_if(facts.offices.begin(), facts.offices.end(),
                   [&](const Office& office) { return office.code == qualification.office_code; });
  return found == facts.offices.end() ? nullptr : &*found;
}

std::optional<BillingNumbers> billing_numbers(const Ticket& ticket, const PersonFacts& person) {
  if (ticket.payer && ticket.beneficiary) {
    return BillingNumbers{ticket.payer->text(), ticket.beneficiary->text()};
  }
  const auto recipients = [&](const AssistanceQualification& q) { return belongs(ticket, q); };
  const auto meeting = [&](const AssistanceQualification& q) {
    return belongs(ticket, q) && meets(ticket, q, false);
  };
  auto found = last_where(person.qualifications, meeting, starts_before);
  if (!found) found = last_where(person.qualifications, recipients, starts_before);
  if (!found) return std::nullopt;
  // Each number for itself: an office may change one of the two for a month.
  const AssistanceQualification& qualification = person.qualifications[*found];
  return BillingNumbers{
      ticket.payer ? ticket.payer->text() : qualification.payer.text(),
      ticket.beneficiary ? ticket.beneficiary->text() : qualification.beneficiary.text()};
}

MonthWindow ticket_window(util::Day day) {
  const util::Month month = util::Month::of(day);
  return {month.plus_months(-12), month.plus_months(3)};
}

}  // namespace madoguchi::domain
