#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/settings.hpp"

namespace madoguchi::app {

// Blocks SIGINT, SIGTERM and SIGHUP in this thread and those it starts; call first.
void block_signals();
// Waits for SIGINT or SIGTERM; runs `reload` on each SIGHUP.
void wait_for_end(const std::function<void()>& reload);

// Prints every problem, one a line, on standard error. True when there was one.
bool tell(const std::vector<ConfigProblem>& problems);
// Prints "madoguchi: text" on standard error.
void tell(const std::string& text);

}  // namespace madoguchi::app
