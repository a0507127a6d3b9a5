#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace madoguchi::flow {

// Polls until `done` is true, generously long; whether it came to pass.
bool eventually(const std::function<bool()>& done,
                std::chrono::seconds deadline = std::chrono::seconds(60));

// `madoguchi arguments...` that is running, its output appended to a log file. It never outlives
// its object, nor the thread that started it.
class Process {
 public:
  Process() = default;
  Process(const std::vector<std::string>& arguments, const std::string& log_file);
  // Any program of the machine, looked for in PATH: its name and arguments.
  static Process of_program(const std::vector<std::string>& words, const std::string& log_file);
  ~Process() { kill(); }
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;

  pid_t pid() const { return pid_; }
  bool running();  // also takes note of its end
  void signal(int number) const;
  void kill();      // SIGKILL, and waits
  int terminate();  // SIGTERM, waits; its exit code (-1: it had to be killed)
  std::optional<int> exit_code() const { return exit_code_; }

 private:
  pid_t pid_ = 0;
  std::optional<int> exit_code_;
};

// What a command line that has ended said. The code of one ended by a signal is 128 + its number.
struct Finished {
  int code = -1;
  std::string out, err;
};
Finished run(const std::vector<std::string>& arguments);
Finished run_program(const std::vector<std::string>& words);

}  // namespace madoguchi::flow
