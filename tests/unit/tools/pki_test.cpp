#include "tools/pki.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace madoguchi::tools {
namespace {

using Use = CertificateRequest::Use;
using Certificate = std::shared_ptr<X509>;

// 2024-07-15T09:30:00+09:00, so that nothing here depends on the day it runs.
constexpr util::Instant today{1'721'003'400'000};
constexpr std::int64_t day_ms = 86'400'000;

std::shared_ptr<BIO> memory_of(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free_all};
}
Certificate certificate_of(const Issued& issued) {
  return {PEM_read_bio_X509(memory_of(issued.certificate_pem).get(), nullptr, nullptr, nullptr),
          X509_free};
}
std::shared_ptr<EVP_PKEY> key_of(const Issued& issued) {
  return {PEM_read_bio_PrivateKey(memory_of(issued.key_pem).get(), nullptr, nullptr, nullptr),
          EVP_PKEY_free};
}
std::shared_ptr<X509_CRL> list_of(const std::string& pem) {
  return {PEM_read_bio_X509_CRL(memory_of(pem).get(), nullptr, nullptr, nullptr), X509_CRL_free};
}

CertificateRequest request_of(const std::string& name, Use use) {
  CertificateRequest request;
  request.common_name = name;
  request.valid_from = today.plus_ms(-day_ms);
  request.valid_to = today.plus_ms(365 * day_ms);
  request.use = use;
  return request;
}

// What OpenSSL itself says of `leaf` on `at`, trusting `root`: X509_V_OK or the reason against it.
struct Judged {
  util::Instant at = today;
  int purpose = X509_PURPOSE_ANY;
  std::string list_pem = {};
  std::vector<std::shared_ptr<X509>> between = {};
};
int judge(const Issued& root, const Issued& leaf, const Judged& how = {}) {
  const std::shared_ptr<X509_STORE> store(X509_STORE_new(), X509_STORE_free);
  X509_STORE_add_cert(store.get(), certificate_of(root).get());
  if (!how.list_pem.empty()) {
    X509_STORE_add_crl(store.get(), list_of(how.list_pem).get());
    X509_STORE_set_flags(store.get(), X509_V_FLAG_CRL_CHECK);
  }
  X509_STORE_set_flags(store.get(), X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()),
                             static_cast<time_t>(how.at.ms / 1000));
  X509_STORE_set_purpose(store.get(), how.purpose);
  const auto certificate = certificate_of(leaf);
  STACK_OF(X509)* untrusted = sk_X509_new_null();
  for (const auto& one : how.between) sk_X509_push(untrusted, one.get());
  const std::shared_ptr<X509_STORE_CTX> context(X509_STORE_CTX_new(), X509_STORE_CTX_free);
  X509_STORE_CTX_init(context.get(), store.get(), certificate.get(), untrusted);
  const int good = X509_verify_cert(context.get());
  const int error = X509_STORE_CTX_get_error(context.get());
  sk_X509_free(untrusted);
  EXPECT_EQ(good == 1, error == X509_V_OK);
  return error;
}

class Pki : public testing::Test {
 protected:
  Issued root = make_authority(request_of("root", Use::certificate_authority)).value();
};

TEST_F(Pki, certificates_of_every_use_verify_against_their_authority) {
  for (const auto use : {Use::server, Use::client, Use::card}) {
    for (const auto kind : {KeyKind::ec_p256, KeyKind::rsa_2048}) {
      auto request = request_of("leaf", use);
      request.key = kind;
      request.san_uri = "madoguchi:institution:1310000011";
      const auto leaf = issue(root, request);
      ASSERT_TRUE(leaf) << leaf.error();
      EXPECT_EQ(judge(root, *leaf), X509_V_OK);
      EXPECT_EQ(X509_check_private_key(certificate_of(*leaf).get(), key_of(*leaf).get()), 1);
    }
  }
}

TEST_F(Pki, another_authority_of_the_same_name_did_not_sign_it) {
  const auto impostor = make_authority(request_of("root", Use::certificate_authority)).value();
  const auto leaf = issue(impostor, request_of("leaf", Use::client)).value();
  EXPECT_EQ(judge(impostor, leaf), X509_V_OK);
  EXPECT_NE(judge(root, leaf), X509_V_OK);
}

TEST_F(Pki, validity_is_what_was_asked_for) {
  const auto leaf = issue(root, request_of("leaf", Use::client)).value();
  EXPECT_EQ(judge(root, leaf, {today.plus_ms(-2 * day_ms)}), X509_V_ERR_CERT_NOT_YET_VALID);
  auto short_lived = request_of("short", Use::client);
  short_lived.valid_to = today.plus_ms(day_ms);
  EXPECT_EQ(judge(root, issue(root, short_lived).value(), {today.plus_ms(2 * day_ms)}),
            X509_V_ERR_CERT_HAS_EXPIRED);
}

TEST_F(Pki, a_use_is_no_other_use) {
  const auto purpose = [&](Use use, int asked) {
    return judge(root, issue(root, request_of("leaf", use)).value(), {today, asked});
  };
  EXPECT_EQ(purpose(Use::server, X509_PURPOSE_SSL_SERVER), X509_V_OK);
  EXPECT_EQ(purpose(Use::client, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
  EXPECT_EQ(purpose(Use::card, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
  EXPECT_EQ(purpose(Use::server, X509_PURPOSE_SSL_CLIENT), X509_V_ERR_INVALID_PURPOSE);
  EXPECT_EQ(purpose(Use::client, X509_PURPOSE_SSL_SERVER), X509_V_ERR_INVALID_PURPOSE);
  EXPECT_EQ(purpose(Use::card, X509_PURPOSE_SSL_SERVER), X509_V_ERR_INVALID_PURPOSE);
}

TEST_F(Pki, keys_are_of_the_kind_that_was_asked_for) {
  auto request = request_of("leaf", Use::card);
  request.key = KeyKind::rsa_2048;
  const auto card = key_of(issue(root, request).value());
  EXPECT_EQ(EVP_PKEY_get_base_id(card.get()), EVP_PKEY_RSA);
  EXPECT_EQ(EVP_PKEY_get_bits(card.get()), 2048);
  const auto party = key_of(issue(root, request_of("leaf", Use::client)).value());
  EXPECT_EQ(EVP_PKEY_get_base_id(party.get()), EVP_PKEY_EC);
  EXPECT_EQ(EVP_PKEY_get_bits(party.get()), 256);
}

TEST_F(Pki, names_are_those_that_were_asked_for_and_nothing_in_them_adds_another) {
  auto request = request_of("center", Use::server);
  request.dns = {"center.example", "a,DNS:evil.example"};
  request.ip = {"127.0.0.1", "::1"};
  const auto certificate = certificate_of(issue(root, request).value());
  const auto host = [&](const char* name) {
    return X509_check_host(certificate.get(), name, 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT,
                           nullptr);
  };
  EXPECT_EQ(host("center.example"), 1);
  EXPECT_EQ(host("other.example"), 0);
  EXPECT_EQ(host("evil.example"), 0);
  EXPECT_EQ(host("center"), 0);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "::1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "127.0.0.2", 0), 0);
}

TEST_F(Pki, the_party_is_the_one_URI) {
  auto request = request_of("clinic", Use::client);
  request.san_uri = "madoguchi:institution:1310000011";
  const auto certificate = certificate_of(issue(root, request).value());
  auto* names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr));
  ASSERT_NE(names, nullptr);
  ASSERT_EQ(sk_GENERAL_NAME_num(names), 1);
  const auto* uri = sk_GENERAL_NAME_value(names, 0)->d.uniformResourceIdentifier;
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri))),
            "madoguchi:institution:1310000011");
  GENERAL_NAMES_free(names);
}

TEST_F(Pki, serial_numbers_are_positive_long_and_never_the_same) {
  std::set<std::string> seen;
  for (int i = 0; i < 50; ++i) {
    const auto leaf = issue(root, request_of("leaf", Use::client)).value();
    EXPECT_EQ(leaf.serial_hex.size(), 32U);
    EXPECT_EQ(leaf.serial_hex.find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_EQ(ASN1_STRING_type(X509_get0_serialNumber(certificate_of(leaf).get())), V_ASN1_INTEGER);
    seen.insert(leaf.serial_hex);
  }
  EXPECT_EQ(seen.size(), 50U);
}

TEST_F(Pki, only_an_authority_issues) {
  const auto leaf = issue(root, request_of("leaf", Use::client)).value();
  EXPECT_FALSE(issue(leaf, request_of("child", Use::client)));
  EXPECT_FALSE(
      issue(Issued{root.certificate_pem, leaf.key_pem, ""}, request_of("child", Use::client)));
  EXPECT_FALSE(issue(Issued{"nothing", root.key_pem, ""}, request_of("child", Use::client)));
  EXPECT_FALSE(
      issue(Issued{root.certificate_pem, "nothing", ""}, request_of("child", Use::client)));
  EXPECT_FALSE(make_revocation_list(leaf, {}, today, 7));
}

TEST_F(Pki, an_authority_may_stand_under_another_but_no_third_under_it) {
  const auto middle = issue(root, request_of("middle", Use::certificate_authority)).value();
  const auto leaf = issue(middle, request_of("leaf", Use::client)).value();
  EXPECT_EQ(judge(root, leaf, {today, X509_PURPOSE_ANY, {}, {certificate_of(middle)}}), X509_V_OK);
  EXPECT_NE(judge(root, leaf), X509_V_OK);
  const auto low = issue(middle, request_of("low", Use::certificate_authority)).value();
  const auto far = issue(low, request_of("far", Use::client)).value();
  EXPECT_EQ(judge(root, far,
                  {today, X509_PURPOSE_ANY, {}, {certificate_of(middle), certificate_of(low)}}),
            X509_V_ERR_PATH_LENGTH_EXCEEDED);
}

TEST_F(Pki, a_bad_address_is_told) {
  auto request = request_of("center", Use::server);
  request.ip = {"not an address"};
  const auto issued = issue(root, request);
  ASSERT_FALSE(issued);
  EXPECT_NE(issued.error().find("alternative names"), std::string::npos);
}

TEST_F(Pki, the_revocation_list_names_the_revoked_and_no_one_else) {
  const auto revoked = issue(root, request_of("revoked", Use::client)).value();
  const auto good = issue(root, request_of("good", Use::client)).value();
  const auto pem =
      make_revocation_list(root, {{revoked.serial_hex, today.plus_ms(-day_ms)}}, today, 7);
  ASSERT_TRUE(pem) << pem.error();
  EXPECT_EQ(judge(root, revoked, {today, X509_PURPOSE_ANY, *pem}), X509_V_ERR_CERT_REVOKED);
  EXPECT_EQ(judge(root, good, {today, X509_PURPOSE_ANY, *pem}), X509_V_OK);
  EXPECT_EQ(judge(root, good, {today.plus_ms(8 * day_ms), X509_PURPOSE_ANY, *pem}),
            X509_V_ERR_CRL_HAS_EXPIRED);
}

TEST_F(Pki, the_revocation_list_is_of_version_2_signed_and_numbered_upwards) {
  const auto number_of = [](const std::shared_ptr<X509_CRL>& list) {
    auto* number = static_cast<ASN1_INTEGER*>(
        X509_CRL_get_ext_d2i(list.get(), NID_crl_number, nullptr, nullptr));
    std::int64_t out = -1;
    if (number != nullptr) ASN1_INTEGER_get_int64(&out, number);
    ASN1_INTEGER_free(number);
    return out;
  };
  const auto first = list_of(make_revocation_list(root, {}, today, 7).value());
  const auto second = list_of(make_revocation_list(root, {}, today.plus_ms(1000), 7).value());
  EXPECT_EQ(X509_CRL_get_version(first.get()), X509_CRL_VERSION_2);
  EXPECT_EQ(X509_CRL_verify(first.get(), key_of(root).get()), 1);
  EXPECT_GT(number_of(first), 0);
  EXPECT_GT(number_of(second), number_of(first));
}

TEST_F(Pki, a_serial_that_is_no_number_is_not_revoked_silently) {
  for (const char* serial : {"", "xyz", "12g4", "-5"}) {
    EXPECT_FALSE(make_revocation_list(root, {{serial, today}}, today, 7)) << serial;
  }
}

}  // namespace
}  // namespace madoguchi::tools
