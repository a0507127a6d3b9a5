#pragma once

#include "app/operator_commands.hpp"

namespace madoguchi::app {

// madoguchi disaster, madoguchi emergency: what the operator declares and grants.
void add_disaster(CLI::App& app, Run& run);

}  // namespace madoguchi::app
