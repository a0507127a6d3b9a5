#pragma once

#include "center/history_judging.hpp"
#include "oqs/history_messages.hpp"
#include "store/disaster.hpp"

namespace madoguchi::center {

// How the person of a look was identified, and what stands of person and institution now.
struct Identified {
  Viewer viewer;  // who looks is the caller's to say
  HistoryStanding standing;
  store::AuditId record = 0;       // of the card read or of the disaster's search
  store::DisasterId disaster = 0;  // 0: none
};
// Else the refusal, which is on record. The arguments must outlive the task.
util::Task<util::Result<Identified, net::Response>> identified(Context& context, const Asked& asked,
                                                               const oqs::HistoryView& wanted);

}  // namespace madoguchi::center
