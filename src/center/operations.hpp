#pragma once

#include "center/reply.hpp"

namespace madoguchi::center {

// POST /import/{kind}[?scope=full][&dry=1]: registers one CSV file. Offices write their own
// qualifications and tickets, the operator everything else (domain.md 11.2).
util::Task<net::Response> import_registrations(Context& context, Asked asked);

net::Response import_again(const store::AuditRecord& record);  // the report of an earlier request

// GET and PUT /setting/medical-assistance: the institution's 環境設定 医療扶助 (OQSCD037).
util::Task<net::Response> medical_assistance_setting(Context& context, Asked asked);

net::Response setting_again(const store::AuditRecord& record);

// GET /feed?after=N[&wait_s=S][&limit=N]: what changed for this party, in one order.
util::Task<net::Response> read_feed(Context& context, Asked asked);

}  // namespace madoguchi::center
