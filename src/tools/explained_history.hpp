#pragma once

#include "tools/explain.hpp"

// The part of `explain` that is about looks at histories. Not for other rooms.
namespace madoguchi::tools {

bool is_history_look(const store::AuditRecord& record);

// Who looked, which kinds were shown and why not the others, which rows; the content made anew and
// compared with what was sent. Offices hear nothing of it; nobody sees what it said.
util::Result<void, ExplainProblem> explain_history(store::Registry& registry,
                                                   const store::AuditRecord& record,
                                                   const ExplainQuestion& question,
                                                   Explanation& out);

}  // namespace madoguchi::tools
