#pragma once

#include "app/operator_commands.hpp"

namespace madoguchi::app {

// madoguchi history: what the operator imports of claims, check-ups and dispensings.
void add_history(CLI::App& app, Run& run);

}  // namespace madoguchi::app
