#pragma once

#include <vector>

#include "history/match.hpp"
#include "store/registry.hpp"

namespace madoguchi::center {

// Whose each of these claims or check-ups is, in their order: exactly one registered person, or why
// nobody. Blocks: for the import's own thread. Throws when the registry cannot be read.
std::vector<history::Match> match_people(store::Registry& registry,
                                         const std::vector<const history::ClaimIdentity*>& asked);

}  // namespace madoguchi::center
