#pragma once

#include <string>

namespace madoguchi::util {

// Overwrites what a string holds (a PIN, a key), then empties it.
void wipe(std::string& secret);

}  // namespace madoguchi::util
