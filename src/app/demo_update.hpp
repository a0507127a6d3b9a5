#pragma once

#include <string>

#include "util/result.hpp"

namespace madoguchi::app {

// Lets the demo's center offer a newer version: this very program under the next number, signed by
// a key of the demo. The error is for the user.
util::Result<void, std::string> offer_demo_update(const std::string& path);

}  // namespace madoguchi::app
