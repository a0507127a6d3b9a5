#pragma once

#include "center/reply.hpp"

// Histories (domain.md 6): what the operator imports, what an institution sees.
namespace madoguchi::center {

// POST /history/import?kind=K: one file of claims, check-ups, dispensings or names of codes. The
// operator's. A file that is refused, and one that was imported before, store nothing.
util::Task<net::Response> import_history(Context& context, Asked asked);
net::Response history_import_again(const store::AuditRecord& record);

// GET /history/unmatched?after=N[&limit=N]: claims and check-ups that fit nobody, for the operator.
util::Task<net::Response> tell_unmatched(Context& context, Asked asked);
// POST /history/rematch: looks for their people once more.
util::Task<net::Response> rematch_history(Context& context, Asked asked);

// Takes away the months that are older than histories are kept (Q7). Blocks: for the ticker.
void expire_histories(Context& context);

// POST /history/view: a person's histories, by the card read that identified the person, for whom
// may see them (domain::may_view). Judged anew each time; on record with the rows that were seen.
util::Task<net::Response> view_history(Context& context, Asked asked);
// POST /oqs/YZKsiquc01, /oqs/TKKsiquc01: the same for a receipt computer, of somebody whose card
// was read here, where the institution lets it.
util::Task<net::Response> history_by_folder(Context& context, Asked asked);
// POST /consents/withdraw: ends consents at once.
util::Task<net::Response> withdraw_consents(Context& context, Asked asked);
net::Response withdrawal_again(const store::AuditRecord& record);

}  // namespace madoguchi::center
