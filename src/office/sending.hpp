#pragma once

#include "office/jobs.hpp"

namespace madoguchi::office {

// Posts a file for a job: again and again, with the same key, while the center is away, so that it
// is registered once, whatever broke; tells the job how far the center is (`progress(line,
// lines)`); withdraws it when the job is cancelled. Fails with `was_cancelled` when surely nothing
// of it is registered nor will be, or with the center's refusal; with center_away only when this
// process is to end.
using Sent = util::Result<oqs::ImportReport, Problem>;
Sent send_for_job(Parts& parts, JobView& view, const Center::File& file, const OnBehalf& author,
                  const std::function<void(std::int64_t, std::int64_t)>& progress);

}  // namespace madoguchi::office
