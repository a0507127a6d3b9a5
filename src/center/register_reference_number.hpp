#pragma once

#include "center/reply.hpp"

namespace madoguchi::center {

// Why a number cannot be registered. What is told is one neutral error for all but `taken`; the
// record keeps the cause.
enum class NotRegistered { unknown, ambiguous, not_disclosed, not_received, taken };
std::string_view name_of(NotRegistered cause);
oqs::ErrorCode error_of(NotRegistered cause);

// What registering this number would change, as things stand now; nothing is written. For one
// person (OQSsiimm01) and for each of many (OQSmuimm01). Whatever the cause of a refusal, the same
// is read.
struct ReferenceDecision {
  std::optional<NotRegistered> refused;
  store::ReferenceChange change;      // when not refused, or only because the number is taken
  domain::PersonId number_is_of = 0;  // who has the number here already; 0: nobody
};
util::Task<util::Result<ReferenceDecision, store::StoreProblem>> decide_reference_number(
    Context& context, std::string institution_code, domain::NumberSearch search,
    std::string reference_number);

}  // namespace madoguchi::center
