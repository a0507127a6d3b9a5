#pragma once

#include "center/reply.hpp"

namespace madoguchi::center {

// POST /card/challenge: a challenge for one card question of this institution.
util::Task<net::Response> make_challenge(Context& context, Asked asked);

// POST /card/verify: one question by card. No answer without proof: certificate, challenge,
// signature (mode PIN), or a named member of staff (modes face and visual without a signature).
util::Task<net::Response> verify_card(Context& context, Asked asked);

}  // namespace madoguchi::center
