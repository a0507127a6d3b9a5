#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "net/client.hpp"
#include "util/result.hpp"

// Inside the room: the blocking client's way to a connected socket.
namespace madoguchi::net {

using Deadline = std::chrono::steady_clock::time_point;

// Owns a descriptor.
class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  Socket& operator=(Socket&&) = delete;
  ~Socket();
  int get() const { return fd_; }

 private:
  int fd_;
};

// A connected, non-blocking socket; every address of the name is tried. Host as in ClientConfig.
util::Result<Socket, ClientProblem> dial(const std::string& host, std::uint16_t port,
                                         Deadline deadline);

enum class Ready { yes, timed_out };
// Waits until `events` (POLLIN, POLLOUT) or an error is there.
Ready wait_ready(int fd, short events, Deadline deadline);

}  // namespace madoguchi::net
