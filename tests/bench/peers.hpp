#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "center/center.hpp"
#include "net/client.hpp"

namespace madoguchi::bench {

// Certificates of one authority in a folder, for server and clients.
struct Bed {
  std::string folder;
  net::TlsFiles server;
  net::TlsFiles clinic, office, operator_;
};
Bed make_bed(const std::string& folder);

// A process that ends with this one, on the first core.
class Peer {
 public:
  explicit Peer(const std::function<int()>& run);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
};

// Runs a center on `port`, core 0, one event loop.
int run_center(const Bed& bed, std::uint16_t port);
// Runs nginx on `port`, core 0, one worker, serving `body` at /oqs/OQSsiquc01 with the same TLS.
int run_nginx(const Bed& bed, std::uint16_t port, const std::string& body);

std::uint16_t free_port();
void stay_on_core(int core);

struct Load {
  double per_second = 0;
  std::vector<double> ms;  // latency of each, sorted
};
// `threads` connections that ask one after another for `seconds`.
Load run_load(const net::ClientConfig& line, int threads, double seconds,
              const std::function<net::Request(std::size_t)>& request);

}  // namespace madoguchi::bench
