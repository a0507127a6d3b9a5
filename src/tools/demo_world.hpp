#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tools/demo_folder.hpp"
#include "tools/reserved_ports.hpp"
#include "tools/scenarios.hpp"
#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::tools {

// One file that is registered at the center, and by whom.
struct DemoImport {
  std::string line_file;  // operator.toml, office-13101.toml
  store::RowKind kind = store::RowKind::ticket;
  std::string file;
};

struct DemoTerminal {
  std::string folder;  // "clinic"
  std::string config;
  std::string control_socket;
  std::uint16_t page_port = 0;  // of its counter's page, on loopback
  ScenarioInstitution::Assistance assistance = ScenarioInstitution::Assistance::used;
};

// A welfare office's page.
struct DemoOffice {
  std::string code, name;
  std::string folder;  // of its own, absolute
  std::string config;
  std::uint16_t port = 0;  // of its page, on loopback
};

// Everything that stands ready under the demo's folder; all paths absolute.
struct DemoWorld {
  std::string path;
  Population population;
  std::uint16_t center_port = 0, health_port = 0, line_port = 0;
  std::shared_ptr<ReservedPorts> ports = std::make_shared<ReservedPorts>();  // all of its ports
  std::string start_at;  // of every party's clock; empty: real time
  std::string center_config;
  std::vector<DemoTerminal> terminals;
  std::vector<DemoOffice> offices;
  std::vector<DemoImport> imports;  // in the order in which they must be registered

  const DemoTerminal* terminal_in(std::string_view folder) const;
};

// Writes what is missing under `folder` and renews what has become old: certificates about to
// expire, cards that are no longer what their scenario needs, revocation lists (always), and the
// registration files when the population changed. Settings that a user changed stay; only ports
// that another program holds are replaced. The error is for the user.
// With a told clock all parties live at `now`, whatever the time really is.
enum class DemoClock { real, told };
util::Result<DemoWorld, std::string> prepare_demo_world(DemoFolder& folder, util::Instant now,
                                                        DemoClock clock = DemoClock::real);

}  // namespace madoguchi::tools
