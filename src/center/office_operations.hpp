#pragma once

#include "center/reply.hpp"

// What offices ask of the center about their recipients, and what institutions tell offices.
// (Their rows: operations.hpp.)
namespace madoguchi::center {

// GET /office/verifications?after=N[&wait_s=S][&limit=N]: who asked about the office's recipients,
// who called because of them, what was replied.
util::Task<net::Response> read_verifications(Context& context, Asked asked);

// POST /office/replies: to an institution that asked about a recipient; refused the same way when
// it did not ask and when the person is not disclosed (D3).
util::Task<net::Response> reply_to_institution(Context& context, Asked asked);

// POST /calls: an institution's note of its call to the office whose recipient its answer showed.
util::Task<net::Response> note_call(Context& context, Asked asked);

// GET /office/calendar[?month=YYYYMM] and POST /office/calendar: when tickets are registered.
util::Task<net::Response> tell_calendar(Context& context, Asked asked);
util::Task<net::Response> state_month(Context& context, Asked asked);

// GET /registrations?month=YYYYMM[&office=NAME]…[&payer=NUMBER]…: the institution's view of it. Of
// offices by what its own answers show of them, and of nobody's tickets: who asks by a name is told
// of the name, who asks by a number is not told the name behind it (column 2 no.).
util::Task<net::Response> tell_registrations(Context& context, Asked asked);

// GET /office/links?recipient_key=K: what others registered of the office's recipient.
util::Task<net::Response> tell_links(Context& context, Asked asked);

// POST /office/looks: puts on record what somebody at the office is about to see, and why.
util::Task<net::Response> note_look(Context& context, Asked asked);

inline constexpr std::string_view office_imports_path = "/office/imports/";

// GET /office/imports/KEY: how far the file is that this office posted under that Idempotency-Key,
// or what became of it. DELETE: withdraws it, unless it is published; on record by the file's key,
// so that it cannot be published afterwards, not even after a crash. A key of another party is as
// unknown as one that nobody used.
util::Task<net::Response> tell_import(Context& context, Asked asked);
util::Task<net::Response> withdraw_import(Context& context, Asked asked);

// What such a note said when it was taken in, from its record.
net::Response note_again(const store::AuditRecord& record);
bool is_office_note(const store::AuditRecord& record);

}  // namespace madoguchi::center
