#pragma once

#include "terminal/page/checks.hpp"
#include "terminal/page/parts.hpp"

namespace madoguchi::terminal {

// The patient's screen as the staff see it, and the consents given there: GET /api/patient-screen
// (long poll), POST /api/patient-screen/pair, /unpair, /confirm, POST /api/checks/{}/withdraw.
void add_patient_routes(edge::PageRoutes& routes, PageParts& parts, Checks& checks);

}  // namespace madoguchi::terminal
