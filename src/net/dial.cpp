#include "net/dial.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "net/listener.hpp"

namespace madoguchi::net {

namespace {

using std::chrono::steady_clock;

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;
};

auto problem(ClientError error, std::string detail) {
  return util::failure(ClientProblem{error, std::move(detail), false});
}

struct Resolved {
  int code = 0;
  std::vector<Address> addresses;
};

Resolved resolve(const std::string& host, std::uint16_t port, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* first = nullptr;
  Resolved out;
  out.code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &first);
  if (out.code != 0) return out;
  for (const addrinfo* at = first; at != nullptr; at = at->ai_next) {
    Address address;
    std::memcpy(&address.storage, at->ai_addr, at->ai_addrlen);
    address.length = at->ai_addrlen;
    out.addresses.push_back(address);
  }
  ::freeaddrinfo(first);
  return out;
}

// The system's resolver knows no deadline. A thread of its own asks; when it is late nobody
// listens.
std::optional<Resolved> resolve_until(const std::string& host, std::uint16_t port,
                                      Deadline deadline) {
  if (auto literal = resolve(host, port, AI_NUMERICHOST); literal.code == 0) return literal;
  struct Pending {
    std::mutex mutex;
    std::condition_variable done;
    std::optional<Resolved> resolved;
  };
  auto pending = std::make_shared<Pending>();
  std::thread([pending, host, port] {
    auto resolved = resolve(host, port, AI_ADDRCONFIG);
    std::scoped_lock lock(pending->mutex);
    pending->resolved = std::move(resolved);
    pending->done.notify_all();
  }).detach();
  std::unique_lock lock(pending->mutex);
  pending->done.wait_until(lock, deadline, [&] { return pending->resolved.has_value(); });
  return pending->resolved;
}

// 0 or the errno of the failed connection; ETIMEDOUT at the deadline.
int connect_until(int fd, const Address& address, Deadline deadline) {
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address.storage), address.length) == 0) {
    return 0;
  }
  if (errno != EINPROGRESS && errno != EINTR) return errno;
  if (wait_ready(fd, POLLOUT, deadline) == Ready::timed_out) return ETIMEDOUT;
  int error = 0;
  socklen_t length = sizeof(error);
  ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
  return error;
}

void set_options(int fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  // A center that vanished without a word is noticed on kept connections.
  const int idle_s = 30;
  const int interval_s = 10;
  const int probes = 3;
  ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
  ::setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof(idle_s));
  ::setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval_s, sizeof(interval_s));
  ::setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof(probes));
}

auto connect_problem(const std::string& host, int error) {
  const auto detail = host + ": " + std::strerror(error);
  return problem(error == ETIMEDOUT ? ClientError::timed_out : ClientError::refused, detail);
}

util::Result<Socket, ClientProblem> dial_local(const std::string& path, Deadline deadline) {
  Address address;
  auto* local = reinterpret_cast<sockaddr_un*>(&address.storage);
  if (path.empty() || path.size() >= sizeof(local->sun_path)) {
    return problem(ClientError::address_unknown, "the path of a local socket is empty or too long");
  }
  local->sun_family = AF_UNIX;
  std::memcpy(local->sun_path, path.c_str(), path.size() + 1);
  address.length = sizeof(sockaddr_un);
  Socket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket.get() < 0) return connect_problem(path, errno);
  if (const int error = connect_until(socket.get(), address, deadline); error != 0) {
    return connect_problem(path, error);
  }
  return socket;
}

}  // namespace

Socket::~Socket() {
  if (fd_ >= 0) ::close(fd_);
}

Ready wait_ready(int fd, short events, Deadline deadline) {
  pollfd watched{fd, events, 0};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
    const auto wait_ms = std::clamp<std::int64_t>(left.count(), 0, 60'000);
    const int ready = ::poll(&watched, 1, static_cast<int>(wait_ms));
    if (ready > 0) return Ready::yes;
    if (ready == 0 && steady_clock::now() >= deadline) return Ready::timed_out;
  }
}

util::Result<Socket, ClientProblem> dial(const std::string& host, std::uint16_t port,
                                         Deadline deadline) {
  if (host.starts_with(local_prefix)) return dial_local(host.substr(local_prefix.size()), deadline);
  const auto resolved = resolve_until(host, port, deadline);
  if (!resolved) return problem(ClientError::timed_out, host + ": the name server is late");
  if (resolved->code != 0 || resolved->addresses.empty()) {
    return problem(ClientError::address_unknown, host + ": " + ::gai_strerror(resolved->code));
  }
  int error = ECONNREFUSED;
  auto left = static_cast<std::int64_t>(resolved->addresses.size());
  for (const auto& address : resolved->addresses) {
    // A dead address must not eat the time of the next one.
    const auto now = steady_clock::now();
    const auto share = left > 1 && deadline > now ? now + (deadline - now) / left : deadline;
    --left;
    Socket socket(
        ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.get() < 0) {
      error = errno;
      continue;
    }
    error = connect_until(socket.get(), address, share);
    if (error == 0) {
      set_options(socket.get());
      return socket;
    }
  }
  return connect_problem(host, error);
}

}  // namespace madoguchi::net
