#pragma once

#include <string>
#include <vector>

#include "app/party_settings.hpp"
#include "app/settings.hpp"
#include "terminal/page/chosen_settings.hpp"

namespace madoguchi::app {

// Where the page keeps what an administrator chose in place of terminal.toml.
std::string chosen_file_of(const TerminalFile& file);

// Reads terminal.toml, then what was chosen on the page in place of it; `own`: the settings that
// the page shows, with what the file says and what holds. Every fault is told.
std::vector<ConfigProblem> read_terminal(const std::string& config, TerminalFile& file,
                                         std::vector<terminal::OwnSetting>& own);

}  // namespace madoguchi::app
