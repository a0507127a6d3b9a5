#pragma once

#include <optional>

#include "followup/book.hpp"
#include "oqs/office_messages.hpp"

namespace madoguchi::followup {

// What comes in by itself. False: it cannot be kept now (disk), and must come again.
bool see(Book& book, const SeenAnswer& answer);
bool see_notice(Book& book, std::int64_t number, std::string_view json);

// ---- what staff see and do (throws sql::Failure) -----------------------------------------------

struct Wanted {
  // open: still blocks a claim; billing: billing must hear of it; settled: everything else.
  enum class Group { open, billing, settled, all } group = Group::open;
  std::optional<util::Month> month;
  std::int64_t record = 0;  // only the items that the record of this answer stands for; 0: all
};
// {"items": […], "counts": {…}}; oldest month first, what must be called first.
Json list(Book& book, const Wanted& wanted);
// Visits that need somebody: a call to make, billing to tell, or open at claim time.
std::int64_t waiting_count(Book& book);
// One item with its history, calls and candidates.
std::optional<Json> show(Book& book, std::int64_t item);
std::string list_csv(Book& book, const Wanted& wanted);  // for billing; UTF-8 with BOM

// A call to the office: kept here, heard by every visit of the patient's month, and told to the
// center as soon as the line allows.
// `call.record` is set here: the answer that the item stands for.
Done note_call(Book& book, std::int64_t item, oqs::NotedCall call, const std::string& who);

Done put_away(Book& book, std::int64_t item, const std::string& reason, const std::string& who);
Done take_up(Book& book, std::int64_t item, const std::string& who);
Done billing_told(Book& book, std::int64_t item, const std::string& who);
// A member of staff says: this acquired ticket is this visit's patient. Only a candidate of it.
Done confirm_ticket(Book& book, std::int64_t item, const std::string& ticket_key,
                    const std::string& who);
// And: both visits are one patient's.
Done confirm_same(Book& book, std::int64_t item, std::int64_t other, const std::string& who);
// It was a mistake: the visit has a patient of its own again, and waits anew.
Done separate(Book& book, std::int64_t item, const std::string& who);

// ---- calls on their way to the center ----------------------------------------------------------

struct CallToSend {
  std::int64_t id = 0;
  std::string key;   // Idempotency-Key, the same at each try
  std::string body;  // POST /calls
};
std::optional<CallToSend> next_call(Book& book);
void call_sent(Book& book, std::int64_t id, const std::string& record);
void call_refused(Book& book, std::int64_t id, const std::string& code);

// Settled visits whose month lies more than `months` back are forgotten (0: never).
void forget_old(Book& book, int months);

}  // namespace madoguchi::followup
