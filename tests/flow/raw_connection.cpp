#include "flow/raw_connection.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace madoguchi::flow {

namespace {

struct Context {
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> ssl{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
  std::unique_ptr<SSL_SESSION, void (*)(SSL_SESSION*)> ticket{nullptr, SSL_SESSION_free};
};

int connected(const System& system) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{10, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(system.center_port());
  ::inet_pton(AF_INET, system.center_address.c_str(), &address.sin_addr);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  ::close(fd);
  return -1;
}

SSL_CTX* context_of(const System& system) {
  static Context context;
  const auto issued = system.path("pki/issued/institution-" + std::string(clinic_x)).string();
  SSL_CTX_use_certificate_chain_file(context.ssl.get(), (issued + ".crt").c_str());
  SSL_CTX_use_PrivateKey_file(context.ssl.get(), (issued + ".key").c_str(), SSL_FILETYPE_PEM);
  return context.ssl.get();
}

}  // namespace

RawConnection::RawConnection(const System& system, Tls tls) : fd_(connected(system)) {
  ready_ = fd_ >= 0;
  if (!ready_ || tls == Tls::no) return;
  ssl_.reset(SSL_new(context_of(system)));
  SSL_set_fd(ssl_.get(), fd_);
  ready_ = SSL_connect(ssl_.get()) == 1;
}

RawConnection::RawConnection(RawConnection&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), ssl_(std::move(other.ssl_)), ready_(other.ready_) {}

RawConnection::~RawConnection() {
  if (fd_ >= 0) ::close(fd_);
}

bool RawConnection::say(std::string_view bytes) const {
  if (ssl_) return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
  return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0;
}

std::string RawConnection::hear() const {
  std::array<char, 4096> piece{};
  const auto size = static_cast<int>(piece.size());
  const auto got = ssl_ ? SSL_read(ssl_.get(), piece.data(), size)
                        : static_cast<int>(::recv(fd_, piece.data(), piece.size(), 0));
  return got > 0 ? std::string(piece.data(), static_cast<std::size_t>(got)) : std::string();
}

bool RawConnection::ended() const {
  std::array<char, 4096> piece{};
  for (;;) {
    const auto got = ::recv(fd_, piece.data(), piece.size(), MSG_DONTWAIT);
    if (got > 0) continue;
    return got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
  }
}

}  // namespace madoguchi::flow
