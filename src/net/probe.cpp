#include "net/probe.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <openssl/pem.h>
#include <poll.h>

#include <array>
#include <chrono>
#include <memory>

#include "net/dial.hpp"
#include "net/tls.hpp"

namespace madoguchi::net {

namespace {

// What the check of the server's chain saw.
struct Seen {
  std::string pem;
  std::string error;
};

std::string pem_of(X509* certificate) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_X509(memory.get(), certificate);
  char* bytes = nullptr;
  const long count = BIO_get_mem_data(memory.get(), &bytes);
  return count > 0 ? std::string(bytes, static_cast<std::size_t>(count)) : std::string();
}

int look(int good, X509_STORE_CTX* walk) {
  auto* ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(walk, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* seen = static_cast<Seen*>(SSL_get_app_data(ssl));
  if (X509* leaf = X509_STORE_CTX_get0_cert(walk)) seen->pem = pem_of(leaf);
  if (good == 0) seen->error = X509_verify_cert_error_string(X509_STORE_CTX_get_error(walk));
  return good;
}

std::vector<std::string> addresses_of(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  std::vector<std::string> addresses;
  if (::getaddrinfo(host.c_str(), nullptr, &hints, &first) != 0) return addresses;
  for (const addrinfo* at = first; at != nullptr; at = at->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(at->ai_addr, at->ai_addrlen, text.data(), text.size(), nullptr, 0,
                      NI_NUMERICHOST) == 0) {
      addresses.emplace_back(text.data());
    }
  }
  ::freeaddrinfo(first);
  return addresses;
}

// Empty when it worked.
std::string shake_hands(Channel& channel, int fd, Deadline deadline) {
  while (true) {
    const auto result = channel.handshake();
    if (result.io == Io::done) return {};
    if (result.io == Io::ended) return "the server closed the connection";
    if (result.io == Io::failed) return channel.failure().text();
    const short events = result.io == Io::want_write ? POLLOUT : POLLIN;
    if (wait_ready(fd, events, deadline) == Ready::timed_out) return "no handshake in time";
  }
}

}  // namespace

Probe probe(const ClientConfig& config, std::int64_t timeout_ms) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  Probe out;
  const auto socket = dial(config.host, config.port, deadline);
  if (!socket) {
    out.detail = socket.error().detail;
    if (socket.error().error == ClientError::address_unknown) return out;
  }
  out.addresses = addresses_of(config.host);
  out.reached = Probe::Step::connect;
  if (!socket) return out;
  out.reached = Probe::Step::handshake;
  const auto context = make_client_context(config.tls);
  if (!context) {
    out.detail = context.error().detail;
    return out;
  }
  auto ssl = make_client_side(context->get(),
                              config.server_name.empty() ? config.host : config.server_name);
  if (!ssl) {
    out.detail = "the server's name cannot be one";
    return out;
  }
  Seen seen;
  SSL_set_app_data(ssl.get(), &seen);
  SSL_set_verify(ssl.get(), SSL_VERIFY_PEER, look);
  Channel channel(socket->get(), std::move(ssl));
  out.detail = shake_hands(channel, socket->get(), deadline);
  out.server_certificate_pem = seen.pem;
  if (!seen.error.empty()) out.detail = seen.error;
  if (out.detail.empty()) out.reached = Probe::Step::done;
  channel.end_writing();
  return out;
}

}  // namespace madoguchi::net
