#pragma once

#include "office/parts.hpp"

namespace madoguchi::office {

// POST /api/log: who was verified where and when, for a stated purpose. The look is on record at
// the center before anything is shown.
Answer look_at_log(Parts& parts, const Call& call);
// POST /api/log/frequent: at one institution on more than so many days of a month.
Answer look_at_frequent(Parts& parts, const Call& call);

}  // namespace madoguchi::office
