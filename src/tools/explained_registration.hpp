#pragma once

#include "tools/explain.hpp"

// The part of `explain` that is about 照会番号一括登録. Not for other rooms.
namespace madoguchi::tools {

bool is_registration_download(const store::AuditRecord& record);

// Makes the result anew from what was settled when the job ran and compares it with what was sent.
// Tells how many units had which outcome, or one unit (`question.unit`). Offices hear nothing:
// which numbers an institution gives is its own.
util::Result<void, ExplainProblem> explain_registration(store::Registry& registry,
                                                        const store::AuditRecord& record,
                                                        const ExplainQuestion& question,
                                                        Explanation& out);

}  // namespace madoguchi::tools
