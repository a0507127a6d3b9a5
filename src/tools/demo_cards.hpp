#pragma once

#include <string>
#include <vector>

#include "store/rows.hpp"
#include "tools/authority_folder.hpp"
#include "tools/scenarios.hpp"

namespace madoguchi::tools {

// Puts the software cards (PIN 1234) of the scenarios into `folder`: missing ones, and those whose
// time has moved on so far that they no longer are what their scenario needs, are made anew. The
// rows that register them; none for unregistered and foreign ones. The error is for the user.
util::Result<std::vector<store::CardRow>, std::string> prepare_demo_cards(
    AuthorityFolder& authorities, const std::vector<ScenarioCard>& cards, const std::string& folder,
    util::Instant now);

}  // namespace madoguchi::tools
