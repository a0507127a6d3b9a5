#include "bench/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tools/reserved_ports.hpp"

namespace madoguchi::bench {

void stay_on_core(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<std::size_t>(core), &cores);
  sched_setaffinity(0, sizeof(cores), &cores);
}

Process::Process(const std::vector<std::string>& command, int core, const std::string& log_file) {
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_ = fork();
  must(pid_ >= 0, "fork");
  if (pid_ != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  stay_on_core(core);
  const int log = ::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (log >= 0) {
    dup2(log, 1);
    dup2(log, 2);
  }
  execvp(arguments.front(), arguments.data());
  _exit(127);
}

void Process::stop() {
  if (pid_ <= 0) return;
  kill(pid_, SIGTERM);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
}

double cpu_seconds(pid_t pid) {
  double total = 0;
  const auto tasks = fmt::format("/proc/{}/task", pid);
  std::error_code gone;
  for (const auto& task : std::filesystem::directory_iterator(tasks, gone)) {
    double ns = 0;
    std::ifstream(task.path() / "schedstat") >> ns;
    total += ns / 1e9;
    std::ifstream children(task.path() / "children");
    for (pid_t child = 0; children >> child;) total += cpu_seconds(child);
  }
  return total;
}

double rss_anon_mb(pid_t pid) {
  std::ifstream status(fmt::format("/proc/{}/status", pid));
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssAnon:")) return std::strtod(line.c_str() + 8, nullptr) / 1024;
  }
  return 0;
}

std::uint16_t free_port() {
  static tools::ReservedPorts ports;
  return ports.take();
}

void must(bool ok, const std::string& what) {
  if (!ok) throw std::runtime_error(what);
}

}  // namespace madoguchi::bench
