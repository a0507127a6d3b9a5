#include "app/serve.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <csignal>
#include <cstdio>

namespace madoguchi::app {

namespace {

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

void block_signals() {
  const auto set = ending_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void wait_for_end(const std::function<void()>& reload) {
  const auto set = ending_signals();
  for (;;) {
    int got = 0;
    if (sigwait(&set, &got) != 0) continue;
    if (got != SIGHUP) return;
    reload();
  }
}

bool tell(const std::vector<ConfigProblem>& problems) {
  for (const auto& problem : problems) fmt::print(stderr, "{}\n", problem.line_text());
  return !problems.empty();
}

void tell(const std::string& text) {
  fmt::print(stderr, "madoguchi: {}\n", text);
}

}  // namespace madoguchi::app
