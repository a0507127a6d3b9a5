#include "flow/process.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <thread>
#include <utility>

namespace madoguchi::flow {

namespace {

constexpr auto poll_every = std::chrono::milliseconds(10);
constexpr auto command_deadline = std::chrono::seconds(120);
constexpr auto ending_deadline = std::chrono::seconds(60);

// Nothing between fork and exec may allocate: the test has threads.
pid_t spawn(std::vector<std::string> words, int out, int err) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) throw std::runtime_error("fork failed");
  if (pid > 0) return pid;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);
  const int in = ::open("/dev/null", O_RDONLY);
  ::dup2(in, 0);
  ::dup2(out, 1);
  ::dup2(err, 2);
  ::execvp(argv[0], argv.data());
  ::_exit(127);
}

std::vector<std::string> madoguchi(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {MADOGUCHI_BINARY};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

int code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string taken(int fd) {
  std::string text;
  char buffer[65536];
  ssize_t got = 0;
  while ((got = ::pread(fd, buffer, sizeof buffer, static_cast<off_t>(text.size()))) > 0) {
    text.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(fd);
  return text;
}

}  // namespace

bool eventually(const std::function<bool()>& done, std::chrono::seconds deadline) {
  const auto until = std::chrono::steady_clock::now() + deadline;
  while (!done()) {
    if (std::chrono::steady_clock::now() >= until) return done();
    std::this_thread::sleep_for(poll_every);
  }
  return true;
}

Process::Process(const std::vector<std::string>& arguments, const std::string& log_file)
    : Process(of_program(madoguchi(arguments), log_file)) {}

Process Process::of_program(const std::vector<std::string>& words, const std::string& log_file) {
  Process process;
  const int log = ::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0) throw std::runtime_error("no log file: " + log_file);
  process.pid_ = spawn(words, log, log);
  ::close(log);
  return process;
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), exit_code_(std::exchange(other.exit_code_, {})) {}

Process& Process::operator=(Process&& other) noexcept {
  if (this == &other) return *this;
  kill();
  pid_ = std::exchange(other.pid_, 0);
  exit_code_ = std::exchange(other.exit_code_, {});
  return *this;
}

bool Process::running() {
  if (pid_ == 0) return false;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) return true;
  exit_code_ = code_of(status);
  pid_ = 0;
  return false;
}

void Process::signal(int number) const {
  if (pid_ != 0) ::kill(pid_, number);
}

void Process::kill() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  exit_code_ = code_of(status);
  pid_ = 0;
}

int Process::terminate() {
  signal(SIGTERM);
  if (!eventually([this] { return !running(); }, ending_deadline)) {
    kill();
    return -1;
  }
  return exit_code_.value_or(-1);
}

Finished run(const std::vector<std::string>& arguments) {
  return run_program(madoguchi(arguments));
}

Finished run_program(const std::vector<std::string>& words) {
  const int out = ::memfd_create("out", MFD_CLOEXEC);
  const int err = ::memfd_create("err", MFD_CLOEXEC);
  const pid_t pid = spawn(words, out, err);
  Finished finished;
  int status = 0;
  const bool ended =
      eventually([&] { return ::waitpid(pid, &status, WNOHANG) == pid; }, command_deadline);
  if (!ended) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, &status, 0);
  }
  finished.code = code_of(status);
  finished.out = taken(out);
  finished.err = taken(err);
  return finished;
}

}  // namespace madoguchi::flow
