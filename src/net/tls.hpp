#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <optional>
#include <string>

#include "net/channel.hpp"
#include "net/http.hpp"
#include "net/server.hpp"
#include "util/result.hpp"

// Inside the room: what OpenSSL is told. Both sides speak TLS 1.3 only and prove who they are.
namespace madoguchi::net {

struct SslContextDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using SslContext = std::shared_ptr<SSL_CTX>;

struct TlsProblem {
  TlsError error = TlsError::none;
  std::string detail;  // file and OpenSSL's text
};

util::Result<SslContext, TlsProblem> make_server_context(const TlsFiles& files);
util::Result<SslContext, TlsProblem> make_client_context(const TlsFiles& files);

// A connection's half of `context` in accept state.
SslPointer make_server_side(SSL_CTX* context);
// In connect state, bound to the name (or IP address) the server's certificate must carry. Nothing
// when the name cannot be one.
SslPointer make_client_side(SSL_CTX* context, const std::string& server_name);

// Of the certificate the other side proved to hold (also on a resumed session); nothing without
// one.
std::optional<PeerCertificate> peer_certificate(SSL* ssl);

// Whether `context` would let this connection's peer in no more: its certificate is on a revocation
// list that `context` was made with, or the authority that let it in is trusted no longer. Expiry
// is not asked.
bool is_shut_out(SSL_CTX* context, SSL* connection);

}  // namespace madoguchi::net
