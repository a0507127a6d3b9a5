#pragma once

#include "edge/page_routes.hpp"
#include "followup/book.hpp"
#include "terminal/page/parts.hpp"

namespace madoguchi::terminal {

// Visits without a ticket: GET /api/followups[?group=&month=&record=], GET /api/followups.csv,
// GET /api/followups/{id}, POST /api/followups/{id}/call, /put-away, /take-up, /billing, /confirm,
// /separate.
void add_followup_routes(edge::PageRoutes& routes, PageParts& parts);

// 一括取得: GET /api/bulk[?month=], POST /api/bulk, POST /api/bulk/{id}/cancel,
// POST /api/bulk/changes/seen, POST /api/bulk/match.
void add_bulk_routes(edge::PageRoutes& routes, PageParts& parts);

// Names taken down while the center is away: GET and POST /api/after-checks,
// POST /api/after-checks/{id}/numbers, /drop, /same. How much waits: GET /api/waiting.
void add_after_check_routes(edge::PageRoutes& routes, PageParts& parts);

// What a refusal of the follow-up list means to the page.
edge::Problem problem_of(followup::Refusal refusal);

}  // namespace madoguchi::terminal
