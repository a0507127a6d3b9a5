#pragma once

#include <optional>
#include <string>

#include "office/parts.hpp"

namespace madoguchi::office {

// Two persons for a file: where the office wants them for tickets (approval_tickets) or for 不開示
// (approval_protect), a file that touches them waits, and the second person sees its preview. Of a
// file from the drop folder the municipality's own system is the first; whoever approves it
// registers it in the own name.
bool needs_second_person(Parts& parts, const std::string& kind, const Json& counts);

// A file in the preview is to be published now; false when it is in another state meanwhile.
bool begin_publishing(Parts& parts, const std::string& id);

// Lets a file in the preview wait; the draft, or nothing when it is in another state meanwhile.
// `taken`: where a file of the drop folder lies, for the report beside it.
std::optional<std::int64_t> let_import_wait(Parts& parts, const std::string& id,
                                            const OnBehalf& first, const std::string& taken);

// What the second person says to a draft of kind "import"; `change` is the draft's.
Answer decide_import(Parts& parts, const Call& call, const Json& change, const OnBehalf& first);

}  // namespace madoguchi::office
