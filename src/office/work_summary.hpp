#pragma once

#include "office/parts.hpp"

namespace madoguchi::office {

// GET /api/work/summary?day=, also as summary.csv and summary.pdf: what was asked about, called
// about and replied to on a day (today when none is given).
Answer summarize_work(Parts& parts, const Call& call);
Answer summarize_work_csv(Parts& parts, const Call& call);
Answer summarize_work_pdf(Parts& parts, const Call& call);

}  // namespace madoguchi::office
