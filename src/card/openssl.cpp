#include "card/openssl.hpp"

#include <openssl/pem.h>

#include <climits>
#include <ctime>

namespace madoguchi::card {

CertificatePtr certificate_from_der(std::string_view der) {
  if (der.empty() || der.size() > certificate_bytes_max) return nullptr;
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  CertificatePtr certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  // The reader also takes looser encodings (BER) and leaves what follows; what it writes is DER.
  if (!certificate || der_of(certificate.get()) != der) return nullptr;
  return certificate;
}

std::string der_of(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  if (size <= 0) return {};
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

BioPtr reader_of(std::string_view bytes) {
  if (bytes.size() > INT_MAX) return nullptr;
  return BioPtr(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

bool ended_without_damage() {
  const unsigned long last = ERR_peek_last_error();
  return ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE;
}

util::Result<std::vector<CertificatePtr>, std::string> certificates_from_pem(std::string_view pem) {
  const ErrorMark mark;
  const BioPtr reader = reader_of(pem);
  if (!reader) return util::failure(std::string("too large"));
  std::vector<CertificatePtr> certificates;
  while (X509* next = PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr)) {
    certificates.emplace_back(next);
  }
  if (!ended_without_damage()) return util::failure(std::string("a damaged PEM certificate"));
  if (certificates.empty()) return util::failure(std::string("no PEM certificate in it"));
  return certificates;
}

bool is_card_key(const EVP_PKEY* key) {
  return key != nullptr && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA &&
         EVP_PKEY_get_bits(key) == 2048;
}

std::optional<util::Instant> instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  // A null time would be read as the present.
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  const int year = parts.tm_year + 1900;
  if (year < 1950 || year > 2999) return std::nullopt;
  return util::Instant{static_cast<std::int64_t>(timegm(&parts)) * 1000};
}

}  // namespace madoguchi::card
