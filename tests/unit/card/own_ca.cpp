#include "unit/card/own_ca.hpp"

#include "card/jpki.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace madoguchi::card::testing {
namespace {

void need(bool done, const char* step) {
  if (!done) throw std::runtime_error(step);
}

Key owned(EVP_PKEY* key) {
  need(key != nullptr, "key");
  return Key(key, EVP_PKEY_free);
}

Key new_rsa(unsigned bits) {
  return owned(EVP_RSA_gen(bits));
}

template <class Read>
std::string written(const Read& write) {
  std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new(BIO_s_mem()), BIO_free_all);
  need(write(bio.get()) == 1, "write");
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

ASN1_INTEGER* integer(const std::string& hex) {
  BIGNUM* number = nullptr;
  need(BN_hex2bn(&number, hex.c_str()) > 0, "serial");
  ASN1_INTEGER* result = BN_to_ASN1_INTEGER(number, nullptr);
  BN_free(number);
  return result;
}

X509_EXTENSION* extension(X509V3_CTX* context, const std::string& name, const std::string& value) {
  X509_EXTENSION* made = X509V3_EXT_nconf(nullptr, context, name.c_str(), value.c_str());
  need(made != nullptr, name.c_str());
  return made;
}

std::shared_ptr<X509> certificate(const Wish& wish, X509* issuer, const Key& issuer_key) {
  std::shared_ptr<X509> made(X509_new(), X509_free);
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER* serial = integer(wish.serial_hex);
  X509_set_serialNumber(made.get(), serial);
  ASN1_INTEGER_free(serial);
  X509_NAME* name = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(name, "C", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>("JP"),
                             -1, -1, 0);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wish.name.c_str()), -1, -1, 0);
  X509* signer = issuer != nullptr ? issuer : made.get();
  X509_set_issuer_name(made.get(), X509_get_subject_name(signer));
  ASN1_TIME_set(X509_getm_notBefore(made.get()), static_cast<time_t>(wish.from.ms / 1000));
  ASN1_TIME_set(X509_getm_notAfter(made.get()), static_cast<time_t>(wish.to.ms / 1000));
  X509_set_pubkey(made.get(), wish.key.get());
  X509V3_CTX context;
  X509V3_set_ctx(&context, signer, made.get(), nullptr, nullptr, 0);
  for (const auto& [extension_name, value] : wish.extensions) {
    X509_EXTENSION* added = extension(&context, extension_name, value);
    X509_add_ext(made.get(), added, -1);
    X509_EXTENSION_free(added);
  }
  need(X509_sign(made.get(), issuer_key.get(), wish.digest) > 0, "sign certificate");
  return made;
}

std::string der(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  std::string text(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return text;
}

std::shared_ptr<X509_CRL> list(X509* issuer, const Key& key, const OwnCa::ListWish& wish) {
  std::shared_ptr<X509_CRL> made(X509_CRL_new(), X509_CRL_free);
  X509_CRL_set_version(made.get(), X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(made.get(), X509_get_subject_name(issuer));
  ASN1_TIME* time = ASN1_TIME_set(nullptr, static_cast<time_t>(wish.from.ms / 1000));
  X509_CRL_set1_lastUpdate(made.get(), time);
  for (const std::string& serial_hex : wish.serials_hex) {
    X509_REVOKED* entry = X509_REVOKED_new();
    ASN1_INTEGER* serial = integer(serial_hex);
    X509_REVOKED_set_serialNumber(entry, serial);
    ASN1_INTEGER_free(serial);
    X509_REVOKED_set_revocationDate(entry, time);
    X509_CRL_add0_revoked(made.get(), entry);
  }
  ASN1_TIME_set(time, static_cast<time_t>(wish.to.ms / 1000));
  if (wish.next_update == OwnCa::ListWish::NextUpdate::given) {
    X509_CRL_set1_nextUpdate(made.get(), time);
  }
  ASN1_TIME_free(time);
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, nullptr, nullptr, made.get(), 0);
  for (const auto& [name, value] : wish.extensions) {
    X509_EXTENSION* added = extension(&context, name, value);
    X509_CRL_add_ext(made.get(), added, -1);
    X509_EXTENSION_free(added);
  }
  X509_CRL_sort(made.get());
  need(X509_CRL_sign(made.get(), key.get(), wish.digest) > 0, "sign list");
  return made;
}

}  // namespace

Key rsa_key(int number) {
  static const std::vector<Key> keys = {new_rsa(2048), new_rsa(2048), new_rsa(2048), new_rsa(2048)};
  return keys.at(static_cast<std::size_t>(number));
}

Key rsa_3072_key() {
  static const Key key = new_rsa(3072);
  return key;
}

Key ec_key() {
  static const Key key = owned(EVP_EC_gen("P-256"));
  return key;
}

util::Instant at(std::string_view iso) {
  return util::parse_iso_date_time(iso).value();
}

OwnCa::OwnCa(std::string name, Key key, Extensions extensions, util::Instant from, util::Instant to)
    : key_(std::move(key)) {
  Wish wish;
  wish.name = std::move(name);
  wish.serial_hex = "01";
  wish.from = from;
  wish.to = to;
  wish.key = key_;
  wish.extensions = std::move(extensions);
  certificate_ = certificate(wish, nullptr, key_);
}

OwnCa::OwnCa(const std::string& certificate_pem, const std::string& key_pem) {
  BIO* reader = BIO_new_mem_buf(certificate_pem.data(), -1);
  certificate_ = {PEM_read_bio_X509(reader, nullptr, nullptr, nullptr), X509_free};
  BIO_free(reader);
  reader = BIO_new_mem_buf(key_pem.data(), -1);
  key_ = owned(PEM_read_bio_PrivateKey(reader, nullptr, nullptr, nullptr));
  BIO_free(reader);
  need(certificate_ != nullptr, "certificate");
}

std::string OwnCa::der() const {
  return testing::der(certificate_.get());
}
std::string OwnCa::pem() const {
  return pem_from_der(der());
}
std::string OwnCa::issue(const Wish& wish) const {
  return testing::der(certificate(wish, certificate_.get(), key_).get());
}

std::string OwnCa::list_pem(const ListWish& wish) const {
  const auto made = list(certificate_.get(), key_, wish);
  return written([&made](BIO* bio) { return PEM_write_bio_X509_CRL(bio, made.get()); });
}

std::string OwnCa::list_der(const ListWish& wish) const {
  const auto made = list(certificate_.get(), key_, wish);
  return written([&made](BIO* bio) { return i2d_X509_CRL_bio(bio, made.get()); });
}

std::string pem_from_der(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const std::shared_ptr<X509> made(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())),
                                   X509_free);
  return written([&made](BIO* bio) { return PEM_write_bio_X509(bio, made.get()); });
}

std::string key_pem(const Key& key) {
  return written([&key](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

std::string signature_by(const Key& key, std::string_view message, const EVP_MD* digest) {
  const std::shared_ptr<EVP_MD_CTX> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  std::size_t size = 0;
  need(EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key.get()) == 1, "init");
  need(EVP_DigestSign(context.get(), nullptr, &size, bytes, message.size()) == 1, "size");
  std::string signature(size, '\0');
  need(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                      bytes, message.size()) == 1,
       "sign");
  signature.resize(size);
  return signature;
}

util::Result<std::string, SoftwareCardProblem> sign_with(SoftwareCard& card,
                                                         std::string_view message,
                                                         std::string_view pin) {
  if (auto verified = card.verify(pin); !verified) return util::failure(verified.error());
  return card.sign_digest_info(digest_info_of(message));
}

void put(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

std::string got(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace madoguchi::card::testing
