#pragma once

#include <optional>
#include <string>
#include <vector>

#include "office/parts.hpp"
#include "office/publish.hpp"

namespace madoguchi::office {

// A ticket of the mirror for the page: its columns, "id", "state" and "cursor".
Json ticket_json(const Json& row, bool live, std::int64_t cursor);
std::string ticket_id(const Json& row);  // recipient|month|issue number

// All of a recipient, newest month first.
std::vector<Json> tickets_of(Parts& parts, const std::string& recipient);
std::optional<Json> ticket_of(Parts& parts, const std::string& id);

// Fills in what was left empty: office, period (the month within the qualification), institution's
// name, kind of ticket, issue number. Fails when recipient, month or institution is not usable.
util::Result<Json, Problem> completed_ticket(Parts& parts, Json fields);
// Numbers of our own for tickets of that month, never given before.
std::vector<std::string> issue_numbers(Parts& parts, const std::string& month, std::size_t count);
std::string next_issue_number(Parts& parts, const std::string& month);

// GET and POST /api/tickets, POST /api/tickets/{id}/{cancel|shorten|reissue}.
Answer list_tickets(Parts& parts, const Call& call);
Answer issue_ticket(Parts& parts, const Call& call);
Answer cancel_ticket(Parts& parts, const Call& call);
Answer shorten_ticket(Parts& parts, const Call& call);
Answer reissue_ticket(Parts& parts, const Call& call);

// What the center says to rows without registering them: "errors" and "warnings".
Answer checked(Parts& parts, const Call& call, const RowChange& change, const Json& ticket);

}  // namespace madoguchi::office
