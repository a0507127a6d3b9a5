#pragma once

#include <optional>
#include <string>
#include <vector>

#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::tools {

// What a certificate says of itself, for lists and for the doctor. Nothing is verified here.
struct CertificateFacts {
  std::string subject, issuer;     // RFC 2253 text
  std::string serial_hex;          // lower case, no leading zeros
  std::vector<std::string> uris;   // SAN: "madoguchi:institution:1310000011"
  std::vector<std::string> names;  // SAN: DNS names and addresses
  util::Instant valid_from, valid_to;
};

// All certificates of a PEM text, at least one. The error is for a log.
util::Result<std::vector<CertificateFacts>, std::string> read_certificates(const std::string& pem);

// Whether the private key (PEM, no pass phrase) belongs to the first certificate of a PEM text.
bool key_belongs(const std::string& certificate_pem, const std::string& key_pem);

struct RevocationListFacts {
  std::string issuer;
  util::Instant made_at;
  std::optional<util::Instant> next_update;
  std::size_t revoked = 0;
  enum class Signed { by_authority, by_nobody_known } by = Signed::by_nobody_known;
};
// The lists of a file (PEM lists, or one in DER), at least one; signatures by the certificates of
// `authorities_pem`.
util::Result<std::vector<RevocationListFacts>, std::string> read_revocation_lists(
    const std::string& bytes, const std::string& authorities_pem);

// Whole days from `now` to `until`, negative once it is over.
std::int64_t days_between(util::Instant now, util::Instant until);

}  // namespace madoguchi::tools
