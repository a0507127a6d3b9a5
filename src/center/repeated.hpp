#pragma once

#include <optional>
#include <string>

#include "center/reply.hpp"

namespace madoguchi::center {

// Hash of what makes two requests the same: query and body. A large one is hashed by a worker.
util::Task<std::string> request_hash(Context& context, const net::Request& request);

// The record of an earlier request with the same party and key, or nothing for a new one. A key
// that was used for another request, or a store that cannot be read, ends in a response of its own.
struct Earlier {
  std::optional<store::AuditRecord> record;
  std::optional<net::Response> refused;
};
util::Task<Earlier> earlier_request(Context& context, const Asked& asked);

// Tells the outcome of an earlier request again, byte for byte, without a second record: answers
// from the registry as of then (less what must no longer be shown), refusals, acceptances, settings
// and registrations from their records.
util::Task<net::Response> repeat(Context& context, store::AuditRecord record);

}  // namespace madoguchi::center
