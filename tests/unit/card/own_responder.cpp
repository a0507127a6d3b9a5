#include "unit/card/own_responder.hpp"

#include <openssl/ocsp.h>

#include <memory>
#include <stdexcept>

#include "card/openssl.hpp"

namespace madoguchi::card::testing {
namespace {

void need(bool done, const char* step) {
  if (!done) throw std::runtime_error(step);
}

std::shared_ptr<ASN1_TIME> time_of(util::Instant instant) {
  return {ASN1_TIME_to_generalizedtime(
              std::unique_ptr<ASN1_TIME, Freed<ASN1_TIME_free>>(
                  ASN1_TIME_set(nullptr, static_cast<time_t>(instant.ms / 1000)))
                  .get(),
              nullptr),
          ASN1_TIME_free};
}

std::string der_of_response(OCSP_RESPONSE* response) {
  unsigned char* bytes = nullptr;
  const int size = i2d_OCSP_RESPONSE(response, &bytes);
  need(size > 0, "response");
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

}  // namespace

std::string response_of(const OwnCa& ca, std::string_view certificate_der, std::string_view request,
                        const ResponseWish& wish) {
  const CertificatePtr certificate = certificate_from_der(certificate_der);
  const std::shared_ptr<OCSP_BASICRESP> basic(OCSP_BASICRESP_new(), OCSP_BASICRESP_free);
  const std::shared_ptr<OCSP_CERTID> id(OCSP_cert_to_id(nullptr, certificate.get(), ca.authority()),
                                        OCSP_CERTID_free);
  const auto from = time_of(wish.this_update);
  const auto to = wish.next_update ? time_of(*wish.next_update) : nullptr;
  const bool revoked = wish.status == V_OCSP_CERTSTATUS_REVOKED;
  need(OCSP_basic_add1_status(basic.get(), id.get(), wish.status, 0, revoked ? from.get() : nullptr,
                              from.get(), to.get()) != nullptr,
       "status");
  if (wish.nonce == ResponseWish::Nonce::echoed) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(request.data());
    const std::shared_ptr<OCSP_REQUEST> asked(
        d2i_OCSP_REQUEST(nullptr, &bytes, static_cast<long>(request.size())), OCSP_REQUEST_free);
    need(asked != nullptr && OCSP_copy_nonce(basic.get(), asked.get()) > 0, "nonce");
  } else if (wish.nonce == ResponseWish::Nonce::another) {
    need(OCSP_basic_add1_nonce(basic.get(), nullptr, 16) == 1, "nonce");
  }
  const CertificatePtr delegated =
      wish.signer_der.empty() ? nullptr : certificate_from_der(wish.signer_der);
  X509* signer = delegated ? delegated.get() : ca.authority();
  EVP_PKEY* key = delegated ? wish.signer_key.get() : ca.key().get();
  need(OCSP_basic_sign(basic.get(), signer, key, wish.digest, nullptr, 0) == 1, "sign");
  const std::shared_ptr<OCSP_RESPONSE> response(
      OCSP_response_create(wish.response_status, basic.get()), OCSP_RESPONSE_free);
  need(response != nullptr, "response");
  return der_of_response(response.get());
}

}  // namespace madoguchi::card::testing
