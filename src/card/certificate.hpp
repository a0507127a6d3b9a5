#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "card/ocsp.hpp"
#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::card {

// Why a card is not believed (D2). One cause, one code.
enum class CardError {
  certificate_unreadable,  // not a DER X.509 certificate
  certificate_untrusted,   // no chain to a configured CA, wrong usage, key not RSA-2048
  certificate_not_yet_valid,
  certificate_expired,  // beyond the grace of domain.md 7.2
  certificate_revoked,
  revocation_unknown,  // no valid revocation list of its CA is at hand
  signature_wrong,
  signature_missing,  // mode PIN needs one
};

struct TrustFiles {
  std::vector<std::string> ca_files;  // PEM
  // OCSP responder (http://host:port/path) of each CA file's cards, in the same order; empty or
  // missing: none.
  std::vector<std::string> ocsp_urls;
  OcspRules ocsp;
  std::vector<std::string> crl_files;  // PEM or DER; read again when changed
  int grace_months = 3;                // after expiry, eligibility only; 0: no grace
  // One source counts the grace from the end of the month of expiry.
  bool grace_from_month_end = true;
  int notice_months_before = 3;  // expiry notice
  bool require_revocation_list = true;
};

enum class LifeState { good, expires_soon, grace };

// A user-authentication certificate that was checked against the trusted CAs.
struct CheckedCertificate {
  std::string serial_hex;  // lower case, no leading zeros
  std::string issuer;      // RFC 2253 text
  util::Day valid_from;
  util::Day valid_to;  // last day
  LifeState life = LifeState::good;
  util::Day usable_until;  // last day of grace
};

// Checks user-authentication certificates of cards. Safe to share among threads.
class CertificateChecker {
 public:
  // Fails when a CA file cannot be used. A revocation list that cannot is logged and named by
  // `problems`: until it can be read its CA's cards are judged as without a list.
  static util::Result<std::unique_ptr<CertificateChecker>, std::string> open(TrustFiles files);
  ~CertificateChecker();

  // What is wrong with the trust files now, a line each (for check-config and the health page).
  std::vector<std::string> problems() const;

  // Chain, usage, validity with grace, revocation, as of `now`. `der` is the certificate. `told`:
  // what its CA's responder said. Whatever says "revoked" is believed, list or responder; "good"
  // stands in for a list that is not at hand; "unknown" makes a revocation that is not known.
  util::Result<CheckedCertificate, CardError> check(
      std::string_view der, util::Instant now,
      const std::optional<OcspAnswer>& told = std::nullopt) const;
  // What to ask the responder of the certificate's CA; nothing when there is none, or the
  // certificate is not of a trusted CA.
  std::optional<OcspQuestion> ocsp_question(std::string_view der, util::Instant now) const;
  util::Result<OcspAnswer, OcspFault> judge(std::string_view der, const OcspQuestion& question,
                                            std::string_view response, util::Instant now) const;
  // RSA PKCS#1 v1.5 over SHA-256 of `message`, as the card's key makes it.
  util::Result<void, CardError> check_signature(std::string_view der, std::string_view message,
                                                std::string_view signature) const;

 private:
  struct Body;
  explicit CertificateChecker(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace madoguchi::card
