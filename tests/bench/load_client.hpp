#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/tls.hpp"

namespace madoguchi::bench {

using Clock = std::chrono::steady_clock;

// How long answers took, in steps of about 1.5 %.
class Latencies {
 public:
  void add(Clock::duration took);
  void merge(const Latencies& other);
  double ms(double share) const;  // 0.5: median, 0.99: one in a hundred took longer
  std::uint64_t count() const { return count_; }

 private:
  static constexpr std::size_t steps = 2048;
  std::array<std::uint64_t, steps> counts_{};
  std::uint64_t count_ = 0;
};

// What came of one stretch of load.
struct Slice {
  std::uint64_t answers = 0;  // right ones, within the time
  std::uint64_t wrong = 0;    // any other answer, or a connection lost
  double seconds = 0;
  Latencies latencies;
  double per_second() const { return static_cast<double>(answers) / seconds; }
};

// The one load client for both sides: many kept-alive mutual-TLS connections driven by one thread.
class LoadClient {
 public:
  // Writes the next request of a connection into `out`, head and body.
  using Ask = std::function<void(std::size_t connection, std::string& out)>;

  // Connection c uses identity c modulo their number. Every answer must carry `mark`.
  LoadClient(const std::vector<net::SslContext>& identities, std::uint16_t port,
             std::size_t connections, std::string mark);
  ~LoadClient();

  // Closed loop: each connection asks again as soon as it is answered.
  Slice closed(double seconds, const Ask& ask);
  // Open loop: questions come at their own times whether earlier ones are answered or not; a time
  // counts from when the question was due.
  Slice open(double seconds, double per_second, const Ask& ask);

 private:
  struct Connection;
  void send(Connection& connection, Clock::time_point due, const Ask& ask);
  bool flush(Connection& connection);
  bool receive(Connection& connection);  // true when the answer is whole
  void watch(const Connection& connection, std::uint32_t events) const;
  void lose(Connection& connection);
  // Handles what is ready, waiting at most so long; calls `answered` for each whole answer.
  void poll(int wait_ms, const std::function<void(Connection&)>& answered);
  void drain();

  int epoll_ = -1;
  std::string mark_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<char> scratch_;
  std::size_t busy_ = 0;
  std::uint64_t wrong_ = 0;
};

// Connect, handshake, one request, close: `at_once` of them side by side.
enum class Handshake { full, resumed };
Slice handshakes(const std::vector<net::SslContext>& identities, std::uint16_t port, Handshake kind,
                 std::size_t at_once, double seconds, const LoadClient::Ask& ask);

}  // namespace madoguchi::bench
