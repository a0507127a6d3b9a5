#pragma once

#include <memory>
#include <string>

#include "app/page_settings.hpp"
#include "center/center.hpp"
#include "terminal/terminal.hpp"
#include "util/clock.hpp"

namespace madoguchi::app {

// center.toml
struct CenterFile {
  center::CenterConfig config;
  enum class Older { migrate, refuse } older = Older::migrate;  // store.migrate
  std::string start_at;                                         // clock.start_at: test beds only
  std::string log_level = "info";
};
Settings settings_of(CenterFile& file);

// The patient's screen at the reader, on this machine only.
struct PatientScreen {
  enum class Offered { no, yes } offered = Offered::no;
  std::uint16_t port = 0;
  enum class Questions { together, separate } questions = Questions::together;
  int idle_s = 60;
};

// [updates] of a terminal.
struct UpdateSettings {
  std::string public_key_file;  // empty: no updates
  std::string versions_dir;
  std::int64_t check_every_s = 86400;
};

// terminal.toml
struct TerminalFile {
  terminal::TerminalConfig config;
  std::string name;        // institution.name, as the page shows it; empty: the code
  int retention_days = 0;  // page.retention_days: of the day's list
  std::string page_dir;    // page.data_dir: the page's databases and keys; empty: no page
  edge::PageConfig page;
  PatientScreen patient;
  local::AccountPolicy accounts;
  UpdateSettings updates;
  std::string start_at;
  std::string log_level = "info";
};
Settings settings_of(TerminalFile& file);
PageAccounts accounts_of(const TerminalFile& file);

// The line of a party that is neither (import, setting): the [center] part of its file.
struct LineFile {
  net::ClientConfig center;
};
Settings settings_of(LineFile& file);

// Keys that several parties have: [center], the line to it; [clock] and [log].
void add_line(Settings& settings, net::ClientConfig& line);
void add_clock_and_log(Settings& settings, std::string& start_at, std::string& log_level);
// Takes "debug", "info", "warning" or "error" for this process's log.
void apply_log_level(const std::string& level);

// The system's clock, or one that starts at `start_at` (ISO 8601); nothing when that cannot be
// read.
std::unique_ptr<util::Clock> clock_from(const std::string& start_at);
// The same for `file`, or nothing after telling what is wrong with it.
std::unique_ptr<util::Clock> clock_of(const std::string& file, const std::string& start_at);

}  // namespace madoguchi::app
