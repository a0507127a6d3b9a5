#pragma once

#include <string>
#include <vector>

#include "tools/demo_session.hpp"

namespace madoguchi::tools {

// A scenario with what the running system answered to it.
struct AnsweredScenario {
  const Scenario* scenario = nullptr;
  ScenarioAnswer answer;
};

// docs/scenarios.md: every scenario person, how to ask, what came and why, by result, and how to
// meet each error. What differs from one run to the next is shown in a fixed form, so that the same
// program makes the same text for the same day.
std::string scenario_document(const Population& population,
                              const std::vector<AnsweredScenario>& answered, util::Day today);

// The day of the committed document; its people stand as the demo's would on that day.
util::Day scenario_document_day();

}  // namespace madoguchi::tools
