#pragma once

#include "tools/explain.hpp"

// The part of `explain` that is about 資格確認一括照会. Not for other rooms.
namespace madoguchi::tools {

bool is_inquiry_download(const store::AuditRecord& record);

// Makes the whole result anew and compares it with what was sent. Tells how many units had which
// outcome, or one unit (`question.unit`) as an answer by number is told. An office hears which
// units concern its recipients.
util::Result<void, ExplainProblem> explain_inquiry(store::Registry& registry,
                                                   const store::AuditRecord& record,
                                                   const ExplainQuestion& question,
                                                   Explanation& out);

}  // namespace madoguchi::tools
