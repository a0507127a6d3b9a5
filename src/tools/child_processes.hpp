#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "util/result.hpp"

namespace madoguchi::tools {

// This program again, as children with a log file each. They die with their parent whatever ends
// it, and `stop` (also the destructor) ends them in order: SIGTERM, a wait, SIGKILL for who does
// not go.
class ChildProcesses {
 public:
  ChildProcesses() = default;
  ~ChildProcesses() { stop(); }
  ChildProcesses(const ChildProcesses&) = delete;
  ChildProcesses& operator=(const ChildProcesses&) = delete;

  // Starts `madoguchi arguments...`. Call on the main thread: a child lives no longer than the
  // thread that started it.
  util::Result<void, std::string> start(const std::string& name,
                                        const std::vector<std::string>& arguments,
                                        const std::string& log_file);
  // One that has ended by itself since the last call.
  struct Ended {
    std::string name;
    std::string how;  // "exit 2", "signal 9"
    std::string last_lines;
  };
  std::optional<Ended> ended();
  void stop();                         // the newest first, all waited for
  void stop(const std::string& name);  // one of them; nothing when it does not run
  // Whether the files of one may grow: with no, every write of it fails as on a full disk.
  enum class Writing { no, yes };
  util::Result<void, std::string> let_write(const std::string& name, Writing writing);

 private:
  struct Child {
    std::string name;
    std::string log_file;
    pid_t pid = 0;
  };
  static void end(pid_t pid);
  std::vector<Child> running_;
};

// The last `lines_max` lines of a log.
std::string last_lines(const std::string& file, std::size_t lines_max);

}  // namespace madoguchi::tools
