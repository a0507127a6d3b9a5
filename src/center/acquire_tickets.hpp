#pragma once

#include "center/reply.hpp"

namespace madoguchi::center {

// POST /oqs/OQSmutic01: takes a bulk acquisition of one month's own tickets in (5.2, 5.3).
util::Task<net::Response> accept_tickets_job(Context& context, Asked asked);

// POST /oqs/OQSmutic02: its result, or "still processing".
util::Task<net::Response> download_tickets(Context& context, Asked asked);

// The outcome of an earlier request, told again from its record.
util::Task<net::Response> acceptance_again(Context& context, store::AuditRecord record);
util::Task<net::Response> download_again(Context& context, store::AuditRecord record);

// Fixes the snapshot of every job that waits, also of those that a restart found unfinished, on the
// center's workers. False when the store did not answer and it must be tried again.
util::Task<bool> run_waiting_jobs(Context& context);
void start_waiting_jobs(Context& context);  // the same, on the workers, without waiting

}  // namespace madoguchi::center
