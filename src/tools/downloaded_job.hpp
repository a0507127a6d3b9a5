#pragma once

#include "center/bulk_work.hpp"
#include "tools/explain.hpp"

// The job behind a recorded download. Not for other rooms.
namespace madoguchi::tools {

struct DownloadedJob {
  center::Download download;
  store::BulkJob job;
  store::BulkContent content;
  std::string recorded_hash;  // of the message that was sent
};

util::Result<DownloadedJob, ExplainProblem> downloaded_job(store::Registry& registry,
                                                           const store::AuditRecord& record);

// Is this institution's record not for the institution that is asked for?
bool of_another_institution(const store::AuditRecord& record, const ExplainQuestion& question);

}  // namespace madoguchi::tools
