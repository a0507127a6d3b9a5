#include "tools/pki.hpp"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include <ctime>

#include "tools/openssl.hpp"

namespace madoguchi::tools {

namespace {

constexpr int serial_bits = 127;  // random, and positive in 16 bytes
constexpr int rsa_bits = 2048;

using Failure = std::string;

auto failed(const std::string& step) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return util::failure(step + ": " + (reason != nullptr ? reason : "OpenSSL gave no reason"));
}

Key make_key(KeyKind kind) {
  return Key(kind == KeyKind::ec_p256 ? EVP_EC_gen("P-256")
                                      : EVP_RSA_gen(static_cast<unsigned>(rsa_bits)));
}

bool set_random_serial(X509* certificate) {
  const Number number(BN_new());
  return BN_rand(number.get(), serial_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

std::time_t seconds(util::Instant at) {
  return static_cast<std::time_t>(at.ms / 1000);
}

bool set_time(ASN1_TIME* time, util::Instant at) {
  return ASN1_TIME_adj(time, seconds(at), 0, 0) != nullptr;
}

bool set_subject(X509* certificate, const std::string& common_name) {
  return X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(common_name.data()),
                                    static_cast<int>(common_name.size()), -1, 0) == 1;
}

// `issuer` is `certificate` itself on a root.
bool add_extension(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool add_text_name(GENERAL_NAMES* names, int type, const std::string& text) {
  ASN1_IA5STRING* value = ASN1_IA5STRING_new();
  ASN1_STRING_set(value, text.data(), static_cast<int>(text.size()));
  GENERAL_NAME* name = GENERAL_NAME_new();
  GENERAL_NAME_set0_value(name, type, value);
  return sk_GENERAL_NAME_push(names, name) > 0;
}

bool add_address(GENERAL_NAMES* names, const std::string& text) {
  ASN1_OCTET_STRING* value = a2i_IPADDRESS(text.c_str());
  if (value == nullptr) return false;
  GENERAL_NAME* name = GENERAL_NAME_new();
  GENERAL_NAME_set0_value(name, GEN_IPADD, value);
  return sk_GENERAL_NAME_push(names, name) > 0;
}

// Built from values, not from OpenSSL's configuration text, so that a comma in a name adds nothing.
bool add_alternative_names(X509* certificate, const CertificateRequest& request) {
  const Names names(GENERAL_NAMES_new());
  if (!request.san_uri.empty() && !add_text_name(names.get(), GEN_URI, request.san_uri)) {
    return false;
  }
  for (const auto& dns : request.dns) {
    if (!add_text_name(names.get(), GEN_DNS, dns)) return false;
  }
  for (const auto& ip : request.ip) {
    if (!add_address(names.get(), ip)) return false;
  }
  if (sk_GENERAL_NAME_num(names.get()) == 0) return true;
  return X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, 0) == 1;
}

bool add_use(X509* certificate, X509* issuer, CertificateRequest::Use use) {
  using Use = CertificateRequest::Use;
  if (use == Use::certificate_authority) {
    return add_extension(certificate, issuer, NID_basic_constraints,
                         issuer == certificate ? "critical,CA:TRUE,pathlen:1"
                                               : "critical,CA:TRUE,pathlen:0") &&
           add_extension(certificate, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
  }
  return add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, issuer, NID_key_usage, "critical,digitalSignature") &&
         add_extension(certificate, issuer, NID_ext_key_usage,
                       use == Use::server ? "serverAuth" : "clientAuth");
}

// Signs the certificate of `key`; issuer certificate and key are empty for a root.
util::Result<Issued, Failure> make_signed(const CertificateRequest& request, X509* issuer,
                                          EVP_PKEY* issuer_key) {
  ERR_clear_error();
  const Key key = make_key(request.key);
  if (!key) return failed("making the key");
  const Certificate certificate(X509_new());
  X509* raw = certificate.get();
  X509* by = issuer != nullptr ? issuer : raw;
  if (X509_set_version(raw, X509_VERSION_3) != 1 || !set_random_serial(raw)) {
    return failed("setting the serial number");
  }
  if (!set_time(X509_getm_notBefore(raw), request.valid_from) ||
      !set_time(X509_getm_notAfter(raw), request.valid_to)) {
    return failed("setting the validity");
  }
  if (!set_subject(raw, request.common_name)) return failed("setting the common name");
  if (X509_set_issuer_name(raw, X509_get_subject_name(by)) != 1 ||
      X509_set_pubkey(raw, key.get()) != 1) {
    return failed("setting issuer and public key");
  }
  if (!add_use(raw, by, request.use)) return failed("setting the use");
  if (!add_alternative_names(raw, request)) return failed("setting the alternative names");
  if (!add_extension(raw, by, NID_subject_key_identifier, "hash") ||
      !add_extension(raw, by, NID_authority_key_identifier, "keyid:always")) {
    return failed("setting the key identifiers");
  }
  if (X509_sign(raw, issuer_key != nullptr ? issuer_key : key.get(), EVP_sha256()) == 0) {
    return failed("signing");
  }
  const Memory certificate_text(BIO_new(BIO_s_mem()));
  const Memory key_text(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509(certificate_text.get(), raw) != 1 ||
      PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
          1) {
    return failed("writing the PEM texts");
  }
  return Issued{memory_text(certificate_text.get()), memory_text(key_text.get()),
                serial_text(X509_get0_serialNumber(raw))};
}

struct Authority {
  Certificate certificate;
  Key key;
};

util::Result<Authority, Failure> read_authority(const Issued& authority) {
  ERR_clear_error();
  Authority out;
  out.certificate.reset(
      PEM_read_bio_X509(memory_of(authority.certificate_pem).get(), nullptr, nullptr, nullptr));
  if (!out.certificate) return failed("reading the authority's certificate");
  // A pass phrase is never asked for on the terminal.
  const auto no_phrase = [](char*, int, int, void*) { return -1; };
  out.key.reset(
      PEM_read_bio_PrivateKey(memory_of(authority.key_pem).get(), nullptr, no_phrase, nullptr));
  if (!out.key) return failed("reading the authority's key");
  if (X509_check_private_key(out.certificate.get(), out.key.get()) != 1) {
    return failed("matching the authority's key with its certificate");
  }
  if (X509_check_ca(out.certificate.get()) != 1) {
    return util::failure(Failure("the issuer is not a certificate authority"));
  }
  return out;
}

bool add_revoked(X509_CRL* list, const RevokedSerial& revoked) {
  BIGNUM* raw = nullptr;
  const auto digits = static_cast<std::size_t>(BN_hex2bn(&raw, revoked.serial_hex.c_str()));
  const Number number(raw);
  if (digits == 0 || digits != revoked.serial_hex.size() || BN_is_negative(number.get()) == 1) {
    return false;
  }
  const Integer serial(BN_to_ASN1_INTEGER(number.get(), nullptr));
  const Time at(ASN1_TIME_set(nullptr, seconds(revoked.at)));
  X509_REVOKED* entry = X509_REVOKED_new();
  if (!serial || !at || X509_REVOKED_set_serialNumber(entry, serial.get()) != 1 ||
      X509_REVOKED_set_revocationDate(entry, at.get()) != 1 ||
      X509_CRL_add0_revoked(list, entry) != 1) {
    X509_REVOKED_free(entry);
    return false;
  }
  return true;
}

// Later lists have greater numbers: the time serves as one.
bool add_list_extensions(X509_CRL* list, X509* issuer, util::Instant now) {
  const Integer number(ASN1_INTEGER_new());
  if (!number || ASN1_INTEGER_set_int64(number.get(), now.ms) != 1 ||
      X509_CRL_add1_ext_i2d(list, NID_crl_number, number.get(), 0, 0) != 1) {
    return false;
  }
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, nullptr, nullptr, list, 0);
  const Extension key_id(
      X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always"));
  return key_id && X509_CRL_add_ext(list, key_id.get(), -1) == 1;
}

}  // namespace

util::Result<Issued, std::string> make_authority(const CertificateRequest& request) {
  auto root = request;
  root.use = CertificateRequest::Use::certificate_authority;
  return make_signed(root, nullptr, nullptr);
}

util::Result<Issued, std::string> issue(const Issued& authority,
                                        const CertificateRequest& request) {
  auto read = read_authority(authority);
  if (!read) return util::failure(read.error());
  return make_signed(request, read->certificate.get(), read->key.get());
}

util::Result<std::string, std::string> make_revocation_list(
    const Issued& authority, const std::vector<RevokedSerial>& revoked, util::Instant now,
    int days) {
  auto read = read_authority(authority);
  if (!read) return util::failure(read.error());
  const RevocationList list(X509_CRL_new());
  const Time from(ASN1_TIME_set(nullptr, seconds(now)));
  const Time to(ASN1_TIME_adj(nullptr, seconds(now), days, 0));
  if (X509_CRL_set_version(list.get(), X509_CRL_VERSION_2) != 1 ||
      X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(read->certificate.get())) != 1 ||
      !from || !to || X509_CRL_set1_lastUpdate(list.get(), from.get()) != 1 ||
      X509_CRL_set1_nextUpdate(list.get(), to.get()) != 1) {
    return failed("setting issuer and times of the list");
  }
  for (const auto& one : revoked) {
    if (!add_revoked(list.get(), one)) return failed("revoking " + one.serial_hex);
  }
  if (!add_list_extensions(list.get(), read->certificate.get(), now)) {
    return failed("setting the list's number");
  }
  X509_CRL_sort(list.get());
  if (X509_CRL_sign(list.get(), read->key.get(), EVP_sha256()) == 0) return failed("signing");
  const Memory text(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509_CRL(text.get(), list.get()) != 1) return failed("writing the list");
  return memory_text(text.get());
}

}  // namespace madoguchi::tools
