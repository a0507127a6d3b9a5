#pragma once

#include <openssl/ocsp.h>

#include <optional>
#include <string>
#include <string_view>

#include "unit/card/own_ca.hpp"

// An OCSP responder of the tests, on OpenSSL's own functions, that also answers as no honest one
// would.
namespace madoguchi::card::testing {

struct ResponseWish {
  int status = V_OCSP_CERTSTATUS_GOOD;
  util::Instant this_update = at("2024-07-01T00:00:00+09:00");
  std::optional<util::Instant> next_update = at("2024-07-02T00:00:00+09:00");
  enum class Nonce { echoed, absent, another } nonce = Nonce::echoed;
  std::string signer_der = "";  // a delegated responder's certificate; empty: the CA itself
  Key signer_key = nullptr;     // of it
  const EVP_MD* digest = EVP_sha256();
  int response_status = OCSP_RESPONSE_STATUS_SUCCESSFUL;
};

inline const Extensions responder_extensions = {
    {"basicConstraints", "critical,CA:FALSE"},
    {"keyUsage", "critical,digitalSignature"},
    {"extendedKeyUsage", "OCSPSigning"},
};

// The response (DER) of `ca` to `request` about `certificate_der`.
std::string response_of(const OwnCa& ca, std::string_view certificate_der, std::string_view request,
                        const ResponseWish& wish);

}  // namespace madoguchi::card::testing
