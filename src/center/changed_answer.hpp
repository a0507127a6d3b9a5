#pragma once

#include <optional>
#include <string>

#include "center/context.hpp"
#include "oqs/notice.hpp"

namespace madoguchi::center {

// One answer that an institution received, made anew from its record, and what asking the same
// again would answer as of another batch: the same question, way of asking and settings, so that
// the second never tells more than asking would.
struct ChangedAnswer {
  oqs::Notice notice;        // asked, told and now are filled in
  std::string question_key;  // the same for questions that ask the same of the same day
  bool speaks = true;        // false: nothing may be said of it (D3, or it was an error)
};
// Nothing when the record is of no form that this program can make anew.
using ChangedAnswerRead = util::Result<std::optional<ChangedAnswer>, store::StoreProblem>;
util::Task<ChangedAnswerRead> changed_answer(Context& context, store::AuditId record,
                                             domain::PersonId person, domain::BatchId as_of);

}  // namespace madoguchi::center
