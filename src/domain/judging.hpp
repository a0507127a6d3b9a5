#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "domain/decide.hpp"

// The parts that the files of `decide` and `project` share. Nothing outside this room includes it.
namespace madoguchi::domain {

// The assistance of a person is hidden as a whole when any of its intervals is 不開示 (D3): of a
// person whom one office protects, another office's open row must not speak.
bool hidden(const PersonFacts& person);

// Insurance is half-open whatever Q1 says: Q1 is a question about assistance only.
bool active(const Insurance& insurance, util::Day day);
bool ended(const Insurance& insurance, util::Day day);

// Have the ticket's period and the interval a day in common (2.4.6)?
bool meets(const Ticket& ticket, const AssistanceQualification& qualification,
           bool loss_date_is_covered);
// Is the insurance active on at least one day of the ticket's period?
bool active_during(const Insurance& insurance, const Ticket& ticket);

// The ticket states 社会保険 (01) of somebody without it, or none (02) of somebody insured.
bool misstates_insurance(const Ticket& ticket, bool insured);

// The ticket was issued to the recipient of this interval, by the same office.
bool belongs(const Ticket& ticket, const AssistanceQualification& qualification);

const Office* office_of(const Facts& facts, const AssistanceQualification& qualification);

// The order of D15: the later start comes later, of equal starts the larger office code.
inline bool starts_before(const AssistanceQualification& a, const AssistanceQualification& b) {
  return std::tie(a.start, a.office_code) < std::tie(b.start, b.office_code);
}

// Index of the last (by `before`) of `all` that is `wanted`; the first of equals; nothing when
// none.
template <class T, class Wanted, class Before>
std::optional<std::size_t> last_where(const std::vector<T>& all, Wanted wanted, Before before) {
  std::optional<std::size_t> last;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (wanted(all[i]) && (!last || before(all[*last], all[i]))) last = i;
  }
  return last;
}

// What the tickets of one recipient mean to the asking institution on one day. Tickets outside
// `ticket_window` count as not there.
struct TicketSurvey {
  std::vector<std::size_t> usable;    // 4.2; indexes into the person's tickets
  bool own_period_over = false;       // own, this month, right kind, but not on this day
  bool own_other_month = false;       // own, right kind, another month
  bool own_wrong_kind = false;        // in the institution's name but nothing its fee table can use
  bool elsewhere = false;             // this month, another institution, of a kind usable here
  bool elsewhere_wrong_kind = false;  // this month, another institution, of another kind
};

// Surveys the tickets of the recipient of `qualification`, which is active on the asked day. With
// `asked`, own tickets count only when they are billed under those numbers (number inquiry).
TicketSurvey survey(const Facts& facts, const PersonFacts& person,
                    const AssistanceQualification& qualification, util::Day day,
                    const std::optional<BillingNumbers>& asked);

// One verdict for each pair of numbers that `tickets` are billed under, in the order of the
// numbers.
std::vector<Verdict> verdicts_by_numbers(const PersonFacts& person, const Verdict& like,
                                         const std::vector<std::size_t>& tickets);

// The insurance of one person as a card question judges it (insurance rows); nothing when none has
// begun. Side, validity, reason and insurance are set.
std::optional<Verdict> judge_insurance(const PersonFacts& person, util::Day day);

// Body-level validity (Q3's default): 6, else 1, else the assistance's, else the insurance's,
// else 4.
Validity body_validity(const std::vector<Verdict>& verdicts);

// The three ways of asking. D24 has been looked at, and D1 of a number inquiry.
Decision decide_by_card(const Facts& facts, const Question& question);
Decision decide_by_assistance_numbers(const Facts& facts, const Question& question);
Decision decide_by_insurance_numbers(const Facts& facts, const Question& question);

// Nothing is shown, for `reason`: body validity 4.
Decision nothing_shown(Reason reason);

}  // namespace madoguchi::domain
