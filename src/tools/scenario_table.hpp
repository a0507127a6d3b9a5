#pragma once

#include <string>

#include "tools/demo_world.hpp"
#include "tools/scenarios.hpp"

namespace madoguchi::tools {

// The table of the scenario people: id, name, where and how to ask, what comes; Japanese and
// English title under one another. Columns stand under one another on a terminal with wide
// characters.
std::string scenario_table(const Population& population, util::Day today);

// The command line that asks a scenario. `program` is how this program is called.
std::string command_of(const DemoWorld& world, const Scenario& scenario, util::Day today,
                       const std::string& program);

// `text` with blanks behind it up to `columns` columns of a terminal.
std::string padded(const std::string& text, std::size_t columns);

}  // namespace madoguchi::tools
