#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::tools {

// A small private certificate authority for test beds and for one operator's parties. Keys are
// EC P-256 for parties and RSA-2048 for cards, as on the real ones.
struct Issued {
  std::string certificate_pem;
  std::string key_pem;
  std::string serial_hex;
};

enum class KeyKind { ec_p256, rsa_2048 };

struct CertificateRequest {
  std::string common_name;
  std::string san_uri;           // "madoguchi:institution:1310000011"; empty: none
  std::vector<std::string> dns;  // server names
  std::vector<std::string> ip;   // server addresses
  util::Instant valid_from;
  util::Instant valid_to;
  KeyKind key = KeyKind::ec_p256;
  enum class Use { server, client, card, certificate_authority } use = Use::client;
};

// All fail only when OpenSSL does (text names the step) or the issuer's files do not parse.
util::Result<Issued, std::string> make_authority(const CertificateRequest& request);
util::Result<Issued, std::string> issue(const Issued& authority, const CertificateRequest& request);

struct RevokedSerial {
  std::string serial_hex;
  util::Instant at;
};
// A certificate revocation list (PEM) of `authority`, valid from `now` for `days`.
util::Result<std::string, std::string> make_revocation_list(
    const Issued& authority, const std::vector<RevokedSerial>& revoked, util::Instant now,
    int days);

}  // namespace madoguchi::tools
