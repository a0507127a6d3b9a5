#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tools/child_processes.hpp"
#include "tools/demo_world.hpp"
#include "util/result.hpp"

namespace madoguchi::tools {

// What the demo does with the running parties. Every error is one line for the user.

// Registers every file at the center, each by its own party; the same file again changes nothing.
util::Result<void, std::string> register_all(const DemoWorld& world);
// 医療扶助 利用する for all that use it, by a file in req/ of each (OQSsiupd01), once: who switches
// it off later finds it off at the next start.
util::Result<void, std::string> switch_assistance_on(const DemoWorld& world, util::Day today);

// Starts one party of the world; `config` empty: its own file.
util::Result<void, std::string> start_center(const DemoWorld& world, ChildProcesses& children,
                                             const std::string& config = {});
util::Result<void, std::string> start_terminal(const DemoWorld& world, ChildProcesses& children,
                                               const DemoTerminal& terminal,
                                               const std::string& config = {});
// Imports a year of histories (demo_histories.hpp) with the demo's operator; what was imported
// before stores nothing.
util::Result<void, std::string> import_demo_histories(const DemoWorld& world, util::Day today);
// Cancels every ticket of this month, or registers them all again, at every office.
enum class ThisMonth { cancelled, registered };
util::Result<void, std::string> register_this_month(const DemoWorld& world, ThisMonth which,
                                                    util::Month month, util::Instant updated_at);

// HTTP status of a GET without TLS on this machine; 0 without an answer.
int status_on_loopback(std::uint16_t port, const std::string& path);
bool center_is_ready(const DemoWorld& world);
// Whether the center refuses an institution's certificate.
bool center_refuses(const DemoWorld& world, const std::string& institution_code);
bool terminal_is_ready(const DemoTerminal& terminal);

// The answer to one scenario, through its running terminal: a result message in UTF-8, or the code
// of the refusal.
struct ScenarioAnswer {
  std::string xml;
  std::string error_code;
  std::vector<std::string> files;  // names in face/
  std::string record;              // number of the audit record; by card only
};
ScenarioAnswer ask_scenario(const DemoWorld& world, const Scenario& scenario, util::Day today);
// How it differs from what is expected; empty when it does not.
std::string difference(const Scenario& scenario, const ScenarioAnswer& answer);

}  // namespace madoguchi::tools
