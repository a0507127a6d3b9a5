#include "app/serve.hpp"

#include <fmt/format.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include "util/log.hpp"

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

void open_many_files(std::size_t connections_max) {
  constexpr std::size_t other_files = 256;  // database, readers, log, lists
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= connections_max + other_files) return;
  util::log(
      util::LogLevel::warning, "center",
      fmt::format("only {} files may be open (ulimit -n), less than connections_max = {} needs",
                  limit.rlim_cur, connections_max));
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

void tell_service_manager(std::string_view state) {
  const char* named = std::getenv("NOTIFY_SOCKET");
  const std::string_view path(named == nullptr ? "" : named);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() < 2 || path.size() >= sizeof address.sun_path) return;
  path.copy(address.sun_path, path.size());
  if (path.front() == '@') address.sun_path[0] = 0;  // an abstract name
  const int to = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (to < 0) return;
  const auto bytes = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  if (::sendto(to, state.data(), state.size(), MSG_NOSIGNAL,
               reinterpret_cast<const sockaddr*>(&address), bytes) < 0) {
    tell("サービス管理に状態を伝えられません。 / The service manager was not told.");
  }
  ::close(to);
}

bool tell(const std::vector<ConfigProblem>& problems) {
  for (const auto& problem : problems) fmt::print(stderr, "{}\n", problem.line_text());
  return !problems.empty();
}

void tell(const std::string& text) {
  fmt::print(stderr, "madoguchi: {}\n", text);
}

}  // namespace madoguchi::app
