#include "card/certificate.hpp"

#include <gtest/gtest.h>

#include "unit/card/own_ca.hpp"

namespace madoguchi::card {
namespace {

using testing::at;
using testing::Folder;
using testing::OwnCa;
using testing::rsa_key;
using testing::Wish;

const util::Instant july = at("2024-07-15T09:30:00+09:00");

class Certificate : public ::testing::Test {
 protected:
  Certificate() {
    testing::put(folder_ / "ca.pem", ca().pem());
    testing::put(folder_ / "ca.crl", ca().list_pem({.serials_hex = {"0BAD", "77"}}));
  }
  static const OwnCa& ca() {
    static const OwnCa own("card ca");
    return own;
  }
  TrustFiles files() const {
    TrustFiles files;
    files.ca_files = {folder_ / "ca.pem"};
    files.crl_files = {folder_ / "ca.crl"};
    return files;
  }
  static util::Result<CheckedCertificate, CardError> check(const TrustFiles& files,
                                                           std::string_view der,
                                                           util::Instant now = july) {
    auto checker = CertificateChecker::open(files);
    EXPECT_TRUE(checker.has_value()) << (checker ? std::string() : checker.error());
    return (*checker)->check(der, now);
  }
  CardError error(std::string_view der, util::Instant now = july) const {
    const auto checked = check(files(), der, now);
    EXPECT_FALSE(checked.has_value());
    return checked ? CardError::signature_missing : checked.error();  // the former: never expected
  }
  // A checker over a CA made for one test, without lists.
  static util::Result<CheckedCertificate, CardError> check_by(const OwnCa& authority,
                                                              std::string_view der,
                                                              util::Instant now = july) {
    const Folder folder;
    testing::put(folder / "ca.pem", authority.pem());
    TrustFiles files;
    files.ca_files = {folder / "ca.pem"};
    files.require_revocation_list = false;
    return check(files, der, now);
  }

  Folder folder_;
};

TEST_F(Certificate, of_the_configured_ca_is_believed_and_told) {
  Wish wish;
  wish.serial_hex = "00A0B1";
  const auto checked = check(files(), ca().issue(wish));
  ASSERT_TRUE(checked.has_value());
  EXPECT_EQ(checked->serial_hex, "a0b1");
  EXPECT_EQ(checked->issuer, "CN=card ca,C=JP");
  EXPECT_EQ(checked->valid_from.text(), "20210611");
  EXPECT_EQ(checked->valid_to.text(), "20260610");
  EXPECT_EQ(checked->usable_until.text(), "20260930");
  EXPECT_EQ(checked->life, LifeState::good);
}

TEST_F(Certificate, serial_is_told_without_leading_zeros) {
  Wish wish;
  wish.serial_hex = "05";
  EXPECT_EQ(check(files(), ca().issue(wish))->serial_hex, "5");
  wish.serial_hex = std::string(39, '1');
  EXPECT_EQ(check(files(), ca().issue(wish))->serial_hex, std::string(39, '1'));
}

TEST_F(Certificate, serial_that_no_ca_may_give_is_unreadable) {
  Wish wish;
  wish.serial_hex = "-0A";
  EXPECT_EQ(error(ca().issue(wish)), CardError::certificate_unreadable);
  wish.serial_hex = std::string(42, '1');
  EXPECT_EQ(error(ca().issue(wish)), CardError::certificate_unreadable);
}

TEST_F(Certificate, that_is_garbage_or_cut_or_longer_or_huge_is_unreadable) {
  const std::string der = ca().issue({});
  EXPECT_TRUE(check(files(), der).has_value());
  EXPECT_EQ(error(""), CardError::certificate_unreadable);
  EXPECT_EQ(error("garbage"), CardError::certificate_unreadable);
  EXPECT_EQ(error(testing::pem_from_der(der)), CardError::certificate_unreadable);
  EXPECT_EQ(error(der + '\0'), CardError::certificate_unreadable);
  EXPECT_EQ(error(der + der), CardError::certificate_unreadable);
  EXPECT_EQ(error(std::string(5 * 1024 * 1024, '\x30')), CardError::certificate_unreadable);
  for (std::size_t size = 0; size < der.size(); size += 7) {
    EXPECT_EQ(error(der.substr(0, size)), CardError::certificate_unreadable) << size;
  }
}

TEST_F(Certificate, with_any_byte_changed_is_refused) {
  const std::string der = ca().issue({});
  const auto checker = CertificateChecker::open(files());
  ASSERT_TRUE(checker.has_value());
  for (std::size_t i = 0; i < der.size(); ++i) {
    std::string changed = der;
    changed[i] = static_cast<char>(changed[i] ^ 0x04);
    const auto checked = (*checker)->check(changed, july);
    ASSERT_FALSE(checked.has_value()) << "byte " << i;
    EXPECT_TRUE(checked.error() == CardError::certificate_unreadable ||
                checked.error() == CardError::certificate_untrusted)
        << "byte " << i;
  }
}

TEST_F(Certificate, in_a_looser_encoding_is_unreadable) {
  // The outer length as 84 00 00 hh ll: the same length, but not DER.
  const std::string der = ca().issue({});
  ASSERT_EQ(der.substr(0, 2), "\x30\x82");
  const std::string loose = std::string("\x30\x84\0\0", 4) + der.substr(2);
  EXPECT_EQ(error(loose), CardError::certificate_unreadable);
}

TEST_F(Certificate, of_a_foreign_ca_is_untrusted_even_under_the_same_name) {
  const OwnCa other_name("foreign ca", rsa_key(3));
  const OwnCa same_name("card ca", rsa_key(3));
  EXPECT_EQ(error(other_name.issue({})), CardError::certificate_untrusted);
  EXPECT_EQ(error(same_name.issue({})), CardError::certificate_untrusted);
}

TEST_F(Certificate, of_each_of_several_cas_is_believed) {
  const OwnCa renewed("card ca", rsa_key(3));
  const OwnCa elliptic("elliptic ca", testing::ec_key());
  testing::put(folder_ / "ca.pem", elliptic.pem() + ca().pem());
  testing::put(folder_ / "renewed.pem", "a remark\n" + renewed.pem());
  testing::put(folder_ / "renewed.crl", renewed.list_der({}));
  testing::put(folder_ / "ca.crl", elliptic.list_pem({}) + ca().list_pem({.serials_hex = {"77"}}));
  TrustFiles both = files();
  both.ca_files.push_back(folder_ / "renewed.pem");
  both.crl_files.push_back(folder_ / "renewed.crl");
  EXPECT_TRUE(check(both, ca().issue({})).has_value());
  EXPECT_TRUE(check(both, renewed.issue({})).has_value());
  EXPECT_TRUE(check(both, elliptic.issue({})).has_value());
  Wish revoked_by_one;
  revoked_by_one.serial_hex = "77";
  EXPECT_EQ(check(both, ca().issue(revoked_by_one)).error(), CardError::certificate_revoked);
  EXPECT_TRUE(check(both, renewed.issue(revoked_by_one)).has_value());
}

TEST_F(Certificate, of_a_ca_presented_as_card_is_untrusted) {
  EXPECT_EQ(error(ca().der()), CardError::certificate_untrusted);
  Wish below;
  below.extensions = testing::ca_extensions;
  EXPECT_EQ(error(ca().issue(below)), CardError::certificate_untrusted);
  below.extensions = {{"basicConstraints", "critical,CA:TRUE"},
                      {"keyUsage", "critical,digitalSignature,keyCertSign"}};
  EXPECT_EQ(error(ca().issue(below)), CardError::certificate_untrusted);
}

TEST_F(Certificate, below_a_card_is_untrusted) {
  Wish card;
  card.name = "card ca";
  // The card's own key signs as if it were the CA.
  EXPECT_EQ(error(OwnCa("card ca", rsa_key(0), testing::card_extensions).issue(card)),
            CardError::certificate_untrusted);
}

TEST_F(Certificate, with_other_keys_than_rsa_2048_is_untrusted) {
  Wish wish;
  wish.key = testing::ec_key();
  EXPECT_EQ(error(ca().issue(wish)), CardError::certificate_untrusted);
  wish.key = testing::rsa_3072_key();
  EXPECT_EQ(error(ca().issue(wish)), CardError::certificate_untrusted);
}

TEST_F(Certificate, must_be_for_signing_and_for_clients) {
  const auto with = [](testing::Extensions extensions) {
    Wish wish;
    wish.extensions = std::move(extensions);
    return ca().issue(wish);
  };
  EXPECT_EQ(error(with({{"keyUsage", "critical,keyEncipherment"}})),
            CardError::certificate_untrusted);
  EXPECT_EQ(error(with({})), CardError::certificate_untrusted);
  EXPECT_EQ(
      error(with({{"keyUsage", "critical,digitalSignature"}, {"extendedKeyUsage", "serverAuth"}})),
      CardError::certificate_untrusted);
  EXPECT_EQ(
      error(with({{"keyUsage", "critical,digitalSignature"}, {"1.2.3.4.5", "critical,DER:0500"}})),
      CardError::certificate_untrusted);
  EXPECT_TRUE(check(files(), with({{"keyUsage", "critical,digitalSignature"}})).has_value());
}

TEST_F(Certificate, signed_with_sha1_is_untrusted) {
  Wish wish;
  wish.digest = EVP_sha1();
  EXPECT_EQ(error(ca().issue(wish)), CardError::certificate_untrusted);
}

TEST_F(Certificate, of_a_ca_out_of_its_time_is_untrusted) {
  const OwnCa shortly("short ca", rsa_key(3), testing::ca_extensions,
                      at("2024-01-01T00:00:00+09:00"), at("2024-12-31T23:59:59+09:00"));
  const std::string der = shortly.issue({});
  EXPECT_TRUE(check_by(shortly, der, july).has_value());
  EXPECT_EQ(check_by(shortly, der, at("2023-12-31T23:59:59+09:00")).error(),
            CardError::certificate_untrusted);
  EXPECT_EQ(check_by(shortly, der, at("2025-01-01T00:00:01+09:00")).error(),
            CardError::certificate_untrusted);
}

TEST_F(Certificate, with_a_time_no_calendar_of_ours_holds_is_unreadable) {
  Wish wish;
  wish.to = at("9999-12-31T23:59:59+09:00");
  EXPECT_EQ(error(ca().issue(wish)), CardError::certificate_unreadable);
}

TEST_F(Certificate, before_its_first_second_is_not_yet_valid) {
  const std::string der = ca().issue({});
  EXPECT_EQ(check(files(), der, at("2021-06-10T23:59:59.999+09:00")).error(),
            CardError::certificate_not_yet_valid);
  testing::put(folder_ / "ca.crl", ca().list_pem({.from = at("2021-01-01T00:00:00+09:00")}));
  EXPECT_TRUE(check(files(), der, at("2021-06-11T00:00:00+09:00")).has_value());
}

TEST_F(Certificate, lives_on_in_grace_and_then_is_expired) {
  const std::string der = ca().issue({});
  EXPECT_EQ(check(files(), der, at("2026-06-10T23:59:59+09:00"))->life, LifeState::expires_soon);
  EXPECT_EQ(check(files(), der, at("2026-06-11T00:00:00+09:00"))->life, LifeState::grace);
  EXPECT_EQ(check(files(), der, at("2026-09-30T23:59:59+09:00"))->life, LifeState::grace);
  EXPECT_EQ(error(der, at("2026-10-01T00:00:00+09:00")), CardError::certificate_expired);
}

TEST_F(Certificate, revoked_is_refused_and_its_neighbours_are_not) {
  Wish wish;
  wish.serial_hex = "0BAD";
  EXPECT_EQ(error(ca().issue(wish)), CardError::certificate_revoked);
  for (const char* serial : {"0BAC", "0BAE", "BAD0", "7777"}) {
    wish.serial_hex = serial;
    EXPECT_TRUE(check(files(), ca().issue(wish)).has_value()) << serial;
  }
}

TEST_F(Certificate, the_first_cause_in_order_is_told) {
  Wish wish;
  wish.serial_hex = "0BAD";
  // Untrusted before revoked.
  EXPECT_EQ(error(OwnCa("card ca", rsa_key(3)).issue(wish)), CardError::certificate_untrusted);
  // Revoked before not yet valid and before expired.
  Wish later = wish;
  later.from = at("2025-01-01T00:00:00+09:00");
  EXPECT_EQ(error(ca().issue(later)), CardError::certificate_revoked);
  Wish ended = wish;
  ended.to = at("2022-01-01T00:00:00+09:00");
  EXPECT_EQ(error(ca().issue(ended)), CardError::certificate_revoked);
  // Both before an unknown revocation.
  later.serial_hex = ended.serial_hex = "01";
  TrustFiles without = files();
  without.crl_files.clear();
  EXPECT_EQ(check(without, ca().issue(later)).error(), CardError::certificate_not_yet_valid);
  EXPECT_EQ(check(without, ca().issue(ended)).error(), CardError::certificate_expired);
  EXPECT_EQ(check(without, ca().issue({})).error(), CardError::revocation_unknown);
}

TEST(CertificateChecker, does_not_open_without_usable_cas) {
  const Folder folder;
  const OwnCa own("card ca");
  TrustFiles files;
  EXPECT_FALSE(CertificateChecker::open(files).has_value());
  files.ca_files = {folder / "missing.pem"};
  EXPECT_FALSE(CertificateChecker::open(files).has_value());
  files.ca_files = {folder / "ca.pem"};
  const std::string pem = own.pem();
  for (const std::string& bad :
       {std::string(), std::string("text"), pem.substr(0, pem.size() / 2),
        pem + pem.substr(0, pem.size() / 2), own.der(), testing::pem_from_der(own.issue({}))}) {
    testing::put(files.ca_files.front(), bad);
    EXPECT_FALSE(CertificateChecker::open(files).has_value()) << bad.substr(0, 80);
  }
  testing::put(files.ca_files.front(), pem);
  EXPECT_TRUE(CertificateChecker::open(files).has_value());
}

TEST(CertificateChecker, does_not_open_with_senseless_months) {
  const Folder folder;
  testing::put(folder / "ca.pem", OwnCa("card ca").pem());
  TrustFiles files;
  files.ca_files = {folder / "ca.pem"};
  files.grace_months = -1;
  EXPECT_FALSE(CertificateChecker::open(files).has_value());
  files.grace_months = 3;
  files.notice_months_before = 121;
  EXPECT_FALSE(CertificateChecker::open(files).has_value());
}

}  // namespace
}  // namespace madoguchi::card
