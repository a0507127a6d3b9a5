#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "net/server.hpp"
#include "util/result.hpp"

namespace madoguchi::net {

// A listening, non-blocking socket; closed (and its file removed, when it is a local one) at the
// end.
class Listener {
 public:
  // `address` and `port` as in ServerConfig.
  static util::Result<Listener, ListenProblem> open(const std::string& address, std::uint16_t port);
  Listener(Listener&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)),
        path_(std::exchange(other.path_, {})),
        device_(other.device_),
        inode_(other.inode_) {}
  Listener& operator=(Listener&&) = delete;
  ~Listener();

  int fd() const { return fd_; }
  std::uint16_t port() const;  // 0 on a local socket
  bool is_local() const { return !path_.empty(); }

 private:
  explicit Listener(int fd) : fd_(fd) {}
  static util::Result<Listener, ListenProblem> open_local(const std::string& path);

  int fd_ = -1;
  std::string path_;
  std::uint64_t device_ = 0;  // of the file we made: another server's is not ours to remove
  std::uint64_t inode_ = 0;
};

inline constexpr std::string_view local_prefix = "unix:";

}  // namespace madoguchi::net
