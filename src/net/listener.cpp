#include "net/listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

namespace madoguchi::net {

namespace {

constexpr int backlog = 4096;

auto system_problem(const std::string& address, int error) {
  ListenProblem problem;
  problem.detail = address + ": " + std::strerror(error);
  if (error == EADDRINUSE) problem.error = ListenError::address_in_use;
  if (error == EACCES || error == EPERM) problem.error = ListenError::denied;
  if (error == EADDRNOTAVAIL || error == ENOENT || error == ENOTDIR) {
    problem.error = ListenError::address_invalid;
  }
  return util::failure(problem);
}

auto invalid(const std::string& address) {
  return util::failure(ListenProblem{ListenError::address_invalid, TlsError::none, address});
}

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

std::optional<SocketAddress> parse_ip(const std::string& text, std::uint16_t port) {
  SocketAddress out;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&out.storage);
  if (inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    out.length = sizeof(sockaddr_in);
    return out;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&out.storage);
  if (inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    out.length = sizeof(sockaddr_in6);
    return out;
  }
  return std::nullopt;
}

std::optional<SocketAddress> local_address(const std::string& path) {
  SocketAddress out;
  auto* local = reinterpret_cast<sockaddr_un*>(&out.storage);
  if (path.empty() || path.size() >= sizeof(local->sun_path)) return std::nullopt;
  local->sun_family = AF_UNIX;
  std::memcpy(local->sun_path, path.c_str(), path.size() + 1);
  out.length = sizeof(sockaddr_un);
  return out;
}

// Removes a socket file that a killed server left: only a socket, and only when nobody answers.
void remove_stale(const std::string& path, const SocketAddress& address) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return;
  const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (probe < 0) return;
  const bool refused =
      ::connect(probe, address.get(), address.length) != 0 && errno == ECONNREFUSED;
  ::close(probe);
  if (refused) ::unlink(path.c_str());
}

}  // namespace

util::Result<Listener, ListenProblem> Listener::open(const std::string& address,
                                                     std::uint16_t port) {
  if (address.starts_with(local_prefix)) return open_local(address.substr(local_prefix.size()));
  const auto where = parse_ip(address, port);
  if (!where) return invalid(address + " is not an IP address");
  Listener listener(
      ::socket(where->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (listener.fd_ < 0) return system_problem(address, errno);
  const int on = 1;
  ::setsockopt(listener.fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (::bind(listener.fd_, where->get(), where->length) != 0 ||
      ::listen(listener.fd_, backlog) != 0) {
    return system_problem(address + " port " + std::to_string(port), errno);
  }
  return listener;
}

util::Result<Listener, ListenProblem> Listener::open_local(const std::string& path) {
  const auto where = local_address(path);
  if (!where) return invalid("the path of a local socket is empty or too long: " + path);
  Listener listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (listener.fd_ < 0) return system_problem(path, errno);
  remove_stale(path, *where);
  if (::bind(listener.fd_, where->get(), where->length) != 0) return system_problem(path, errno);
  struct stat status {};
  // Nobody can connect before `listen`, so there is no moment with a wider mode.
  if (::lstat(path.c_str(), &status) != 0 || ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) {
    return system_problem(path, errno);
  }
  listener.path_ = path;
  listener.device_ = status.st_dev;
  listener.inode_ = status.st_ino;
  if (::listen(listener.fd_, backlog) != 0) return system_problem(path, errno);
  return listener;
}

Listener::~Listener() {
  if (!path_.empty()) {
    struct stat status {};
    if (::lstat(path_.c_str(), &status) == 0 && status.st_dev == device_ &&
        status.st_ino == inode_) {
      ::unlink(path_.c_str());
    }
  }
  if (fd_ >= 0) ::close(fd_);
}

std::uint16_t Listener::port() const {
  sockaddr_storage storage{};
  socklen_t length = sizeof(storage);
  if (::getsockname(fd_, reinterpret_cast<sockaddr*>(&storage), &length) != 0) return 0;
  if (storage.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
  }
  if (storage.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_port);
  }
  return 0;
}

}  // namespace madoguchi::net
