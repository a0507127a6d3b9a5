#pragma once

#include <string>

#include "app/party_settings.hpp"
#include "terminal/updates.hpp"

namespace madoguchi::app {

struct UpdateArguments {
  enum class Act { check, install, rollback, sign } act = Act::check;
  std::string config;                                              // terminal.toml
  std::string version;                                             // install: only this one; sign
  std::string key, program, out, from = "0.0.0", notes, notes_en;  // sign
  bool json = false;                                               // check
};
int run_update(const UpdateArguments& arguments);

// What the terminal's page works with; for a file without [updates]: nothing.
std::optional<terminal::Updates::Settings> updates_of(const TerminalFile& file);

// Goes on as the installed version in the same process, when there is one that may run. Returns
// when this program itself is to run; what stands against the installed one is logged.
void go_on_as_installed(const TerminalFile& file, const std::string& config);

// Ends this process in order, soon after it returned; then `restart_asked`.
void ask_for_restart();
// Whether the page asked that the terminal starts anew; once it has ended, `start_again` does so in
// the same process. Returns (with a code for `main`) only when that fails.
bool restart_asked();
int start_again(const std::string& config);

}  // namespace madoguchi::app
