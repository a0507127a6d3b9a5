#include "tools/faults/fault_line.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <string_view>

#include "tools/generate/chance.hpp"

namespace madoguchi::tools {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int look_every_ms = 50;
constexpr auto quiet = std::chrono::milliseconds(40);  // an answer has come whole
constexpr int send_timeout_s = 5;
constexpr int waiting_connections_max = 128;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {
    const timeval timeout{send_timeout_s, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    const int yes = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  }
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int get() const { return fd_; }
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // What is there; empty at the end.
  std::string receive() const {
    std::array<char, 16384> buffer{};
    const auto got = ::recv(fd_, buffer.data(), buffer.size(), 0);
    return std::string(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  }

 private:
  int fd_;
};

// One connection and what its rule makes of it.
class Way {
 public:
  Way(const Socket& client, const Socket& center, const LineRule& rule, std::uint64_t seed)
      : client_(client), center_(center), rule_(rule), chance_(rule.seed, seed) {}

  // One look at both sides; false when the connection is over.
  bool step() {
    std::array<pollfd, 2> ready = {pollfd{client_.get(), POLLIN, 0},
                                   pollfd{center_.get(), POLLIN, 0}};
    if (::poll(ready.data(), ready.size(), held_.empty() ? look_every_ms : 5) < 0) return false;
    if (ready[0].revents != 0 && !from_client()) return false;
    if (ready[1].revents != 0 && !from_center()) return false;
    return held_.empty() || release();
  }

 private:
  bool from_client() {
    const auto bytes = client_.receive();
    if (bytes.empty()) return false;
    if (center_spoke_) ++client_turns_;
    center_spoke_ = false;
    return center_.send(bytes);
  }
  bool from_center() {
    const auto bytes = center_.receive();
    if (bytes.empty()) {
      if (rule_.kind == LineRule::Kind::late) client_.send(held_);
      return false;
    }
    center_spoke_ = true;
    if (rule_.kind == LineRule::Kind::pass || client_turns_ < 2) return client_.send(bytes);
    const auto now = Clock::now();
    if (held_.empty()) held_since_ = now;
    last_came_ = now;
    held_ += bytes;
    return true;
  }
  bool release() {
    const auto now = Clock::now();
    if (rule_.kind == LineRule::Kind::late) {
      if (now - held_since_ < std::chrono::milliseconds(rule_.delay_ms)) return true;
    } else if (now - last_came_ < quiet) {
      return true;
    } else if (rule_.kind == LineRule::Kind::cut || chance_.permille(500) == Chance::Luck::yes) {
      client_.send(std::string_view(held_).substr(0, chance_.below(held_.size())));
      return false;
    }
    const bool sent = client_.send(held_);
    held_.clear();
    return sent;
  }

  const Socket& client_;
  const Socket& center_;
  LineRule rule_;
  Chance chance_;
  int client_turns_ = 0;
  bool center_spoke_ = true;
  std::string held_;  // an answer on its way to the client
  Clock::time_point held_since_, last_came_;
};

}  // namespace

util::Result<std::unique_ptr<FaultLine>, std::string> FaultLine::start(std::uint16_t port,
                                                                       const LineRule& rule) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const auto address = loopback(port);
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(fd, waiting_connections_max) != 0) {
    ::close(fd);
    return util::failure("端末の線のポートを使えません: 127.0.0.1:" + std::to_string(port));
  }
  std::unique_ptr<FaultLine> line(new FaultLine(fd));
  line->rule_ = rule;
  line->accepting_ = std::thread([raw = line.get()] { raw->accept_all(); });
  return line;
}

FaultLine::~FaultLine() {
  stopping_ = true;
  if (accepting_.joinable()) accepting_.join();
  ::close(listener_);
}

void FaultLine::set(const LineRule& rule) {
  const std::scoped_lock lock(mutex_);
  rule_ = rule;
  ++rules_set_;
}

void FaultLine::accept_all() {
  while (!stopping_) {
    forget_ended();
    pollfd ready{listener_, POLLIN, 0};
    if (::poll(&ready, 1, look_every_ms) <= 0) continue;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    const std::scoped_lock lock(mutex_);
    auto& connection = connections_.emplace_back();
    connection.thread = std::thread(
        [this, &connection, client, rule = rule_, set = rules_set_.load(), seed = ++accepted_] {
          carry(client, rule, set, seed);
          connection.ended = true;
        });
  }
  for (auto& one : connections_) one.thread.join();
  connections_.clear();
}

void FaultLine::forget_ended() {
  for (auto at = connections_.begin(); at != connections_.end();) {
    if (!at->ended) {
      ++at;
      continue;
    }
    at->thread.join();
    at = connections_.erase(at);
  }
}

void FaultLine::carry(int client_fd, LineRule rule, std::uint64_t rules_set, std::uint64_t seed) {
  const Socket client(client_fd);
  const Socket center(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = loopback(rule.to_port);
  if (::connect(center.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return;
  }
  Way way(client, center, rule, seed);
  while (!stopping_ && rules_set_ == rules_set && way.step()) {
  }
}

}  // namespace madoguchi::tools
