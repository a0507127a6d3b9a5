#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "util/calendar.hpp"
#include "util/result.hpp"

// What the room shares of OpenSSL: owning pointers and strict readers. Not for other rooms.
namespace madoguchi::card {

template <auto free_function>
struct Freed {
  template <class T>
  void operator()(T* pointer) const {
    free_function(pointer);
  }
};
using BioPtr = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using KeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestPtr = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using CertificatePtr = std::unique_ptr<X509, Freed<X509_free>>;
using RevocationListPtr = std::unique_ptr<X509_CRL, Freed<X509_CRL_free>>;

// Leaves the thread's OpenSSL error queue as it was: TLS in the same thread reads it too.
class ErrorMark {
 public:
  ErrorMark() { ERR_set_mark(); }
  ~ErrorMark() { ERR_pop_to_mark(); }
  ErrorMark(const ErrorMark&) = delete;
  ErrorMark& operator=(const ErrorMark&) = delete;
};

// A card's certificate is about 1,600 bytes.
inline constexpr std::size_t certificate_bytes_max = 16 * 1024;

// The certificate that `der` is, to its last byte; nothing on anything else.
CertificatePtr certificate_from_der(std::string_view der);
std::string der_of(X509* certificate);

// All certificates of a PEM text, at least one; the error says what is wrong, for a log.
util::Result<std::vector<CertificatePtr>, std::string> certificates_from_pem(std::string_view pem);

// True when all PEM blocks asked for were read and the reader stopped at the end of the text.
bool ended_without_damage();

// A reader over `bytes`, which must outlive it; nothing when out of memory or over 2 GiB.
BioPtr reader_of(std::string_view bytes);

// The keys of the cards: RSA with exactly 2,048 bits (domain.md 7.3).
bool is_card_key(const EVP_PKEY* key);

// Nothing when the text is no time or its year lies outside 1950 to 2999.
std::optional<util::Instant> instant_of(const ASN1_TIME* time);

}  // namespace madoguchi::card
