#include "card/revocation.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "card/certificate.hpp"
#include "unit/card/own_ca.hpp"
#include "util/file.hpp"

namespace madoguchi::card {
namespace {

using testing::at;
using testing::Extensions;
using testing::Folder;
using testing::OwnCa;
using testing::rsa_key;
using testing::Wish;

const util::Instant july = at("2024-07-15T09:30:00+09:00");

class Lists : public ::testing::Test {
 protected:
  Lists() {
    testing::put(folder_ / "ca.pem", ca().pem());
    files_.ca_files = {folder_ / "ca.pem"};
    files_.crl_files = {folder_ / "ca.crl"};
  }
  static const OwnCa& ca() {
    static const OwnCa own("card ca");
    return own;
  }
  static std::string card(const char* serial = "0A", Extensions more = {}) {
    Wish wish;
    wish.serial_hex = serial;
    wish.extensions = testing::card_extensions;
    wish.extensions.insert(wish.extensions.end(), more.begin(), more.end());
    return ca().issue(wish);
  }
  void replace(std::string_view bytes) const {
    ASSERT_TRUE(util::replace_file(folder_ / "ca.crl", bytes).has_value());
  }
  std::unique_ptr<CertificateChecker> open() const {
    auto checker = CertificateChecker::open(files_);
    EXPECT_TRUE(checker.has_value());
    return std::move(*checker);
  }
  // With `list` as the only one: what a card gets that is not in it.
  std::optional<CardError> verdict(const std::string& list, const std::string& der = card(),
                                   util::Instant now = july) const {
    replace(list);
    const auto checked = open()->check(der, now);
    if (checked) return std::nullopt;
    return checked.error();
  }

  Folder folder_;
  TrustFiles files_;
};

TEST_F(Lists, in_pem_and_in_der_are_read) {
  EXPECT_EQ(verdict(ca().list_pem({})), std::nullopt);
  EXPECT_EQ(verdict(ca().list_der({})), std::nullopt);
  EXPECT_EQ(verdict(ca().list_pem({.serials_hex = {"0A"}})), CardError::certificate_revoked);
  EXPECT_EQ(verdict(ca().list_der({.serials_hex = {"0A"}})), CardError::certificate_revoked);
}

TEST_F(Lists, that_are_broken_leave_the_revocation_unknown) {
  const std::string der = ca().list_der({});
  const std::string pem = ca().list_pem({});
  for (const std::string& bad :
       {std::string(), std::string("text"), der + '\0', der.substr(0, der.size() - 1),
        pem.substr(0, pem.size() / 2), pem + pem.substr(0, pem.size() / 2), ca().pem()}) {
    EXPECT_EQ(verdict(bad), CardError::revocation_unknown);
    EXPECT_EQ(open()->problems().size(), 1U);
  }
}

TEST_F(Lists, not_signed_by_the_ca_leave_the_revocation_unknown) {
  std::string changed = ca().list_der({});
  changed.back() = static_cast<char>(changed.back() ^ 1);
  EXPECT_EQ(verdict(changed), CardError::revocation_unknown);
  EXPECT_EQ(verdict(OwnCa("card ca", rsa_key(3)).list_pem({})), CardError::revocation_unknown);
  EXPECT_EQ(verdict(OwnCa("foreign ca", rsa_key(3)).list_pem({})), CardError::revocation_unknown);
  EXPECT_EQ(verdict(ca().list_pem({.digest = EVP_sha1()})), CardError::revocation_unknown);
}

TEST_F(Lists, of_a_ca_without_the_right_to_sign_lists_do_not_count) {
  const OwnCa without(
      "card ca", rsa_key(2),
      {{"basicConstraints", "critical,CA:TRUE"}, {"keyUsage", "critical,keyCertSign"}});
  testing::put(folder_ / "ca.pem", without.pem());
  EXPECT_EQ(verdict(without.list_pem({})), CardError::revocation_unknown);
}

TEST_F(Lists, out_of_their_time_leave_the_revocation_unknown) {
  const std::string list = ca().list_pem(
      {.from = at("2024-07-01T00:00:00+09:00"), .to = at("2024-07-08T00:00:00+09:00")});
  EXPECT_EQ(verdict(list, card(), at("2024-06-30T23:59:59+09:00")), CardError::revocation_unknown);
  EXPECT_EQ(verdict(list, card(), at("2024-07-01T00:00:00+09:00")), std::nullopt);
  EXPECT_EQ(verdict(list, card(), at("2024-07-08T00:00:00+09:00")), std::nullopt);
  EXPECT_EQ(verdict(list, card(), at("2024-07-08T00:00:01+09:00")), CardError::revocation_unknown);
}

TEST_F(Lists, past_their_time_still_prove_a_revocation) {
  const std::string list =
      ca().list_pem({.serials_hex = {"0A"}, .to = at("2024-07-08T00:00:00+09:00")});
  EXPECT_EQ(verdict(list), CardError::certificate_revoked);
}

TEST_F(Lists, without_next_update_or_of_changes_only_or_strange_are_refused) {
  using NextUpdate = OwnCa::ListWish::NextUpdate;
  EXPECT_EQ(verdict(ca().list_pem({.next_update = NextUpdate::absent})),
            CardError::revocation_unknown);
  EXPECT_EQ(verdict(ca().list_pem({.extensions = {{"deltaCRL", "critical,DER:020101"}}})),
            CardError::revocation_unknown);
  EXPECT_EQ(verdict(ca().list_pem({.extensions = {{"deltaCRL", "DER:020101"}}})),
            CardError::revocation_unknown);
  EXPECT_EQ(verdict(ca().list_pem({.extensions = {{"1.2.3.4.5", "critical,DER:0500"}}})),
            CardError::revocation_unknown);
  EXPECT_EQ(verdict(ca().list_pem({.extensions = {{"1.2.3.4.5", "DER:0500"}}})), std::nullopt);
}

// issuingDistributionPoint in DER: flags by context tag, or the URI of a part.
constexpr const char* idp = "2.5.29.28";

TEST_F(Lists, of_persons_cover_cards_and_lists_of_cas_or_of_others_do_not) {
  const auto flagged = [](const char* der) {
    return ca().list_pem({.extensions = {{idp, std::string("critical,DER:") + der}}});
  };
  EXPECT_EQ(verdict(flagged("30038101FF")), std::nullopt);  // onlyContainsUserCerts
  EXPECT_EQ(verdict(flagged("30038201FF")), CardError::revocation_unknown);    // ...CACerts
  EXPECT_EQ(verdict(flagged("30038401FF")), CardError::revocation_unknown);    // indirectCRL
  EXPECT_EQ(verdict(flagged("30038501FF")), CardError::revocation_unknown);    // ...AttributeCerts
  EXPECT_EQ(verdict(flagged("300483020640")), CardError::revocation_unknown);  // some reasons
  EXPECT_EQ(verdict(flagged("0500")), CardError::revocation_unknown);          // malformed
}

TEST_F(Lists, of_a_part_cover_the_cards_that_name_the_part) {
  // [0] distributionPoint { [0] fullName { [6] "http://a" } }
  const Extensions part_a = {{idp, "critical,DER:300EA00CA00A8608687474703A2F2F61"}};
  const Extensions names_a = {{"crlDistributionPoints", "URI:http://a"}};
  const Extensions names_b = {{"crlDistributionPoints", "URI:http://b"}};
  const std::string list = ca().list_pem({.extensions = part_a});
  EXPECT_EQ(verdict(list, card("0A", names_a)), std::nullopt);
  EXPECT_EQ(verdict(list, card("0A", names_b)), CardError::revocation_unknown);
  EXPECT_EQ(verdict(list, card("0A")), CardError::revocation_unknown);
  const std::string with = ca().list_pem({.serials_hex = {"0A"}, .extensions = part_a});
  EXPECT_EQ(verdict(with, card("0A", names_a)), CardError::certificate_revoked);
  EXPECT_EQ(verdict(with, card("0A", names_b)), CardError::revocation_unknown);
}

TEST_F(Lists, the_newest_one_counts) {
  const OwnCa::ListWish older{.serials_hex = {"0A"}, .from = at("2024-07-01T00:00:00+09:00")};
  const OwnCa::ListWish newer{.serials_hex = {"0B"}, .from = at("2024-07-02T00:00:00+09:00")};
  for (const std::string& both :
       {ca().list_pem(older) + ca().list_pem(newer), ca().list_pem(newer) + ca().list_pem(older)}) {
    EXPECT_EQ(verdict(both, card("0A")), std::nullopt);
    EXPECT_EQ(verdict(both, card("0B")), CardError::certificate_revoked);
    EXPECT_EQ(verdict(both, card("0A"), at("2024-07-01T12:00:00+09:00")),
              CardError::certificate_revoked);
  }
}

TEST_F(Lists, are_needed_only_when_the_setting_says_so) {
  files_.require_revocation_list = false;
  EXPECT_TRUE(open()->check(card(), july).has_value());  // there is no file
  EXPECT_EQ(open()->problems().size(), 1U);
  replace(ca().list_pem({.serials_hex = {"0A"}}));
  EXPECT_EQ(open()->check(card(), july).error(), CardError::certificate_revoked);
  EXPECT_TRUE(open()->problems().empty());
}

TEST_F(Lists, replaced_while_running_are_read) {
  replace(ca().list_pem({}));
  const auto checker = open();
  EXPECT_TRUE(checker->check(card(), july).has_value());
  replace(ca().list_pem({.serials_hex = {"0A"}}));
  EXPECT_EQ(checker->check(card(), july).error(), CardError::certificate_revoked);
  replace(ca().list_der({.serials_hex = {"0B"}}));
  EXPECT_TRUE(checker->check(card(), july).has_value());
}

TEST_F(Lists, that_break_while_running_leave_the_last_good_one_in_use) {
  replace(ca().list_pem({.serials_hex = {"0A"}, .to = at("2024-08-01T00:00:00+09:00")}));
  const auto checker = open();
  const auto still_known = [&] {
    return checker->check(card("0B"), july).has_value() &&
           checker->check(card("0A"), july).error() == CardError::certificate_revoked;
  };
  EXPECT_TRUE(still_known());
  EXPECT_TRUE(checker->problems().empty());
  for (const std::string& bad :
       {std::string("broken"), OwnCa("card ca", rsa_key(3)).list_pem({}), std::string()}) {
    replace(bad);
    EXPECT_TRUE(still_known());
    EXPECT_EQ(checker->problems().size(), 1U);
  }
  std::filesystem::remove(folder_ / "ca.crl");
  EXPECT_TRUE(still_known());
  EXPECT_EQ(checker->problems().size(), 1U);
  // The last good one ages as any other.
  EXPECT_EQ(checker->check(card("0B"), at("2024-08-01T00:00:01+09:00")).error(),
            CardError::revocation_unknown);
  replace(ca().list_pem({.serials_hex = {"0B"}}));
  EXPECT_EQ(checker->check(card("0B"), july).error(), CardError::certificate_revoked);
  EXPECT_TRUE(checker->problems().empty());
}

TEST_F(Lists, that_came_before_their_ca_are_read_when_it_comes) {
  const OwnCa renewed("card ca", rsa_key(3));
  replace(ca().list_pem({}));
  const auto checker = open();
  replace(ca().list_pem({}) + renewed.list_pem({.serials_hex = {"0B"}}));
  EXPECT_EQ(checker->check(renewed.issue({}), july).error(), CardError::certificate_untrusted);
  EXPECT_EQ(checker->problems().size(), 1U);
  ASSERT_TRUE(util::replace_file(folder_ / "ca.pem", ca().pem() + renewed.pem()).has_value());
  EXPECT_TRUE(checker->check(renewed.issue({}), july).has_value());
  Wish revoked;
  revoked.serial_hex = "0B";
  EXPECT_EQ(checker->check(renewed.issue(revoked), july).error(), CardError::certificate_revoked);
  EXPECT_TRUE(checker->problems().empty());
}

TEST_F(Lists, ca_file_that_breaks_while_running_stays_as_it_was) {
  replace(ca().list_pem({}));
  const auto checker = open();
  for (const char* bad : {"", "broken"}) {
    ASSERT_TRUE(util::replace_file(folder_ / "ca.pem", bad).has_value());
    EXPECT_TRUE(checker->check(card(), july).has_value());
    EXPECT_EQ(checker->problems().size(), 1U);
  }
  const OwnCa other("other ca", rsa_key(3));
  ASSERT_TRUE(util::replace_file(folder_ / "ca.pem", other.pem()).has_value());
  EXPECT_EQ(checker->check(card(), july).error(), CardError::certificate_untrusted);
}

TEST_F(Lists, trust_files_may_be_links) {
  testing::put(folder_ / "of-today.crl", ca().list_pem({}));
  std::filesystem::create_symlink("of-today.crl", folder_ / "ca.crl");
  const auto checker = open();
  EXPECT_TRUE(checker->check(card(), july).has_value());
  testing::put(folder_ / "of-tomorrow.crl", ca().list_pem({.serials_hex = {"0A"}}));
  std::filesystem::remove(folder_ / "ca.crl");
  std::filesystem::create_symlink("of-tomorrow.crl", folder_ / "ca.crl");
  EXPECT_EQ(checker->check(card(), july).error(), CardError::certificate_revoked);
}

TEST_F(Lists, replaced_under_many_threads_are_never_half_seen) {
  const std::string der_a = card("0A");
  const std::string der_c = card("0C");
  replace(ca().list_pem({.serials_hex = {"0A"}}));
  const auto checker = open();
  const std::vector<std::string> lists = {ca().list_der({.serials_hex = {"0A"}}),
                                          ca().list_der({.serials_hex = {"0A", "0B"}}), "broken"};
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  threads.reserve(3);
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      while (!done) {
        const auto revoked = checker->check(der_a, july);
        if (revoked || revoked.error() != CardError::certificate_revoked) ++wrong;
        if (!checker->check(der_c, july)) ++wrong;
      }
    });
  }
  for (std::size_t i = 0; i < 60; ++i) replace(lists[i % lists.size()]);
  done = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace madoguchi::card
