#pragma once

#include "center/reply.hpp"

// Disasters and emergencies (domain.md 6.3): what the operator declares and grants, what an
// institution may do while it holds.
namespace madoguchi::center {

// The operator's: POST /disasters, POST /disasters/end, GET /disasters.
util::Task<net::Response> declare_disaster(Context& context, Asked asked);
util::Task<net::Response> end_disaster(Context& context, Asked asked);
util::Task<net::Response> list_disasters(Context& context, Asked asked);
// GET /disasters/uses?after=N[&limit=N]: every search without a card and every look without a card
// or consent. Asking is on record itself.
util::Task<net::Response> list_uses(Context& context, Asked asked);
// POST /emergency/rights, GET /emergency/rights: which hospitals may view in an emergency.
util::Task<net::Response> grant_emergency(Context& context, Asked asked);
util::Task<net::Response> list_emergency_rights(Context& context, Asked asked);

// What one of the changes above said, from its record.
net::Response disaster_change_again(const store::AuditRecord& record);
bool is_disaster_change(const store::AuditRecord& record);

// The institution's: GET /disaster/here (what is declared for it now, of nobody in particular) and
// POST /disaster/search (exactly one person, else one and the same "not determined").
util::Task<net::Response> tell_disaster_here(Context& context, Asked asked);
util::Task<net::Response> search_person(Context& context, Asked asked);

}  // namespace madoguchi::center
