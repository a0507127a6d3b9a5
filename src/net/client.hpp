#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "net/http.hpp"
#include "net/server.hpp"
#include "util/result.hpp"

namespace madoguchi::net {

enum class ClientError {
  address_unknown,  // the name has no address
  refused,          // nobody listens
  timed_out,
  connection_lost,          // after the request may have been sent
  certificate_untrusted,    // the server's certificate is not of the configured CA, or of another
                            // name
  certificate_expired,      // the server's certificate has ended
  own_certificate_refused,  // the server refused ours: expired, revoked, foreign
  own_certificate_unreadable,
  response_too_large,
  protocol,
};
struct ClientProblem {
  ClientError error = ClientError::protocol;
  std::string detail;  // for a log
  bool sent = false;   // the request may have reached the server
};

struct ClientConfig {
  std::string host = "127.0.0.1";  // name or IP; "unix:/path" for a local socket
  std::uint16_t port = 443;
  std::string server_name;           // name the server's certificate must carry; empty: host
  TlsFiles tls;                      // empty ca_file: plain HTTP
  std::size_t connections_max = 32;  // kept alive at the same time
  std::size_t response_bytes_max = 256 * 1024 * 1024;
  std::int64_t connect_timeout_ms = 5000;
  std::int64_t idle_ms_max = 240000;  // a kept connection older than that is not used again
};

// An HTTP/1.1 client with mutual TLS 1.3 and kept-alive connections, safe to share among threads.
// `send` blocks its thread up to the timeout. A request on a kept-alive connection that the server
// had closed meanwhile is sent again once on a new one when it carries an Idempotency-Key or is a
// GET. Names are resolved anew for each new connection, so an address change of the center is
// followed.
class Client {
 public:
  explicit Client(ClientConfig config);
  ~Client();
  util::Result<Response, ClientProblem> send(const Request& request, std::int64_t timeout_ms);
  void
  close_idle();  // drops kept connections (after certificates were replaced, the files are reread)
  // Ends every `send` that waits for its response and each later one (timed_out).
  void interrupt();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace madoguchi::net
