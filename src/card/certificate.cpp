#include "card/certificate.hpp"

#include <fmt/format.h>
#include <openssl/rsa.h>
#include <openssl/x509_vfy.h>

#include <optional>

#include "card/lifetime.hpp"
#include "card/openssl.hpp"
#include "card/revocation.hpp"
#include "card/trust.hpp"
#include "util/hash.hpp"

namespace madoguchi::card {
namespace {

constexpr int serial_octets_max = 20;  // RFC 5280, 4.1.2.2
constexpr int months_max = 120;
constexpr int security_level = 2;  // no SHA-1, no RSA below 2,048 bits
constexpr std::size_t signature_bytes = 256;
constexpr std::size_t message_bytes_max = 64 * 1024;

using BigNumberPtr = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using VerificationPtr = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;
struct StackFreed {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};
using StackPtr = std::unique_ptr<STACK_OF(X509), StackFreed>;

// What the certificate says of itself; nothing when a part has no sense.
struct Statement {
  std::string serial_hex;
  std::string issuer;
  ValidityTimes times;
};

std::optional<std::string> serial_of(const X509* certificate) {
  const ASN1_INTEGER* serial = X509_get0_serialNumber(certificate);
  const BigNumberPtr number(ASN1_INTEGER_to_BN(serial, nullptr));
  if (!number || BN_is_negative(number.get()) || BN_num_bytes(number.get()) > serial_octets_max) {
    return std::nullopt;
  }
  std::string octets(static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
  BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(octets.data()));
  std::string text;
  for (const char octet : octets) text += fmt::format("{:02x}", static_cast<unsigned char>(octet));
  text.erase(0, text.find_first_not_of('0'));
  return text.empty() ? "0" : text;
}

std::optional<std::string> issuer_text(const X509* certificate) {
  const BioPtr writer(BIO_new(BIO_s_mem()));
  if (!writer) return std::nullopt;
  const X509_NAME* name = X509_get_issuer_name(certificate);
  if (X509_NAME_print_ex(writer.get(), name, 0, XN_FLAG_RFC2253) < 0) return std::nullopt;
  char* text = nullptr;
  const long size = BIO_get_mem_data(writer.get(), &text);
  return std::string(text, size > 0 ? static_cast<std::size_t>(size) : 0);
}

std::optional<Statement> statement_of(const X509* certificate) {
  auto serial = serial_of(certificate);
  auto issuer = issuer_text(certificate);
  const auto from = instant_of(X509_get0_notBefore(certificate));
  const auto to = instant_of(X509_get0_notAfter(certificate));
  if (!serial || !issuer || !from || !to) return std::nullopt;
  return Statement{std::move(*serial), std::move(*issuer), {*from, *to}};
}

// A person's user-authentication certificate by its own content: signs, is no CA, card's key.
bool is_for_cards(X509* certificate) {
  // The first question also reads the extensions in.
  if (X509_check_ca(certificate) != 0) return false;
  if ((X509_get_extension_flags(certificate) & EXFLAG_INVALID) != 0) return false;
  const bool limits_usage = (X509_get_extension_flags(certificate) & EXFLAG_KUSAGE) != 0;
  return limits_usage && (X509_get_key_usage(certificate) & KU_DIGITAL_SIGNATURE) != 0 &&
         is_card_key(X509_get0_pubkey(certificate));
}

// The card's dates are judged by us, because of the grace; those of the CA hold as they are.
int pass_dates_of_card(int passed, X509_STORE_CTX* verification) {
  const int error = X509_STORE_CTX_get_error(verification);
  const bool date = error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID;
  if (passed != 0 || !date || X509_STORE_CTX_get_error_depth(verification) != 0) return passed;
  X509_STORE_CTX_set_error(verification, X509_V_OK);
  return 1;
}

// True when this CA, valid at `now`, issued the certificate for a client's authentication.
bool is_issued_by(X509* certificate, X509* authority, util::Instant now) {
  if (X509_check_issued(authority, certificate) != X509_V_OK) return false;
  const StackPtr trusted(sk_X509_new_null());
  const VerificationPtr verification(X509_STORE_CTX_new());
  if (!trusted || sk_X509_push(trusted.get(), authority) <= 0 || !verification ||
      X509_STORE_CTX_init(verification.get(), nullptr, certificate, nullptr) != 1) {
    return false;
  }
  X509_STORE_CTX_set0_trusted_stack(verification.get(), trusted.get());
  X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(verification.get());
  X509_VERIFY_PARAM_set_auth_level(rules, security_level);
  // A configured CA is believed for itself, also when another one signed it.
  if (X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN) != 1 ||
      X509_STORE_CTX_set_purpose(verification.get(), X509_PURPOSE_SSL_CLIENT) != 1) {
    return false;
  }
  X509_VERIFY_PARAM_set_time(rules, static_cast<time_t>(now.ms / 1000));
  X509_STORE_CTX_set_verify_cb(verification.get(), pass_dates_of_card);
  return X509_verify_cert(verification.get()) == 1;
}

// CAs that changed their key keep their name: each is tried.
const Authority* issuer_of(X509* certificate, const Trust& trust, util::Instant now) {
  for (const Authority& authority : trust.authorities) {
    if (is_issued_by(certificate, authority.certificate, now)) return &authority;
  }
  return nullptr;
}

bool is_signed(EVP_PKEY* key, std::string_view message, std::string_view signature) {
  const DigestPtr digest(EVP_MD_CTX_new());
  EVP_PKEY_CTX* settings = nullptr;  // belongs to `digest`
  if (!digest || EVP_DigestVerifyInit(digest.get(), &settings, EVP_sha256(), nullptr, key) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PADDING) != 1) {
    return false;
  }
  return EVP_DigestVerify(digest.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(message.data()),
                          message.size()) == 1;
}

// List and responder together: who says "revoked" is believed.
Revocation both(Revocation listed, const std::optional<OcspAnswer>& told) {
  if (!told || listed == Revocation::revoked) return listed;
  switch (told->status) {
    case OcspStatus::good:
      return Revocation::not_revoked;
    case OcspStatus::revoked:
      return Revocation::revoked;
    case OcspStatus::unknown:
      break;
  }
  return Revocation::unknown;
}

}  // namespace

struct CertificateChecker::Body {
  explicit Body(TrustFiles of) : rules(std::move(of)), files(rules) {}
  TrustFiles rules;
  TrustedFiles files;
};

CertificateChecker::CertificateChecker(std::unique_ptr<Body> body) : body_(std::move(body)) {}
CertificateChecker::~CertificateChecker() = default;

util::Result<std::unique_ptr<CertificateChecker>, std::string> CertificateChecker::open(
    TrustFiles files) {
  for (const int months : {files.grace_months, files.notice_months_before}) {
    if (months < 0 || months > months_max) {
      return util::failure(fmt::format("months of grace and notice: 0 to {}", months_max));
    }
  }
  if (files.ca_files.empty()) return util::failure(std::string("no CA file for cards is named"));
  auto body = std::make_unique<Body>(std::move(files));
  const auto trust = body->files.current();
  for (const auto& file : trust->ca_files) {
    if (!file.good) return util::failure(fmt::format("CA file {}: {}", file.path, file.problem));
  }
  return std::unique_ptr<CertificateChecker>(new CertificateChecker(std::move(body)));
}

std::vector<std::string> CertificateChecker::problems() const {
  std::vector<std::string> problems;
  const auto trust = body_->files.current();
  const auto note = [&problems](const auto& files) {
    for (const auto& file : files) {
      if (!file.problem.empty()) problems.push_back(fmt::format("{}: {}", file.path, file.problem));
    }
  };
  note(trust->ca_files);
  note(trust->crl_files);
  return problems;
}

util::Result<CheckedCertificate, CardError> CertificateChecker::check(
    std::string_view der, util::Instant now, const std::optional<OcspAnswer>& told) const {
  const ErrorMark mark;
  const CertificatePtr certificate = certificate_from_der(der);
  if (!certificate) return util::failure(CardError::certificate_unreadable);
  auto statement = statement_of(certificate.get());
  if (!statement) return util::failure(CardError::certificate_unreadable);

  const auto trust = body_->files.current();
  const Authority* issuer =
      is_for_cards(certificate.get()) ? issuer_of(certificate.get(), *trust, now) : nullptr;
  if (issuer == nullptr) return util::failure(CardError::certificate_untrusted);

  const Revocation revocation = both(revocation_of(certificate.get(), issuer->lists, now), told);
  if (revocation == Revocation::revoked) return util::failure(CardError::certificate_revoked);
  const auto life = judge_life(statement->times, body_->rules, now);
  if (!life) return util::failure(life.error());
  const bool denied = told && told->status == OcspStatus::unknown;
  if (revocation == Revocation::unknown && (denied || body_->rules.require_revocation_list)) {
    return util::failure(CardError::revocation_unknown);
  }
  const util::Day valid_to = util::day_in_japan(statement->times.not_after);
  return CheckedCertificate{.serial_hex = std::move(statement->serial_hex),
                            .issuer = std::move(statement->issuer),
                            .valid_from = util::day_in_japan(statement->times.not_before),
                            .valid_to = valid_to,
                            .life = *life,
                            .usable_until = last_usable_day(valid_to, body_->rules)};
}

std::optional<OcspQuestion> CertificateChecker::ocsp_question(std::string_view der,
                                                              util::Instant now) const {
  const ErrorMark mark;
  const CertificatePtr certificate = certificate_from_der(der);
  if (!certificate || !is_for_cards(certificate.get())) return std::nullopt;
  const auto trust = body_->files.current();
  const Authority* issuer = issuer_of(certificate.get(), *trust, now);
  if (issuer == nullptr || issuer->ocsp_url.empty()) return std::nullopt;
  auto request = ocsp_request(certificate.get(), issuer->certificate);
  if (request.empty()) return std::nullopt;
  const auto digest = util::sha256(der);
  return OcspQuestion{issuer->ocsp_url, std::move(request),
                      std::string(digest.begin(), digest.end())};
}

util::Result<OcspAnswer, OcspFault> CertificateChecker::judge(std::string_view der,
                                                              const OcspQuestion& question,
                                                              std::string_view response,
                                                              util::Instant now) const {
  const ErrorMark mark;
  const CertificatePtr certificate = certificate_from_der(der);
  const auto trust = body_->files.current();
  const Authority* issuer = certificate ? issuer_of(certificate.get(), *trust, now) : nullptr;
  if (issuer == nullptr) return util::failure(OcspFault::other_question);
  return judge_ocsp(response, question.request, certificate.get(), issuer->certificate,
                    issuer->lists, body_->rules.ocsp, now);
}

util::Result<void, CardError> CertificateChecker::check_signature(
    std::string_view der, std::string_view message, std::string_view signature) const {
  const ErrorMark mark;
  const CertificatePtr certificate = certificate_from_der(der);
  if (!certificate) return util::failure(CardError::certificate_unreadable);
  EVP_PKEY* key = X509_get0_pubkey(certificate.get());
  if (!is_card_key(key)) return util::failure(CardError::certificate_untrusted);
  if (signature.empty()) return util::failure(CardError::signature_missing);
  if (signature.size() != signature_bytes || message.size() > message_bytes_max ||
      !is_signed(key, message, signature)) {
    return util::failure(CardError::signature_wrong);
  }
  return {};
}

}  // namespace madoguchi::card
