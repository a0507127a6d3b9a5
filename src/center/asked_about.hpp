#pragma once

#include <vector>

#include "center/context.hpp"
#include "store/office_event.hpp"

namespace madoguchi::center {

// What offices are told of their recipients, from the records of answers (11.3): whoever was shown
// in a message, and who is not disclosed (D3), to their own office alone. The office is that of the
// interval that counts on the asked day; of a bulk acquisition that of the delivered tickets.
// `shown`: only those whose assistance the institution was told of.
enum class WhoIsTold { everybody, shown };
util::Task<util::Result<std::vector<store::OfficeEvent>, store::StoreProblem>> asked_about(
    Context& context, const std::vector<store::AuditRecord>& records,
    WhoIsTold who = WhoIsTold::everybody);

}  // namespace madoguchi::center
