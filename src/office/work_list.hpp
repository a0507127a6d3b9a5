#pragma once

#include <string>
#include <vector>

#include "office/parts.hpp"

namespace madoguchi::office {

// One person, institution and month that asked and found no ticket, or called.
struct WorkItem {
  std::int64_t id = 0;
  std::string recipient, institution, institution_name, month;
  std::string first_at, last_at, first_day, last_day, way;
  std::int64_t times = 0;
  Json call, reply;
  std::string request, replied_at;
  std::string reply_state;  // sent, sending, refused; empty: nothing was said
  std::string name, kana;
  // Tickets cover every day asked about, of the issuer where a pharmacy named one.
  bool ticket_now = false;
  std::string open_day;         // the first day that none covers; empty: there is none
  std::string open_issuer;      // whose prescription it waits for there; empty: anybody's
  bool asked_since = false;     // a call, or after a "no" a question, came behind the reply
  bool promise_over = false;    // the day that was promised has passed
  bool waiting = false;         // a draft for it waits for the second person
  bool claim_blocking = false;  // of a month that has ended: its claim cannot be made
  std::string state() const;    // open, waiting_approval, replied, resolved
};

// All that the caller may know of, what blocks a claim first.
std::vector<WorkItem> work_items(Parts& parts, bool with_protected);
Json json_of(const WorkItem& item);

// GET /api/work (also the long poll), /api/work/{id}/draft, POST /api/work/{id}/….
Answer list_work(Parts& parts, const Call& call);
Answer draft_for_work(Parts& parts, const Call& call);
Answer issue_for_work(Parts& parts, const Call& call);
Answer decline_work(Parts& parts, const Call& call);
Answer reply_to_work(Parts& parts, const Call& call);

// The "yes" that goes out when a draft of that work (its `more`) is registered; nothing for drafts
// of no work.
void keep_reply_of_draft(Parts& parts, const Json& more, const OnBehalf& author);

// Reasons why an institution is told no; the closed list of POST /office/replies.
bool is_decline_reason(std::string_view reason);

}  // namespace madoguchi::office
