#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "office/import_reading.hpp"
#include "office/parts.hpp"
#include "oqs/json_messages.hpp"

namespace madoguchi::office {

// Lines that change nothing, as the center says: refused, or not newer than what holds.
std::set<std::int64_t> idle_lines(const oqs::ImportReport& report);

// Keeps what a file takes away, and counts it: "cancelled" by its DeleteFlag, "gone" by its
// silence. The center's count holds.
void keep_removals(Parts& parts, std::int64_t file, const oqs::ImportReport& report,
                   const std::vector<Removal>& removals, Json& counts);

// Whether the file takes something away from somebody who is not disclosed.
bool removes_hidden(Parts& parts, const std::string& id);

// The differences of a file that the caller may see, each with the name of whose row it is.
Json visible_differences(Parts& parts, const Call& call, const Json& differences);

// GET /api/imports/{id}/removals?after=PLACE: a page of what the file takes away, as far as the
// caller may see it; "next" is the place to go on from, or null.
Answer show_removals(Parts& parts, const Call& call);

}  // namespace madoguchi::office
