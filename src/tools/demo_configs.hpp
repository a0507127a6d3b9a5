#pragma once

#include <string>

#include "tools/demo_world.hpp"

namespace madoguchi::tools {

// Writes the configuration files of all parties that are missing; in those that are there, only a
// port that changed since `before` is replaced.
util::Result<void, std::string> write_demo_configs(const DemoWorld& world, const DemoState& before);

}  // namespace madoguchi::tools
