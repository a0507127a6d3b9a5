#include "net/tls.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <vector>

#include "util/hash.hpp"

namespace madoguchi::net {

namespace {

std::string openssl_text() {
  const auto code = ERR_peek_last_error();
  const char* reason = ERR_reason_error_string(code);
  ERR_clear_error();
  return reason != nullptr ? reason : "unreadable";
}

auto problem(TlsError error, const std::string& file) {
  return util::failure(TlsProblem{error, file + ": " + openssl_text()});
}

util::Result<void, TlsProblem> load_revocation_list(SSL_CTX* context, const std::string& file) {
  if (file.empty()) return {};
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  X509_LOOKUP* lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
  if (lookup == nullptr || X509_load_crl_file(lookup, file.c_str(), X509_FILETYPE_PEM) < 1) {
    return problem(TlsError::crl_unreadable, file);
  }
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_CRL_CHECK);
  return {};
}

// What both sides share: version, groups, own certificate, whom to trust.
util::Result<SslContext, TlsProblem> make_context(const SSL_METHOD* method, const TlsFiles& files) {
  ERR_clear_error();
  SslContext context(SSL_CTX_new(method), SslContextDeleter{});
  SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), TLS1_3_VERSION);
  SSL_CTX_set1_groups_list(context.get(), "P-256:X25519");
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                      SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context.get(), 1);  // one recv for a record, not two
  // A key with a pass phrase is an unreadable key, never a prompt on the terminal.
  SSL_CTX_set_default_passwd_cb(context.get(), [](char*, int, int, void*) { return -1; });
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate_file.c_str()) != 1) {
    return problem(TlsError::certificate_unreadable, files.certificate_file);
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    const bool mismatch = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH ||
                          ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_TYPE_MISMATCH;
    return problem(mismatch ? TlsError::key_mismatch : TlsError::key_unreadable, files.key_file);
  }
  if (SSL_CTX_check_private_key(context.get()) != 1) {
    return problem(TlsError::key_mismatch, files.key_file);
  }
  if (files.clients == TlsFiles::Clients::pages) return context;
  if (SSL_CTX_load_verify_file(context.get(), files.ca_file.c_str()) != 1) {
    return problem(TlsError::ca_unreadable, files.ca_file);
  }
  // Exactly the certificates in the file are trusted, also when one is not a root: an operator
  // whose CA hangs under a larger one must not let that one's other children in.
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context.get()), X509_V_FLAG_PARTIAL_CHAIN);
  if (auto loaded = load_revocation_list(context.get(), files.crl_file); !loaded) {
    return util::failure(loaded.error());
  }
  return context;
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_length,
                    const unsigned char* offered, unsigned int offered_length, void*) {
  static constexpr std::array<unsigned char, 9> http11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_length, http11.data(), http11.size(), offered,
                            offered_length) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

bool is_address(const std::string& name) {
  std::array<unsigned char, 16> bytes{};
  return inet_pton(AF_INET, name.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), bytes.data()) == 1;
}

std::string serial_hex(const X509* certificate) {
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr), &BN_free);
  if (!number) return {};
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
  BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
  auto text = util::hex(bytes);
  const auto first = text.find_first_not_of('0');
  return first == std::string::npos ? "0" : text.substr(first);
}

void read_uris(const X509* certificate, PeerCertificate& out) {
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      &GENERAL_NAMES_free);
  if (!names) return;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
    if (out.uri_count++ == 0) {
      out.subject_alternative_uri.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                                         static_cast<std::size_t>(ASN1_STRING_length(uri)));
    }
  }
}

std::string issuer_text(const X509* certificate) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
  X509_NAME_print_ex(memory.get(), X509_get_issuer_name(certificate), 0, XN_FLAG_RFC2253);
  char* bytes = nullptr;
  const long count = BIO_get_mem_data(memory.get(), &bytes);
  return count > 0 ? std::string(bytes, static_cast<std::size_t>(count)) : std::string();
}

}  // namespace

util::Result<SslContext, TlsProblem> make_server_context(const TlsFiles& files) {
  auto made = make_context(TLS_server_method(), files);
  if (!made) return made;
  SSL_CTX* context = made->get();
  if (files.clients == TlsFiles::Clients::parties) {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    if (STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(files.ca_file.c_str())) {
      SSL_CTX_set_client_CA_list(context, names);
    }
  }
  // Tickets carry the whole session, the peer's certificate included; nothing is cached here. A new
  // context has new ticket keys, so a reload ends resumption of what the old one let in.
  static constexpr std::array<unsigned char, 9> id{'m', 'a', 'd', 'o', 'g', 'u', 'c', 'h', 'i'};
  SSL_CTX_set_session_id_context(context, id.data(), id.size());
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 1);
  // The loop frees the buffers of those who pause; giving them back after each record costs more
  // than the record.
  SSL_CTX_clear_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  return made;
}

util::Result<SslContext, TlsProblem> make_client_context(const TlsFiles& given) {
  auto files = given;
  files.clients = TlsFiles::Clients::parties;  // whom to trust is never left open
  auto made = make_context(TLS_client_method(), files);
  if (!made) return made;
  SSL_CTX* context = made->get();
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  static constexpr std::array<unsigned char, 9> http11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  SSL_CTX_set_alpn_protos(context, http11.data(), http11.size());
  return made;
}

SslPointer make_server_side(SSL_CTX* context) {
  SslPointer ssl(SSL_new(context));
  if (ssl) SSL_set_accept_state(ssl.get());
  return ssl;
}

SslPointer make_client_side(SSL_CTX* context, const std::string& server_name) {
  SslPointer ssl(SSL_new(context));
  if (!ssl) return nullptr;
  if (is_address(server_name)) {
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), server_name.c_str()) != 1) {
      return nullptr;
    }
  } else {
    SSL_set_hostflags(ssl.get(),
                      X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    if (server_name.empty() || SSL_set1_host(ssl.get(), server_name.c_str()) != 1 ||
        SSL_set_tlsext_host_name(ssl.get(), server_name.c_str()) != 1) {
      return nullptr;
    }
  }
  SSL_set_connect_state(ssl.get());
  return ssl;
}

std::optional<PeerCertificate> peer_certificate(SSL* ssl) {
  const X509* certificate = SSL_get0_peer_certificate(ssl);
  if (certificate == nullptr || SSL_get_verify_result(ssl) != X509_V_OK) return std::nullopt;
  PeerCertificate out;
  read_uris(certificate, out);
  out.serial_hex = serial_hex(certificate);
  out.issuer = issuer_text(certificate);
  std::string digest(32, '\0');
  unsigned int count = 0;
  X509_digest(certificate, EVP_sha256(), reinterpret_cast<unsigned char*>(digest.data()), &count);
  out.sha256_hex = util::hex(digest);
  std::tm end{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) == 1) {
    out.not_after_ms = static_cast<std::int64_t>(timegm(&end)) * 1000;
  }
  return out;
}

namespace {

// Certificates that a context trusts. Handshakes of other threads may sort the store meanwhile.
std::vector<X509*> anchors_of(SSL_CTX* context) {
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  std::vector<X509*> anchors;
  X509_STORE_lock(store);
  const STACK_OF(X509_OBJECT)* objects = X509_STORE_get0_objects(store);
  for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
    X509* one = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
    if (one != nullptr) anchors.push_back(one);
  }
  X509_STORE_unlock(store);
  return anchors;
}

// Whether everybody whom `before` trusts is trusted by `now` too: then no chain need be walked.
bool trusts_all_of(SSL_CTX* now, SSL_CTX* before) {
  if (now == before) return true;
  const auto anchors = anchors_of(now);
  const auto earlier = anchors_of(before);
  return std::all_of(earlier.begin(), earlier.end(), [&](X509* one) {
    return std::any_of(anchors.begin(), anchors.end(),
                       [&](X509* other) { return X509_cmp(one, other) == 0; });
  });
}

bool leads_to_anchor(SSL_CTX* context, SSL* connection, X509* certificate) {
  const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> walk(X509_STORE_CTX_new(),
                                                                             &X509_STORE_CTX_free);
  if (!walk || X509_STORE_CTX_init(walk.get(), SSL_CTX_get_cert_store(context), certificate,
                                   SSL_get_peer_cert_chain(connection)) != 1) {
    return false;
  }
  X509_STORE_CTX_set_flags(walk.get(), X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
  const bool leads = X509_verify_cert(walk.get()) == 1;
  ERR_clear_error();
  return leads;
}

bool is_revoked(SSL_CTX* context, X509* certificate) {
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  X509_STORE_lock(store);
  bool revoked = false;
  const STACK_OF(X509_OBJECT)* objects = X509_STORE_get0_objects(store);
  for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
    X509_CRL* list = X509_OBJECT_get0_X509_CRL(sk_X509_OBJECT_value(objects, i));
    if (list == nullptr ||
        X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_issuer_name(certificate)) != 0) {
      continue;
    }
    X509_REVOKED* entry = nullptr;
    revoked = revoked || X509_CRL_get0_by_cert(list, &entry, certificate) == 1;
  }
  X509_STORE_unlock(store);
  return revoked;
}

}  // namespace

bool is_shut_out(SSL_CTX* context, SSL* connection) {
  X509* certificate = SSL_get0_peer_certificate(connection);
  if (certificate == nullptr) return false;
  if (is_revoked(context, certificate)) return true;
  return !trusts_all_of(context, SSL_get_SSL_CTX(connection)) &&
         !leads_to_anchor(context, connection, certificate);
}

}  // namespace madoguchi::net
