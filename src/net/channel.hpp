#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace madoguchi::net {

struct SslDeleter {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using SslPointer = std::unique_ptr<SSL, SslDeleter>;

enum class Io {
  done,        // progress was made
  want_read,   // try again when the socket is readable
  want_write,  // try again when the socket is writable
  ended,       // the other side closed in order
  failed,      // see `failure()`
};
struct IoResult {
  Io io = Io::failed;
  std::size_t bytes = 0;
};

// Why a channel failed: an OpenSSL reason (TLS alerts included) or an errno, 0 when unknown.
struct ChannelFailure {
  int tls_reason = 0;
  int system_errno = 0;
  long verify_result = 0;  // X509_V_ERR_…: why the other side's certificate was refused here
  std::string text() const;
};

// A non-blocking socket with or without TLS over it. Never raises SIGPIPE, holds no buffers of its
// own, does not own the socket. After a failed write what was received before may still be read.
class Channel {
 public:
  explicit Channel(int fd);         // plain
  Channel(int fd, SslPointer ssl);  // TLS; accept or connect state already set
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  IoResult handshake();  // done at once on a plain channel
  IoResult read(char* to, std::size_t count);
  IoResult write(std::string_view bytes);
  // Says that nothing more will be written (TLS close_notify, then the socket's write side).
  void end_writing();
  void release_buffers();     // of TLS, until the next byte comes
  bool has_buffered() const;  // bytes already off the socket, so waiting for it may be in vain
  SSL* ssl() const { return ssl_.get(); }
  const ChannelFailure& failure() const { return failure_; }

 private:
  IoResult tls_result(int returned);

  int fd_;
  SslPointer ssl_;
  ChannelFailure failure_;
};

}  // namespace madoguchi::net
