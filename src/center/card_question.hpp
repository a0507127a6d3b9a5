#pragma once

#include "center/reply.hpp"

namespace madoguchi::center {

// POST /card/challenge: a challenge for one card question of this institution.
util::Task<net::Response> make_challenge(Context& context, Asked asked);

// POST /card/verify: one question by card. No answer without proof: certificate, challenge,
// signature (mode PIN), or a named member of staff (modes face and visual without a signature).
util::Task<net::Response> verify_card(Context& context, Asked asked);

// POST /card/recheck: the same person again, after the card is out, by the day's
// QualificationConfirmationKey of this institution. No visit, no new consent.
util::Task<net::Response> recheck_card(Context& context, Asked asked);

// POST /card/reference-number: 照会番号 for the person of such a key, whose numbers the institution
// may not know (state 6).
util::Task<net::Response> number_by_card(Context& context, Asked asked);
net::Response number_by_card_again(const store::AuditRecord& record);

}  // namespace madoguchi::center
