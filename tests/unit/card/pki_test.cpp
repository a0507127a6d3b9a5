#include "tools/pki.hpp"

#include <gtest/gtest.h>

#include "card/certificate.hpp"
#include "card/software_card.hpp"
#include "unit/card/own_ca.hpp"

namespace madoguchi::card {
namespace {

using testing::at;
using testing::Folder;
using tools::CertificateRequest;

const util::Instant july = at("2024-07-15T09:30:00+09:00");

CertificateRequest request_for(CertificateRequest::Use use, tools::KeyKind key) {
  CertificateRequest request;
  request.common_name = "pki test";
  request.valid_from = at("2021-06-11T00:00:00+09:00");
  request.valid_to = at("2026-06-10T23:59:59+09:00");
  request.key = key;
  request.use = use;
  return request;
}

// What our own CA tool makes is what the checker believes: CA, card and list.
TEST(OwnAuthority, its_cards_are_believed_until_its_list_names_them) {
  const Folder folder;
  auto ca_request =
      request_for(CertificateRequest::Use::certificate_authority, tools::KeyKind::rsa_2048);
  ca_request.valid_to = at("2040-01-01T00:00:00+09:00");
  const auto authority = tools::make_authority(ca_request);
  ASSERT_TRUE(authority.has_value());
  const auto made = tools::issue(
      *authority, request_for(CertificateRequest::Use::card, tools::KeyKind::rsa_2048));
  ASSERT_TRUE(made.has_value());
  testing::put(folder / "ca.pem", authority->certificate_pem);
  testing::put(folder / "ca.crl", tools::make_revocation_list(*authority, {}, july, 30).value());
  TrustFiles files;
  files.ca_files = {folder / "ca.pem"};
  files.crl_files = {folder / "ca.crl"};
  const auto checker = CertificateChecker::open(files);
  ASSERT_TRUE(checker.has_value());

  const std::string path = folder / "card.pem";
  ASSERT_TRUE(SoftwareCard::create(path, made->certificate_pem, made->key_pem, "1234"));
  auto card = SoftwareCard::open(path);
  ASSERT_TRUE(card.has_value());
  const auto checked = (*checker)->check(card->certificate_der(), july);
  ASSERT_TRUE(checked.has_value()) << static_cast<int>(checked.error());
  EXPECT_EQ(checked->serial_hex, made->serial_hex);
  EXPECT_EQ(checked->valid_to.text(), "20260610");
  const auto signature = testing::sign_with(*card, "message", "1234");
  ASSERT_TRUE(signature.has_value());
  EXPECT_TRUE((*checker)->check_signature(card->certificate_der(), "message", *signature));

  testing::put(
      folder / "ca.crl",
      tools::make_revocation_list(*authority, {{made->serial_hex, july}}, july, 30).value());
  EXPECT_EQ((*checker)->check(card->certificate_der(), july).error(),
            CardError::certificate_revoked);
  EXPECT_EQ((*checker)->check(card->certificate_der(), july.plus_ms(31LL * 86'400'000)).error(),
            CardError::certificate_revoked);
}

}  // namespace
}  // namespace madoguchi::card
