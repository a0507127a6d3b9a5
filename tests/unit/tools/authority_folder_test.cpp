#include "tools/authority_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "card/certificate.hpp"
#include "card/software_card.hpp"
#include "tools/certificate_facts.hpp"
#include "unit/tools/world.hpp"
#include "util/clock.hpp"

namespace madoguchi::tools {
namespace {

constexpr std::int64_t day_ms = 86400000;

class Authority : public ::testing::Test {
 protected:
  IssueRequest request(PartySort sort, std::string code) const {
    IssueRequest made;
    made.sort = sort;
    made.code = std::move(code);
    made.valid_from = now_.plus_ms(-day_ms);
    made.valid_to = now_.plus_ms(100 * day_ms);
    return made;
  }
  AuthorityFolder made() const {
    auto folder = AuthorityFolder::init(folder_.path(), now_, 1000);
    EXPECT_TRUE(folder.has_value());
    return std::move(*folder);
  }
  card::TrustFiles trust() const {
    card::TrustFiles files;
    files.ca_files = {folder_ / "card-ca.crt"};
    files.crl_files = {folder_ / "card.crl"};
    return files;
  }

  testing::Folder folder_;
  util::Instant now_ = util::SystemClock().now();
};

TEST_F(Authority, is_made_once_and_never_over_another) {
  const auto first = made();
  const auto second = AuthorityFolder::init(folder_.path(), now_, 1000);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().error, AuthorityError::exists);
  EXPECT_TRUE(AuthorityFolder::open(folder_.path()).has_value());
}

TEST_F(Authority, keeps_keys_for_its_owner) {
  auto folder = made();
  ASSERT_TRUE(folder.issue(request(PartySort::institution, "1310000011"), now_).has_value());
  for (const auto& file :
       {folder_ / "party-ca.key", folder_ / "card-ca.key", folder_ / "index.json",
        folder.key_file(PartySort::institution, "1310000011")}) {
    struct stat found {};
    ASSERT_EQ(::stat(file.c_str(), &found), 0) << file;
    EXPECT_EQ(found.st_mode & 0777U, 0600U) << file;
  }
}

TEST_F(Authority, remembers_what_it_issued_and_revoked_across_a_restart) {
  std::string old_serial;
  {
    auto folder = made();
    old_serial = folder.issue(request(PartySort::office, "13101"), now_)->serial_hex;
    ASSERT_TRUE(folder.revoke(old_serial, now_).has_value());
    ASSERT_TRUE(folder.issue(request(PartySort::office, "13101"), now_).has_value());
  }
  auto folder = AuthorityFolder::open(folder_.path());
  ASSERT_TRUE(folder.has_value());
  ASSERT_EQ(folder->issued().size(), 2U);
  EXPECT_TRUE(folder->issued()[0].revoked_at.has_value());
  EXPECT_EQ(folder->issued()[0].serial_hex, old_serial);
  const auto* newest = folder->newest(PartySort::office, "13101");
  ASSERT_NE(newest, nullptr);
  EXPECT_NE(newest->serial_hex, old_serial);
  EXPECT_FALSE(newest->revoked_at.has_value());
  const auto unknown = folder->revoke("00ff", now_);
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().error, AuthorityError::unknown_serial);
}

TEST_F(Authority, refuses_codes_that_are_none) {
  auto folder = made();
  for (const char* code : {"", "../x", "131", "13100000111", ".hidden", "a b"}) {
    const auto refused = folder.issue(request(PartySort::institution, code), now_);
    ASSERT_FALSE(refused.has_value()) << code;
    EXPECT_EQ(refused.error().error, AuthorityError::wrong_code) << code;
  }
  EXPECT_TRUE(folder.issued().empty());
}

TEST_F(Authority, issues_cards_that_the_center_believes_until_revoked) {
  auto folder = made();
  const auto issued = folder.issue(request(PartySort::card, "D7"), now_);
  ASSERT_TRUE(issued.has_value());
  auto card = card::SoftwareCard::open(folder.card_file("D7"));
  ASSERT_TRUE(card.has_value());
  {
    const auto checker = card::CertificateChecker::open(trust());
    ASSERT_TRUE(checker.has_value());
    const auto checked = (*checker)->check(card->certificate_der(), now_);
    ASSERT_TRUE(checked.has_value());
    EXPECT_EQ(checked->serial_hex, issued->serial_hex);
    EXPECT_EQ(checked->issuer, folder.card_issuer());
  }
  ASSERT_TRUE(folder.revoke(issued->serial_hex, now_).has_value());
  const auto checker = card::CertificateChecker::open(trust());
  ASSERT_TRUE(checker.has_value());
  const auto refused = (*checker)->check(card->certificate_der(), now_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), card::CardError::certificate_revoked);
}

TEST_F(Authority, with_a_broken_index_changes_nothing) {
  auto folder = made();
  std::ofstream(folder_ / "index.json") << "{\"format\":1,\"issued\":[{}]}";
  EXPECT_EQ(AuthorityFolder::open(folder_.path()).error().error, AuthorityError::unreadable);
  const auto refused = folder.issue(request(PartySort::office, "13101"), now_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().error, AuthorityError::unreadable);
}

std::string text_in(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST_F(Authority, is_rotated_with_both_trusted_until_the_old_one_is_unused) {
  auto folder = made();
  const auto x = folder.issue(request(PartySort::institution, "1310000011"), now_);
  const auto y = folder.issue(request(PartySort::institution, "1310000029"), now_);
  ASSERT_TRUE(x && y);
  const auto first = text_in(folder_ / "party-ca.crt");
  ASSERT_TRUE(folder.rotate(now_, 1000).has_value());
  ASSERT_EQ(folder.rotate(now_, 1000).error().error, AuthorityError::rotating);
  auto trusted = read_certificates(text_in(folder_ / "party-ca.crt")).value();
  ASSERT_EQ(trusted.size(), 2U);
  EXPECT_EQ(trusted[0].subject, "CN=Madoguchi Party CA 2");
  EXPECT_EQ(trusted[1].subject, "CN=Madoguchi Party CA");
  EXPECT_TRUE(key_belongs(text_in(folder_ / "party-ca.crt"), text_in(folder_ / "party-ca.key")));

  // An old one that is revoked now stands on the old authority's list.
  ASSERT_TRUE(folder.revoke(y->serial_hex, now_).has_value());
  const auto lists =
      read_revocation_lists(text_in(folder_ / "party.crl"), text_in(folder_ / "party-ca.crt"))
          .value();
  ASSERT_EQ(lists.size(), 2U);
  EXPECT_EQ(lists[0].revoked, 0U);
  EXPECT_EQ(lists[1].revoked, 1U);
  EXPECT_EQ(lists[1].issuer, "CN=Madoguchi Party CA");
  for (const auto& list : lists) {
    EXPECT_EQ(list.by, RevocationListFacts::Signed::by_authority);
  }

  using StillUsed = AuthorityFolder::StillUsed;
  const auto refused = folder.finish_rotation(now_, StillUsed::refuse);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().error, AuthorityError::still_used);
  EXPECT_NE(refused.error().detail.find("1310000011"), std::string::npos);
  EXPECT_EQ(refused.error().detail.find("1310000029"), std::string::npos) << "revoked";
  ASSERT_TRUE(folder.issue(request(PartySort::institution, "1310000011"), now_).has_value());
  const auto made_now =
      read_certificates(text_in(folder.certificate_file(PartySort::institution, "1310000011")));
  EXPECT_EQ(made_now->front().issuer, "CN=Madoguchi Party CA 2");
  EXPECT_EQ(folder.abort_rotation(now_).error().error, AuthorityError::issued_since);
  ASSERT_TRUE(folder.finish_rotation(now_, StillUsed::refuse).has_value());
  trusted = read_certificates(text_in(folder_ / "party-ca.crt")).value();
  ASSERT_EQ(trusted.size(), 1U);
  EXPECT_EQ(trusted[0].subject, "CN=Madoguchi Party CA 2");
  EXPECT_EQ(text_in(folder_ / "party-ca.crt").find(first), std::string::npos);
  EXPECT_EQ(folder.finish_rotation(now_, StillUsed::ignore).error().error,
            AuthorityError::not_rotating);

  // A third one follows, also for a program that opens the folder anew.
  auto again = AuthorityFolder::open(folder_.path());
  ASSERT_TRUE(again && again->rotate(now_, 1000));
  EXPECT_EQ(again->party_authorities().current, 3);
  EXPECT_EQ(again->party_authorities().old, 2);
}

TEST_F(Authority, takes_a_rotation_back_before_it_has_issued) {
  auto folder = made();
  ASSERT_TRUE(folder.issue(request(PartySort::office, "13101"), now_).has_value());
  const auto before = text_in(folder_ / "party-ca.crt");
  const auto key = text_in(folder_ / "party-ca.key");
  EXPECT_EQ(folder.abort_rotation(now_).error().error, AuthorityError::not_rotating);
  ASSERT_TRUE(folder.rotate(now_, 1000).has_value());
  // A card is not of these authorities.
  ASSERT_TRUE(folder.issue(request(PartySort::card, "D7"), now_).has_value());
  ASSERT_TRUE(folder.abort_rotation(now_).has_value());
  EXPECT_EQ(text_in(folder_ / "party-ca.crt"), before);
  EXPECT_EQ(text_in(folder_ / "party-ca.key"), key);
  EXPECT_FALSE(testing::fs::exists(folder_ / "party-ca-2.key"));
  ASSERT_TRUE(folder.rotate(now_, 1000).has_value());
  EXPECT_EQ(folder.party_authorities().current, 3) << "a number is never given twice";
}

TEST_F(Authority, brings_a_rotation_that_was_cut_off_to_its_end) {
  auto folder = made();
  const auto before = text_in(folder_ / "party-ca.crt");
  ASSERT_TRUE(folder.rotate(now_, 1000).has_value());
  // As if it had died after the index was written.
  std::ofstream(folder_ / "party-ca.crt", std::ios::trunc) << before;
  ASSERT_TRUE(folder.renew(now_).has_value());
  EXPECT_EQ(read_certificates(text_in(folder_ / "party-ca.crt"))->size(), 2U);
}

TEST_F(Authority, that_is_not_there_says_so) {
  EXPECT_EQ(AuthorityFolder::open(folder_ / "nowhere").error().error, AuthorityError::missing);
}

}  // namespace
}  // namespace madoguchi::tools
