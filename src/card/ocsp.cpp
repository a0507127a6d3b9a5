#include "card/ocsp.hpp"

#include <openssl/ocsp.h>

#include "card/revocation.hpp"

namespace madoguchi::card {
namespace {

constexpr int security_level = 2;
constexpr std::int64_t ms_per_s = 1000;

using RequestPtr = std::unique_ptr<OCSP_REQUEST, Freed<OCSP_REQUEST_free>>;
using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, Freed<OCSP_RESPONSE_free>>;
using BasicPtr = std::unique_ptr<OCSP_BASICRESP, Freed<OCSP_BASICRESP_free>>;
using IdPtr = std::unique_ptr<OCSP_CERTID, Freed<OCSP_CERTID_free>>;
using StorePtr = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;

// A time of an OCSP response; nothing when the text is no time.
std::optional<util::Instant> time_of(const ASN1_GENERALIZEDTIME* time) {
  return time == nullptr ? std::nullopt : instant_of(time);
}

BasicPtr basic_response(std::string_view bytes) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* end = at + bytes.size();
  const ResponsePtr response(d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(bytes.size())));
  if (!response || at != end) return nullptr;
  if (OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) return nullptr;
  return BasicPtr(OCSP_response_get1_basic(response.get()));
}

bool is_signed_with_sha2(const OCSP_BASICRESP* basic) {
  int digest = NID_undef;
  const X509_ALGOR* algorithm = OCSP_resp_get0_tbs_sigalg(basic);
  const ASN1_OBJECT* name = nullptr;
  X509_ALGOR_get0(&name, nullptr, nullptr, algorithm);
  if (OBJ_find_sigid_algs(OBJ_obj2nid(name), &digest, nullptr) != 1) return false;
  return digest == NID_sha256 || digest == NID_sha384 || digest == NID_sha512;
}

// Signed by the CA, or by a certificate that it issued for OCSP (EKU OCSPSigning), valid now.
bool is_signed_for(OCSP_BASICRESP* basic, X509* issuer, util::Instant now) {
  if (!is_signed_with_sha2(basic)) return false;
  const StorePtr store(X509_STORE_new());
  if (!store || X509_STORE_add_cert(store.get(), issuer) != 1) return false;
  X509_VERIFY_PARAM* rules = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_auth_level(rules, security_level);
  X509_VERIFY_PARAM_set_time(rules, static_cast<time_t>(now.ms / ms_per_s));
  if (X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN) != 1) return false;
  // The issuer's certificate may be missing in the response: it is handed in, not believed for it.
  STACK_OF(X509)* known = sk_X509_new_null();
  if (known == nullptr || sk_X509_push(known, issuer) <= 0) {
    sk_X509_free(known);
    return false;
  }
  const int verified = OCSP_basic_verify(basic, known, store.get(), OCSP_NOEXPLICIT);
  sk_X509_free(known);
  return verified == 1;
}

// A responder that the CA has revoked speaks for it no more.
bool signer_is_revoked(OCSP_BASICRESP* basic, X509* issuer, const std::vector<X509_CRL*>& lists,
                       util::Instant now) {
  X509* signer = nullptr;
  if (OCSP_resp_get0_signer(basic, &signer, nullptr) != 1 || signer == nullptr) return false;
  return X509_cmp(signer, issuer) != 0 && revocation_of(signer, lists, now) == Revocation::revoked;
}

bool nonce_fits(OCSP_REQUEST* request, OCSP_BASICRESP* basic, const OcspRules& rules) {
  const int compared = OCSP_check_nonce(request, basic);
  if (compared == 1) return true;
  constexpr int only_in_request = -1;
  return compared == only_in_request && rules.nonce == OcspRules::Nonce::optional;
}

util::Result<void, OcspFault> times_fit(const OcspAnswer& answer, const OcspRules& rules,
                                        util::Instant now) {
  const auto skew_ms = rules.skew_s * ms_per_s;
  if (answer.this_update > now.plus_ms(skew_ms)) return util::failure(OcspFault::from_the_future);
  const auto until = answer.next_update
                         ? answer.next_update->plus_ms(skew_ms)
                         : answer.this_update.plus_ms(rules.age_s_max * ms_per_s + skew_ms);
  if (now > until) return util::failure(OcspFault::too_old);
  return {};
}

OcspStatus status_named(int status) {
  if (status == V_OCSP_CERTSTATUS_GOOD) return OcspStatus::good;
  return status == V_OCSP_CERTSTATUS_REVOKED ? OcspStatus::revoked : OcspStatus::unknown;
}

}  // namespace

std::string_view text_of(OcspFault fault) {
  switch (fault) {
    case OcspFault::unreadable:
      return "no OCSP response";
    case OcspFault::other_question:
      return "an OCSP response about something else";
    case OcspFault::wrong_nonce:
      return "an OCSP response to another request";
    case OcspFault::wrong_signature:
      return "an OCSP response that neither the CA nor its responder signed";
    case OcspFault::too_old:
      return "an OCSP response that is too old";
    case OcspFault::from_the_future:
      return "an OCSP response from the future";
  }
  return {};
}

std::string ocsp_request(X509* certificate, X509* issuer) {
  const ErrorMark mark;
  const RequestPtr request(OCSP_REQUEST_new());
  IdPtr id(OCSP_cert_to_id(nullptr, certificate, issuer));
  if (!request || !id || OCSP_request_add0_id(request.get(), id.get()) == nullptr) return {};
  (void)id.release();  // belongs to the request
  constexpr int nonce_bytes = 16;
  if (OCSP_request_add1_nonce(request.get(), nullptr, nonce_bytes) != 1) return {};
  unsigned char* bytes = nullptr;
  const int size = i2d_OCSP_REQUEST(request.get(), &bytes);
  if (size <= 0) return {};
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

util::Result<OcspAnswer, OcspFault> judge_ocsp(std::string_view response, std::string_view request,
                                               X509* certificate, X509* issuer,
                                               const std::vector<X509_CRL*>& lists,
                                               const OcspRules& rules, util::Instant now) {
  const ErrorMark mark;
  const BasicPtr basic = basic_response(response);
  if (!basic) return util::failure(OcspFault::unreadable);
  const auto* at = reinterpret_cast<const unsigned char*>(request.data());
  const RequestPtr asked(d2i_OCSP_REQUEST(nullptr, &at, static_cast<long>(request.size())));
  if (!asked || !nonce_fits(asked.get(), basic.get(), rules)) {
    return util::failure(OcspFault::wrong_nonce);
  }
  if (!is_signed_for(basic.get(), issuer, now) ||
      signer_is_revoked(basic.get(), issuer, lists, now)) {
    return util::failure(OcspFault::wrong_signature);
  }
  const IdPtr id(OCSP_cert_to_id(nullptr, certificate, issuer));
  int status = 0;
  ASN1_GENERALIZEDTIME* this_update = nullptr;
  ASN1_GENERALIZEDTIME* next_update = nullptr;
  if (!id || OCSP_resp_find_status(basic.get(), id.get(), &status, nullptr, nullptr, &this_update,
                                   &next_update) != 1) {
    return util::failure(OcspFault::other_question);
  }
  const auto from = time_of(this_update);
  if (!from || (next_update != nullptr && !time_of(next_update))) {
    return util::failure(OcspFault::unreadable);
  }
  const OcspAnswer answer{status_named(status), *from, time_of(next_update)};
  if (const auto fit = times_fit(answer, rules, now); !fit) return util::failure(fit.error());
  return answer;
}

}  // namespace madoguchi::card
