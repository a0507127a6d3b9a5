#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "card/openssl.hpp"
#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::card {

// What a CA's responder (RFC 6960) says of one certificate. Believed by `judge_ocsp` only.
enum class OcspStatus { good, revoked, unknown };
struct OcspAnswer {
  OcspStatus status = OcspStatus::unknown;
  util::Instant this_update;
  std::optional<util::Instant> next_update;  // may be kept until then; nothing: not at all
};

// Why a response is none. One cause, one code; the list decides instead.
enum class OcspFault {
  unreadable,       // no OCSP response, or the responder refused to answer
  other_question,   // nothing about this certificate
  wrong_nonce,      // another question's, or none although one is required
  wrong_signature,  // not of the CA, nor of a responder that it delegated
  too_old,          // past its next update, or without one and not of this moment
  from_the_future,
};
std::string_view text_of(OcspFault fault);  // for a log

struct OcspQuestion {
  std::string url;      // of the CA's responder
  std::string request;  // DER
  std::string key;      // the same for the same certificate
};

struct OcspRules {
  enum class Nonce { required, optional } nonce = Nonce::required;
  std::int64_t skew_s = 300;     // between the responder's clock and ours
  std::int64_t age_s_max = 600;  // of a response without a next update
};

// The DER request about `certificate` of `issuer`, with a nonce; empty when OpenSSL cannot.
std::string ocsp_request(X509* certificate, X509* issuer);

// What `response` says to `request` of `certificate`, when it is a good answer as of `now`.
// `lists`: the issuer's revocation lists; a delegated responder on one of them is not believed.
util::Result<OcspAnswer, OcspFault> judge_ocsp(std::string_view response, std::string_view request,
                                               X509* certificate, X509* issuer,
                                               const std::vector<X509_CRL*>& lists,
                                               const OcspRules& rules, util::Instant now);

}  // namespace madoguchi::card
