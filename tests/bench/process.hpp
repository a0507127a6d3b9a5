#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace madoguchi::bench {

inline constexpr int server_core = 0;
inline constexpr int client_core = 1;

// Binds this process to one core.
void stay_on_core(int core);

// A program under measurement: bound to one core, ended with its object and with the bench.
class Process {
 public:
  Process(const std::vector<std::string>& command, int core, const std::string& log_file);
  ~Process() { stop(); }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  void stop();  // SIGTERM, and waits
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
};

// Processor time that the process, its threads and its children used so far.
double cpu_seconds(pid_t pid);
// What the process keeps in memory of its own (RssAnon).
double rss_anon_mb(pid_t pid);

std::uint16_t free_port();

// Throws what failed when `ok` is false, which ends that part of the bench: a wrong figure is worse
// than none.
void must(bool ok, const std::string& what);

}  // namespace madoguchi::bench
