#pragma once

#include <optional>
#include <string>

#include "terminal/terminal.hpp"

namespace madoguchi::terminal {

// Makes req, res, face and work where they are missing and checks that files can be moved between
// them by rename and that work lies outside the shares. Nothing when all is well.
std::optional<TerminalProblem> prepare_folders(const TerminalConfig& config);

}  // namespace madoguchi::terminal
