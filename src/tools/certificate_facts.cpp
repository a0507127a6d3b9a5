#include "tools/certificate_facts.hpp"

#include <openssl/err.h>

#include <ctime>

#include "tools/openssl.hpp"

namespace madoguchi::tools {

namespace {

constexpr std::int64_t day_ms = 86400000;

util::Instant instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return {static_cast<std::int64_t>(timegm(&parts)) * 1000};
}

std::string text_of(const X509_NAME* name) {
  const Memory out(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  return memory_text(out.get());
}

std::string text_of(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string address_text(const ASN1_OCTET_STRING* address) {
  const auto bytes = text_of(address);
  std::string text;
  if (bytes.size() == 4) {
    for (const char c : bytes) {
      text += (text.empty() ? "" : ".") + std::to_string(static_cast<unsigned char>(c));
    }
    return text;
  }
  const std::unique_ptr<char, void (*)(char*)> hex(
      OPENSSL_buf2hexstr(ASN1_STRING_get0_data(address), ASN1_STRING_length(address)),
      [](char* allocated) { OPENSSL_free(allocated); });
  return hex ? hex.get() : "";
}

void read_names(const X509* certificate, CertificateFacts& facts) {
  const Names names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_URI) {
      facts.uris.push_back(text_of(name->d.uniformResourceIdentifier));
    } else if (name->type == GEN_DNS) {
      facts.names.push_back(text_of(name->d.dNSName));
    } else if (name->type == GEN_IPADD) {
      facts.names.push_back(address_text(name->d.iPAddress));
    }
  }
}

CertificateFacts facts_of(const X509* certificate) {
  CertificateFacts facts;
  facts.subject = text_of(X509_get_subject_name(certificate));
  facts.issuer = text_of(X509_get_issuer_name(certificate));
  facts.serial_hex = serial_text(X509_get0_serialNumber(certificate));
  facts.valid_from = instant_of(X509_get0_notBefore(certificate));
  facts.valid_to = instant_of(X509_get0_notAfter(certificate));
  read_names(certificate, facts);
  return facts;
}

std::vector<Certificate> certificates_in(const std::string& pem) {
  std::vector<Certificate> found;
  const auto memory = memory_of(pem);
  while (X509* one = PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr)) {
    found.emplace_back(one);
  }
  ERR_clear_error();
  return found;
}

std::vector<RevocationList> lists_in(const std::string& bytes) {
  std::vector<RevocationList> found;
  const auto memory = memory_of(bytes);
  while (X509_CRL* one = PEM_read_bio_X509_CRL(memory.get(), nullptr, nullptr, nullptr)) {
    found.emplace_back(one);
  }
  if (found.empty()) {
    const auto again = memory_of(bytes);
    if (X509_CRL* one = d2i_X509_CRL_bio(again.get(), nullptr)) found.emplace_back(one);
  }
  ERR_clear_error();
  return found;
}

}  // namespace

util::Result<std::vector<CertificateFacts>, std::string> read_certificates(const std::string& pem) {
  std::vector<CertificateFacts> facts;
  for (const auto& one : certificates_in(pem)) facts.push_back(facts_of(one.get()));
  if (facts.empty()) return util::failure(std::string("no certificate in PEM form"));
  return facts;
}

bool key_belongs(const std::string& certificate_pem, const std::string& key_pem) {
  const auto certificates = certificates_in(certificate_pem);
  const auto no_phrase = [](char*, int, int, void*) { return -1; };
  const Key key(PEM_read_bio_PrivateKey(memory_of(key_pem).get(), nullptr, no_phrase, nullptr));
  const bool belongs = !certificates.empty() && key &&
                       X509_check_private_key(certificates.front().get(), key.get()) == 1;
  ERR_clear_error();
  return belongs;
}

util::Result<std::vector<RevocationListFacts>, std::string> read_revocation_lists(
    const std::string& bytes, const std::string& authorities_pem) {
  const auto authorities = certificates_in(authorities_pem);
  std::vector<RevocationListFacts> facts;
  for (const auto& list : lists_in(bytes)) {
    RevocationListFacts one;
    one.issuer = text_of(X509_CRL_get_issuer(list.get()));
    one.made_at = instant_of(X509_CRL_get0_lastUpdate(list.get()));
    if (const auto* next = X509_CRL_get0_nextUpdate(list.get())) one.next_update = instant_of(next);
    const auto* revoked = X509_CRL_get_REVOKED(list.get());
    one.revoked = revoked == nullptr ? 0 : static_cast<std::size_t>(sk_X509_REVOKED_num(revoked));
    for (const auto& authority : authorities) {
      if (X509_CRL_verify(list.get(), X509_get0_pubkey(authority.get())) == 1) {
        one.by = RevocationListFacts::Signed::by_authority;
      }
    }
    facts.push_back(std::move(one));
  }
  ERR_clear_error();
  if (facts.empty()) return util::failure(std::string("no revocation list"));
  return facts;
}

std::int64_t days_between(util::Instant now, util::Instant until) {
  const auto left = until.ms - now.ms;
  return left >= 0 ? left / day_ms : -((-left + day_ms - 1) / day_ms);
}

}  // namespace madoguchi::tools
