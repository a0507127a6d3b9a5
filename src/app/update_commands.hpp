#pragma once

#include "app/operator_commands.hpp"

namespace madoguchi::app {

// madoguchi update: newer versions for a terminal; packages for the center.
void add_update(CLI::App& app, Run& run);

}  // namespace madoguchi::app
