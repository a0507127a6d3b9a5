#pragma once

#include <string_view>

#include "center/reply.hpp"

namespace madoguchi::center {

// The record of a note (reply, call, calendar, look): who acted, and what was noted (JSON).
store::AuditEntry note_entry(const Context& context, const Asked& asked, std::string_view kind,
                             std::string_view noted);

// Makes a note durable and tells its number, which is that of its record: {"reply":17}.
util::Task<net::Response> keep_note(Context& context, store::Commit commit);

}  // namespace madoguchi::center
