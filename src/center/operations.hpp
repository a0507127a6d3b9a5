#pragma once

#include "center/card_question.hpp"
#include "center/disaster_operations.hpp"
#include "center/history_operations.hpp"
#include "center/office_operations.hpp"
#include "center/reply.hpp"
#include "center/updates.hpp"

namespace madoguchi::center {

// POST /import/{kind}[?scope=full][&dry=1]: registers one CSV file. Offices write their own
// qualifications and tickets, the operator everything else (domain.md 11.2).
util::Task<net::Response> import_registrations(Context& context, Asked asked);

net::Response import_again(const store::AuditRecord& record);  // the report of an earlier request

// POST /oqs/OQSsiinq01 and POST /oqs/OQSsiupd01: the institution's 環境設定 (our own layout).
util::Task<net::Response> tell_setting(Context& context, Asked asked);
util::Task<net::Response> change_setting(Context& context, Asked asked);

// What an earlier inquiry or update said, from its record.
net::Response setting_again(const store::AuditRecord& record);

// GET /openapi.json: docs/openapi.json as it was when this was built. Nothing of anybody.
util::Task<net::Response> tell_openapi(Context& context, Asked asked);

// POST /oqs/OQSsiimm01: the institution's own number for one person (照会番号).
util::Task<net::Response> register_reference_number(Context& context, Asked asked);

net::Response reference_number_again(const store::AuditRecord& record);

// GET /feed?after=N[&wait_s=S][&limit=N]: what changed for this party, in one order.
util::Task<net::Response> read_feed(Context& context, Asked asked);

// GET /office/rows?after=N[&wait_s=S][&limit=N]: the office's own registrations, version by
// version.
util::Task<net::Response> read_office_rows(Context& context, Asked asked);

}  // namespace madoguchi::center
