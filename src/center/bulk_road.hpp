#pragma once

#include "center/reply.hpp"

namespace madoguchi::center {

// The road of every interface of two steps (OQSmutic, OQSmuquc, ...): taken in durably, run,
// fetched by its reception number. What differs stands in the interface's BulkWork.

// POST /oqs/OQSmu...01: takes a job in and gives its reception number (5.2, 5.3).
util::Task<net::Response> accept_bulk_job(Context& context, Asked asked);

// POST /oqs/OQSmu...02: its result, or "still processing".
util::Task<net::Response> download_bulk_job(Context& context, Asked asked);

// The outcome of an earlier request, told again from its record.
util::Task<net::Response> acceptance_again(Context& context, store::AuditRecord record);
util::Task<net::Response> download_again(Context& context, store::AuditRecord record);

// Runs every job that waits, also those that a restart found unfinished, on the center's workers.
// False when the store did not answer and it must be tried again.
util::Task<bool> run_waiting_jobs(Context& context);
void start_waiting_jobs(Context& context);  // the same, on the workers, without waiting

}  // namespace madoguchi::center
