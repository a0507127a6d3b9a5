#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "util/calendar.hpp"
#include "util/file.hpp"
#include "util/result.hpp"

namespace madoguchi::tools {

// What the demo remembers from one start to the next (demo.json, which also says whose the folder
// is).
struct DemoState {
  std::uint16_t center_port = 0, health_port = 0;
  std::uint16_t line_port = 0;  // where the terminals find the center: a line that may have faults
  std::map<std::string, std::uint16_t> office_ports;  // of the offices' pages, by code
  std::map<std::string, std::uint16_t> page_ports;    // of the counters' pages, by folder
  std::string period;                                 // of the population that is written out
  util::Instant updated_at;                           // of its newest rows
};

enum class Fresh { no, yes };

// Whether a demo is running in the folder at this moment.
bool demo_is_running(const std::string& path);

// The folder of a demo, held while this lives so that two demos cannot share it.
class DemoFolder {
 public:
  // Makes the folder or goes on with an earlier demo's. A folder with anything else in it is
  // refused, and Fresh::yes removes only what a demo made. The error is for the user (Japanese).
  static util::Result<DemoFolder, std::string> open(const std::string& path, Fresh fresh);

  const std::string& path() const { return path_; }  // absolute
  DemoState state() const { return state_; }
  util::Result<void, std::string> keep(const DemoState& state);

 private:
  DemoFolder(std::string path, util::FileLock lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}
  std::string path_;
  util::FileLock lock_;
  DemoState state_;
};

}  // namespace madoguchi::tools
