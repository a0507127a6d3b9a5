#pragma once

#include "center/quotas.hpp"
#include "store/audit.hpp"

namespace madoguchi::center {

// Counts a record again after a restart when it was a wrong try by number in whatever interface, or
// a job with some.
void count_wrong_try(WrongTries& tries, const store::AuditRecord& record);

}  // namespace madoguchi::center
