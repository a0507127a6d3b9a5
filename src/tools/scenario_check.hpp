#pragma once

#include <string>

#include "oqs/messages.hpp"
#include "tools/scenarios.hpp"

namespace madoguchi::tools {

// How an answer differs from what a scenario expects, in Japanese; empty when it does not.
std::string difference(const Expected& expected, const oqs::ResultDocument& answer);
// The same for a refusal outside the message family (a card question).
std::string difference(const Expected& expected, const std::string& error_code);

// What comes, in one line: "○ 有効 A1", "× E2005". For the demo's table.
std::string outcome_text(const Expected& expected);

}  // namespace madoguchi::tools
