#pragma once

#include <string>
#include <string_view>

#include "tools/demo_world.hpp"

namespace madoguchi::tools {

// Writes the configuration files of all parties that are missing; in those that are there, only a
// port that changed since `before` is replaced.
util::Result<void, std::string> write_demo_configs(const DemoWorld& world, const DemoState& before);

// Whether the terminal in this folder of the demo has a (software) card reader: FOLDER/reader.
bool has_demo_reader(std::string_view folder);

}  // namespace madoguchi::tools
