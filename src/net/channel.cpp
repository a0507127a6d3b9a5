#include "net/channel.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstring>

namespace madoguchi::net {

namespace {

// OpenSSL's own socket BIO uses write(), which raises SIGPIPE; ours asks for none. The descriptor's
// number is the BIO's data.
int fd_of(BIO* bio) {
  return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

bool would_block(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

int bio_write(BIO* bio, const char* bytes, int count) {
  BIO_clear_retry_flags(bio);
  const auto sent = ::send(fd_of(bio), bytes, static_cast<std::size_t>(count), MSG_NOSIGNAL);
  if (sent < 0 && would_block(errno)) BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}

int bio_read(BIO* bio, char* to, int count) {
  BIO_clear_retry_flags(bio);
  const auto got = ::recv(fd_of(bio), to, static_cast<std::size_t>(count), 0);
  if (got < 0 && would_block(errno)) BIO_set_retry_read(bio);
  if (got == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  return static_cast<int>(got);
}

long bio_control(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
  if (command == BIO_CTRL_FLUSH) return 1;
  if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
  return 0;
}

const BIO_METHOD* bio_method() {
  static const BIO_METHOD* method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "madoguchi socket");
    BIO_meth_set_write(made, bio_write);
    BIO_meth_set_read(made, bio_read);
    BIO_meth_set_ctrl(made, bio_control);
    return made;
  }();
  return method;
}

int clamp(std::size_t count) {
  return static_cast<int>(std::min<std::size_t>(count, 1U << 30U));
}

}  // namespace

std::string ChannelFailure::text() const {
  if (tls_reason != 0) {
    const char* reason =
        ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, static_cast<unsigned long>(tls_reason)));
    return reason != nullptr ? reason : "TLS reason " + std::to_string(tls_reason);
  }
  if (system_errno != 0) return std::strerror(system_errno);
  return "connection ended";
}

Channel::Channel(int fd) : fd_(fd) {}

Channel::Channel(int fd, SslPointer ssl) : fd_(fd), ssl_(std::move(ssl)) {
  BIO* bio = BIO_new(bio_method());
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(fd)));
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
}

IoResult Channel::tls_result(int returned) {
  const int system_error = errno;
  switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
      return {Io::want_read};
    case SSL_ERROR_WANT_WRITE:
      return {Io::want_write};
    case SSL_ERROR_ZERO_RETURN:
      return {Io::ended};
    case SSL_ERROR_SSL: {
      // The last error names the cause best: an alert, a failed verification.
      const auto code = ERR_peek_last_error();
      failure_.tls_reason = ERR_GET_LIB(code) == ERR_LIB_SSL ? ERR_GET_REASON(code) : 0;
      if (failure_.tls_reason == 0) {
        const auto first = ERR_peek_error();
        if (ERR_GET_LIB(first) == ERR_LIB_SSL) failure_.tls_reason = ERR_GET_REASON(first);
      }
      if (failure_.tls_reason == 0) failure_.tls_reason = SSL_R_BAD_PACKET;
      failure_.verify_result = SSL_get_verify_result(ssl_.get());
      break;
    }
    default:
      failure_.system_errno = system_error;
  }
  ERR_clear_error();
  return {Io::failed};
}

IoResult Channel::handshake() {
  if (!ssl_) return {Io::done};
  ERR_clear_error();
  errno = 0;
  const int returned = SSL_do_handshake(ssl_.get());
  return returned == 1 ? IoResult{Io::done} : tls_result(returned);
}

IoResult Channel::read(char* to, std::size_t count) {
  if (ssl_) {
    ERR_clear_error();
    errno = 0;
    const int got = SSL_read(ssl_.get(), to, clamp(count));
    return got > 0 ? IoResult{Io::done, static_cast<std::size_t>(got)} : tls_result(got);
  }
  const auto got = ::recv(fd_, to, count, 0);
  if (got > 0) return {Io::done, static_cast<std::size_t>(got)};
  if (got == 0) return {Io::ended};
  if (would_block(errno)) return {Io::want_read};
  failure_.system_errno = errno;
  return {Io::failed};
}

IoResult Channel::write(std::string_view bytes) {
  if (ssl_) {
    ERR_clear_error();
    errno = 0;
    const int sent = SSL_write(ssl_.get(), bytes.data(), clamp(bytes.size()));
    return sent > 0 ? IoResult{Io::done, static_cast<std::size_t>(sent)} : tls_result(sent);
  }
  const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent >= 0) return {Io::done, static_cast<std::size_t>(sent)};
  if (would_block(errno)) return {Io::want_write};
  failure_.system_errno = errno;
  return {Io::failed};
}

void Channel::end_writing() {
  const bool failed = failure_.tls_reason != 0 || failure_.system_errno != 0;
  if (ssl_ && !failed && SSL_is_init_finished(ssl_.get()) == 1) {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());  // best effort: one alert record
    ERR_clear_error();
  }
  ::shutdown(fd_, SHUT_WR);
}

void Channel::release_buffers() {
  if (ssl_) SSL_free_buffers(ssl_.get());  // refused while they hold something
}

bool Channel::has_buffered() const {
  return ssl_ && SSL_has_pending(ssl_.get()) == 1;
}

}  // namespace madoguchi::net
