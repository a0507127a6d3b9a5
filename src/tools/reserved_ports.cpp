#include "tools/reserved_ports.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <random>

namespace madoguchi::tools {

namespace {

constexpr int lowest = 12000, highest = 31000;
constexpr int attempts = 1000;

bool nobody_listens_on(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  // Connections of an earlier run that still linger do not count; a listener does.
  const int yes = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const bool free = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                    ::listen(fd, 1) == 0;
  ::close(fd);
  return free;
}

// A socket bound to the port's abstract name, which the system lets go with its last holder; -1
// when another holds it.
int hold_name_of(std::uint16_t port) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto name = fmt::format("madoguchi-port-{}", port);
  name.copy(address.sun_path + 1, name.size());
  const auto size = offsetof(sockaddr_un, sun_path) + 1 + name.size();
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(size)) == 0) {
    return fd;
  }
  ::close(fd);
  return -1;
}

}  // namespace

ReservedPorts::~ReservedPorts() {
  for (const int fd : held_) ::close(fd);
}

bool ReservedPorts::reserve(std::uint16_t port) {
  const int fd = hold_name_of(port);
  if (fd < 0) return false;
  held_.push_back(fd);
  if (nobody_listens_on(port)) return true;
  held_.pop_back();
  ::close(fd);
  return false;
}

std::uint16_t ReservedPorts::take(std::uint16_t wanted) {
  if (wanted != 0 && reserve(wanted)) return wanted;
  static std::mt19937 random(std::random_device{}());
  for (int i = 0; i < attempts; ++i) {
    const auto port =
        static_cast<std::uint16_t>(std::uniform_int_distribution<int>(lowest, highest)(random));
    if (reserve(port)) return port;
  }
  return 0;
}

}  // namespace madoguchi::tools
