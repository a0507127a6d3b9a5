#pragma once

#include <optional>
#include <string>

#include "center/reply.hpp"
#include "domain/rights.hpp"

namespace madoguchi::center {

// The human at a welfare office for whom its process asks. Account and second factors live at the
// office; the center checks the role against the act and puts all of it on record.
struct Acting {
  std::string account;   // Madoguchi-Operator
  domain::Role role{};   // Madoguchi-Role
  std::string factors;   // Madoguchi-Factors: OQSCD041-042 pairs, "1-01,3-02"
  std::string approver;  // Madoguchi-Approver: the second person, empty when none
};

// From the request's headers. Nothing: the municipality's own system, no human known. Fails when
// they are incomplete, malformed, or the approver is the operator.
util::Result<std::optional<Acting>, oqs::Problem> acting_of(const net::Request& request);

bool may(const std::optional<Acting>& acting, domain::Act act);

// As a record and a batch keep it: a JSON object; empty for the municipality's system.
std::string acting_json(const std::optional<Acting>& acting);

// Whether this act may go on: notes in `asked` who asks, for the record. Else the refusal (403,
// 422), which is on record.
struct Permission {
  std::optional<Acting> acting;
  std::optional<net::Response> refused;
};
util::Task<Permission> permission(Context& context, Asked& asked, domain::Act act);

}  // namespace madoguchi::center
