#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

namespace madoguchi::app {

using Run = std::function<int()>;

// A subcommand with its examples below its help.
CLI::App* command(CLI::App& app, const std::string& name, const std::string& text,
                  const std::string& examples);

void add_card(CLI::App& app, Run& run);

// Of who keeps a party running: pki, db, doctor, account.
void add_operating(CLI::App& app, Run& run);

}  // namespace madoguchi::app
