#pragma once

#include "store/registry.hpp"
#include "store/sqlite/session.hpp"

namespace madoguchi::store::sqlite {

// Life of a batch: begun, staged in many transactions, then published or abandoned. Every call
// works inside a transaction of the writer and throws Failure.

// Import batches take the next multiple of this, so that setting changes, each a batch of its own,
// find numbers below it while it is staged: publication order stays the order of numbers.
inline constexpr domain::BatchId batch_step = 1'000'000;

// Sets `memory.staging`. key_used when the header's record cannot be appended any more.
std::optional<StoreProblem> begin_batch(Session& session, const BatchHeader& header);
// Makes the staged batch the published one.
void publish_batch(Session& session, util::Instant at);
// A batch of one small change by one party ("setting", "reference"), published at once. Says why
// when there is no batch number left for it.
util::Result<domain::BatchId, StoreProblem> publish_small_batch(Session& session,
                                                                std::string_view kind,
                                                                const AuditEntry& record);
// Closes a batch that staged nothing.
void drop_empty_batch(Session& session);
// Takes back up to `rows_max` staged rows, the newest first. True when all are gone and the batch
// with them.
bool abandon_some(Session& session, std::size_t rows_max);

}  // namespace madoguchi::store::sqlite
