#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/http.hpp"
#include "util/result.hpp"
#include "util/task.hpp"

namespace madoguchi::net {

// Answers one request. Runs on an event loop thread and may suspend there; an exception becomes a
// 500. Every handler must come to its end: the server's destructor waits for it.
using Handler = std::function<util::Task<Response>(Request)>;

enum class TlsError {
  none,
  certificate_unreadable,
  key_unreadable,
  key_mismatch,
  ca_unreadable,
  crl_unreadable
};
enum class ListenError { address_invalid, address_in_use, denied, tls, other };
struct ListenProblem {
  ListenError error = ListenError::other;
  TlsError tls = TlsError::none;
  std::string detail;  // file or address, and the system's text
};

// Mutual TLS 1.3: own certificate chain and key (PEM files), the CA whose client certificates are
// let in. A client without a certificate of that CA fails the handshake. With a revocation list
// (PEM, of the CA that issues the parties) a revoked client fails it too; a list past its next
// update lets nobody in.
struct TlsFiles {
  std::string certificate_file;
  std::string key_file;
  std::string ca_file;
  std::string crl_file = {};  // empty: none
  // pages: a server for browsers, which have no certificate of ours: none is asked for, `ca_file`
  // and `crl_file` are not read. Never for parties.
  enum class Clients { parties, pages } clients = Clients::parties;
};

// Every limit has its unit (law 6).
struct ServerLimits {
  std::size_t connections_max = 20000;
  std::size_t header_bytes_max = 16 * 1024;
  std::size_t body_bytes_max = 1024 * 1024;
  // Larger bodies of some requests (imports), by everything before the body; nothing:
  // body_bytes_max. On the event loop: must not block.
  std::function<std::size_t(const Request& head)> body_bytes_max_of;
  std::int64_t handshake_timeout_ms = 10000;
  std::int64_t request_timeout_ms = 30000;      // from the first byte of a request to its last
  std::int64_t idle_timeout_ms = 300000;        // between requests on a kept-alive connection
  std::int64_t write_stall_timeout_ms = 30000;  // a client that takes no byte of its answer so long
  std::int64_t stop_timeout_ms = 10000;  // `stop` waits so long, then closes what is still open
};

struct ServerConfig {
  std::string address = "127.0.0.1";  // IP address, or "unix:/path" for a local socket without TLS
  std::uint16_t port = 0;             // 0: any free one, see `port()`
  TlsFiles tls;                       // empty certificate_file: plain HTTP
  ServerLimits limits;
  unsigned threads = 1;  // event loops
};

// Counters for the metrics page.
struct ServerCounters {
  std::uint64_t connections_open = 0;
  std::uint64_t connections_total = 0;
  std::uint64_t connections_refused = 0;  // beyond connections_max, closed at once
  std::uint64_t handshakes_failed = 0;
  std::uint64_t requests_total = 0;
  std::uint64_t requests_refused = 0;  // too large, too slow, not HTTP
};

// An HTTPS (or, without TLS files, HTTP) server. Listens from `start` on; the destructor stops it,
// waiting for running handlers. Refusals of its own (413, 400, 408, 431, 503) carry a short JSON
// body
// {"code": "...", "message": "..."} made by `refusal`.
class Server {
 public:
  static util::Result<std::unique_ptr<Server>, ListenProblem> start(ServerConfig config,
                                                                    Handler handler);
  ~Server();
  std::uint16_t port() const;
  void stop();  // no new connections; running requests end; idle ones are closed
  // Reads the TLS files again for new connections (rotation); on failure the old ones stay. Kept
  // connections live on, except those whom the new files (revocation list, CA) let in no more.
  util::Result<void, ListenProblem> reload_tls();
  ServerCounters counters() const;

 private:
  struct Body;
  explicit Server(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

// Makes the body of a refusal that the server itself must give before any handler runs.
using RefusalText = std::string (*)(int status);
void set_refusal_text(RefusalText make);

}  // namespace madoguchi::net
