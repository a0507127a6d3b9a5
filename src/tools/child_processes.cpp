#include "tools/child_processes.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <deque>
#include <fstream>
#include <thread>

namespace madoguchi::tools {

namespace {

constexpr std::size_t lines_shown = 10;
constexpr auto end_wait_max = std::chrono::seconds(15);
constexpr auto look_again = std::chrono::milliseconds(20);

// Only what is allowed between fork and exec in a program with threads.
[[noreturn]] void become(char* const* arguments, int log, int nothing, pid_t parent) {
  // Killed, not asked: nothing may be left, and a killed center loses nothing either.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it ended before the line above
  ::setpgid(0, 0);                          // Ctrl-C is the parent's to answer
  ::signal(SIGXFSZ, SIG_IGN);               // a write beyond the limit fails, as on a full disk
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::execv("/proc/self/exe", arguments);
  ::_exit(127);
}

std::string how(int status) {
  if (WIFSIGNALED(status)) return fmt::format("signal {}", WTERMSIG(status));
  return fmt::format("exit {}", WEXITSTATUS(status));
}

}  // namespace

std::string last_lines(const std::string& file, std::size_t lines_max) {
  std::ifstream in(file);
  std::deque<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
    if (lines.size() > lines_max) lines.pop_front();
  }
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

util::Result<void, std::string> ChildProcesses::start(const std::string& name,
                                                      const std::vector<std::string>& arguments,
                                                      const std::string& log_file) {
  std::vector<std::string> texts = {"madoguchi"};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  const int log = ::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const pid_t parent = ::getpid();
  const pid_t pid = log < 0 || nothing < 0 ? -1 : ::fork();
  if (pid == 0) become(pointers.data(), log, nothing, parent);
  if (log >= 0) ::close(log);
  if (nothing >= 0) ::close(nothing);
  if (pid < 0) return util::failure("プログラムを始められません: " + name);
  running_.push_back({name, log_file, pid});
  return {};
}

std::optional<ChildProcesses::Ended> ChildProcesses::ended() {
  for (auto child = running_.begin(); child != running_.end(); ++child) {
    int status = 0;
    if (::waitpid(child->pid, &status, WNOHANG) != child->pid) continue;
    Ended ended{child->name, how(status), last_lines(child->log_file, lines_shown)};
    running_.erase(child);
    return ended;
  }
  return std::nullopt;
}

void ChildProcesses::end(pid_t pid) {
  ::kill(pid, SIGTERM);
  const auto give_up = std::chrono::steady_clock::now() + end_wait_max;
  int status = 0;
  while (::waitpid(pid, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > give_up) {
      ::kill(pid, SIGKILL);
      ::waitpid(pid, &status, 0);
      break;
    }
    std::this_thread::sleep_for(look_again);
  }
}

void ChildProcesses::stop() {
  // Terminals before the center, so that none of them complains of a lost line.
  while (!running_.empty()) {
    end(running_.back().pid);
    running_.pop_back();
  }
}

void ChildProcesses::stop(const std::string& name) {
  const auto child = std::find_if(running_.begin(), running_.end(),
                                  [&name](const Child& one) { return one.name == name; });
  if (child == running_.end()) return;
  end(child->pid);
  running_.erase(child);
}

util::Result<void, std::string> ChildProcesses::let_write(const std::string& name,
                                                          Writing writing) {
  for (const auto& child : running_) {
    if (child.name != name) continue;
    rlimit limit{};
    if (::prlimit(child.pid, RLIMIT_FSIZE, nullptr, &limit) == 0) {
      limit.rlim_cur = writing == Writing::yes ? limit.rlim_max : 0;
      if (::prlimit(child.pid, RLIMIT_FSIZE, &limit, nullptr) == 0) return {};
    }
    return util::failure(
        fmt::format("{} に書き込みの上限をかけられません（{}）", name, std::strerror(errno)));
  }
  return util::failure(name + " が動いていません");
}

}  // namespace madoguchi::tools
