#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "net/server.hpp"

namespace madoguchi::net {

// A blocking TCP connection that says exactly what a test tells it.
class Wire {
 public:
  explicit Wire(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    const timeval patience{20, 0};  // a server that never answers fails the test, not the run
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  }
  ~Wire() { ::close(fd_); }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  bool connected() const { return connected_; }
  int fd() const { return fd_; }
  void say(std::string_view text) const {
    while (!text.empty()) {
      const auto sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void end() const { ::shutdown(fd_, SHUT_WR); }
  // What comes until `mark` was seen or the server closed; keeps what follows the mark.
  std::string hear_until(std::string_view mark) {
    while (true) {
      if (const auto at = heard_.find(mark); at != std::string::npos) {
        auto out = heard_.substr(0, at + mark.size());
        heard_.erase(0, at + mark.size());
        return out;
      }
      std::array<char, 4096> piece{};
      const auto got = ::recv(fd_, piece.data(), piece.size(), 0);
      closed_ = got == 0;
      if (got <= 0) return std::exchange(heard_, {});
      heard_.append(piece.data(), static_cast<std::size_t>(got));
    }
  }
  std::string hear_all() { return hear_until(std::string_view("\0never\0", 7)); }
  bool closed() const { return closed_; }  // in order, by the other side

 private:
  int fd_;
  bool connected_ = false;
  bool closed_ = false;
  std::string heard_;
};

// A TLS client of OpenSSL alone, for what our own client refuses to do.
class TlsWire {
 public:
  TlsWire(std::uint16_t port, const TlsFiles& files, int version_max = TLS1_3_VERSION,
          SSL_SESSION* ticket = nullptr)
      : wire_(port), context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
    SSL_CTX_set_max_proto_version(context_.get(), version_max);
    if (!files.certificate_file.empty()) {
      SSL_CTX_use_certificate_chain_file(context_.get(), files.certificate_file.c_str());
      SSL_CTX_use_PrivateKey_file(context_.get(), files.key_file.c_str(), SSL_FILETYPE_PEM);
    }
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), wire_.fd());
    if (ticket != nullptr) SSL_set_session(ssl_.get(), ticket);
    shaken_ = SSL_connect(ssl_.get()) == 1;
  }
  bool shaken() const { return shaken_; }
  bool resumed() const { return SSL_session_reused(ssl_.get()) == 1; }
  // The answer's bytes up to `mark`; "" when the server ends the connection before.
  std::string ask(std::string_view request, std::string_view mark) {
    SSL_write(ssl_.get(), request.data(), static_cast<int>(request.size()));
    std::string heard;
    while (heard.find(mark) == std::string::npos) {
      std::array<char, 4096> piece{};
      const int got = SSL_read(ssl_.get(), piece.data(), static_cast<int>(piece.size()));
      if (got <= 0) return {};
      heard.append(piece.data(), static_cast<std::size_t>(got));
    }
    return heard;
  }
  std::shared_ptr<SSL_SESSION> ticket() { return {SSL_get1_session(ssl_.get()), SSL_SESSION_free}; }
  void end() { SSL_shutdown(ssl_.get()); }  // keeps the ticket usable

 private:
  Wire wire_;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_{nullptr, SSL_free};
  bool shaken_ = false;
};

}  // namespace madoguchi::net
