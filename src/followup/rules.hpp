#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/project.hpp"
#include "util/calendar.hpp"

namespace madoguchi::followup {

// What became of one visit that was shown without a ticket (domain.md 2.5).
enum class State {
  open,        // nobody knows yet: the office must be asked
  promised,    // the office said that assistance may be used; the ticket is awaited
  paper,       // a paper ticket carries the numbers
  declined,    // the office said no, or the qualification has ended
  registered,  // a ticket of this institution covers the visit
  closed,      // somebody here put it away, with a reason
};
std::string_view name_of(State state);  // "open"
std::optional<State> state_named(std::string_view name);

// What somebody said or sent.
enum class Event {
  said_yes,        // call: may be used; the paper that was promised still follows
  said_no,         // call or reply: may not be used
  said_date,       // call: will be registered on a day
  replied_yes,     // reply: may be used; the office's own last word, also in place of paper
  replied_date,    // reply: will be registered on a day
  said_paper,      // call or reply: a paper ticket follows
  said_call_back,  // call: no answer yet
  ticket_came,     // a ticket covers the visit
  ticket_gone,     // the ticket that covered it does so no more
  ended,           // the qualification did not hold on the day after all
  put_away,        // by staff
  set_apart,       // by staff: linked to another patient by mistake; waits anew
  taken_up,        // by staff: put away or declined by mistake
};
// The state after `event`. A ticket outranks every word; a word never takes a ticket away.
State after(State state, Event event);
// Whether the visit still blocks its claim.
bool blocks_claim(State state);
// Whether the office's answer is still awaited (a telephone call makes sense).
bool asks_for_call(State state);

// Answers that open a visit: 6 by card, and by number what tells that no ticket of ours covers the
// day (D28, D18).
bool opens(std::string_view validity, std::string_view code);

// Whether this assistance result carries a ticket of ours that covers `visit`, and which: inside
// the ticket's ends and month, and inside the qualification (ends half-open). `issuer` empty: any;
// else a dispensing ticket must name it (D13).
const std::vector<domain::TicketFieldValue>* ticket_for(const domain::ResultAnswer& result,
                                                        util::Day visit, std::string_view issuer);

std::string value_of(const domain::ResultAnswer& result, domain::Field field);
std::string value_of(const std::vector<domain::TicketFieldValue>& ticket,
                     domain::TicketField field);

// How near the claim of a visit's month is: claims are sent from the 5th to the 10th of the next
// month.
enum class Urgency {
  none,      // the month still runs
  soon,      // 1st to 4th of the next month
  claiming,  // 5th to 10th
  late,      // after: the claim waits for a later month (月遅れ請求)
};
std::string_view name_of(Urgency urgency);
Urgency urgency_of(util::Month visit_month, util::Day today);

// "この福祉事務所の7月分は15日に登録予定です。" in an answer's message: the 15th. Nothing when the
// office stated none for that month.
std::optional<util::Day> planned_day(std::string_view message, util::Month month);
// "（電話 03-0000-0000）" in it; empty when there is none.
std::string telephone_in(std::string_view message);

}  // namespace madoguchi::followup
