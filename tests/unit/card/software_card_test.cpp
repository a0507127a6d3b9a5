#include "card/software_card.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "card/certificate.hpp"
#include "unit/card/own_ca.hpp"
#include "util/file.hpp"

namespace madoguchi::card {
namespace {

using testing::Folder;
using testing::OwnCa;
using testing::rsa_key;

class Card : public ::testing::Test {
 protected:
  Card() {
    const auto created = SoftwareCard::create(path_, testing::pem_from_der(der_),
                                              testing::key_pem(rsa_key(0)), "1234");
    EXPECT_TRUE(created.has_value());
  }
  SoftwareCardProblem problem(std::string_view pin) const {
    auto card = SoftwareCard::open(path_);
    EXPECT_TRUE(card.has_value());
    const auto signature = testing::sign_with(*card, "message", pin);
    EXPECT_FALSE(signature.has_value());
    return signature ? SoftwareCardProblem{SoftwareCardError::unreadable, -1} : signature.error();
  }
  bool signs(std::string_view pin = "1234") const {
    auto card = SoftwareCard::open(path_);
    return testing::sign_with(*card, "message", pin).has_value();
  }
  int tries_left() const { return SoftwareCard::open(path_)->tries_left(); }

  Folder folder_;
  OwnCa ca_{"card ca"};
  std::string der_ = ca_.issue({});
  std::string path_ = folder_ / "card.pem";
};

TEST_F(Card, signs_what_its_certificate_proves) {
  testing::put(folder_ / "ca.pem", ca_.pem());
  TrustFiles files;
  files.ca_files = {folder_ / "ca.pem"};
  const auto checker = CertificateChecker::open(files);
  auto card = SoftwareCard::open(path_);
  ASSERT_TRUE(card.has_value());
  EXPECT_EQ(card->certificate_der(), der_);
  EXPECT_EQ(card->tries_left(), 3);
  for (const std::string& message :
       {std::string("message"), std::string(), std::string(9999, 'x')}) {
    const auto signature = testing::sign_with(*card, message, "1234");
    ASSERT_TRUE(signature.has_value());
    EXPECT_TRUE((*checker)->check_signature(card->certificate_der(), message, *signature));
    EXPECT_FALSE((*checker)->check_signature(card->certificate_der(), message + "x", *signature));
  }
}

TEST_F(Card, file_is_the_owners_alone_and_holds_no_pin) {
  struct stat found {};
  ASSERT_EQ(::stat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  ASSERT_TRUE(signs());
  ASSERT_EQ(::stat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  const std::string text = testing::got(path_);
  EXPECT_TRUE(text.starts_with("madoguchi-software-card: 1\npin-salt: "));
  const std::string again_path = folder_ / "again.pem";
  ASSERT_TRUE(SoftwareCard::create(again_path, testing::pem_from_der(der_),
                                   testing::key_pem(rsa_key(0)), "1234"));
  // The same PIN has another salt and so another hash.
  EXPECT_NE(testing::got(again_path), text);
}

TEST_F(Card, wrong_pin_costs_a_try_and_the_right_one_gives_all_back) {
  EXPECT_EQ(problem("1235").error, SoftwareCardError::pin_wrong);
  EXPECT_EQ(tries_left(), 2);
  const SoftwareCardProblem second = problem("0000");
  EXPECT_EQ(second.error, SoftwareCardError::pin_wrong);
  EXPECT_EQ(second.tries_left, 1);
  EXPECT_TRUE(signs());
  EXPECT_EQ(tries_left(), 3);
}

TEST_F(Card, three_wrong_pins_lock_it_for_good) {
  auto opened_before = SoftwareCard::open(path_);
  EXPECT_EQ(problem("1235").tries_left, 2);
  EXPECT_EQ(problem("1235").tries_left, 1);
  EXPECT_EQ(problem("1235").error, SoftwareCardError::pin_locked);
  EXPECT_EQ(tries_left(), 0);
  EXPECT_EQ(problem("1234").error, SoftwareCardError::pin_locked);
  EXPECT_EQ(problem("1235").error, SoftwareCardError::pin_locked);
  EXPECT_EQ(tries_left(), 0);
  // Also for who opened it when it was not locked.
  EXPECT_EQ(opened_before->tries_left(), 3);
  const auto signature = testing::sign_with(*opened_before, "message", "1234");
  ASSERT_FALSE(signature.has_value());
  EXPECT_EQ(signature.error().error, SoftwareCardError::pin_locked);
  EXPECT_EQ(opened_before->tries_left(), 0);
}

TEST_F(Card, pin_of_wrong_form_costs_a_try_too) {
  for (const std::string& pin : {std::string(), std::string("12345"), std::string("１２３４")}) {
    EXPECT_NE(problem(pin).error, SoftwareCardError::unreadable) << pin;
  }
  EXPECT_EQ(tries_left(), 0);
}

TEST_F(Card, is_not_made_with_a_pin_or_key_of_wrong_form) {
  const std::string path = folder_ / "other.pem";
  const std::string pem = testing::pem_from_der(der_);
  const std::string key = testing::key_pem(rsa_key(0));
  for (const char* pin : {"", "123", "12345", "12a4", " 123", "１２３４"}) {
    EXPECT_FALSE(SoftwareCard::create(path, pem, key, pin).has_value()) << pin;
  }
  testing::Wish elliptic;
  elliptic.key = testing::ec_key();
  EXPECT_FALSE(SoftwareCard::create(path, testing::pem_from_der(ca_.issue(elliptic)),
                                    testing::key_pem(testing::ec_key()), "1234"));
  EXPECT_FALSE(SoftwareCard::create(path, pem, testing::key_pem(rsa_key(1)), "1234"));
  EXPECT_FALSE(SoftwareCard::create(path, pem + pem, key, "1234"));
  EXPECT_FALSE(SoftwareCard::create(path, "", key, "1234"));
  EXPECT_FALSE(SoftwareCard::create(path, pem, "", "1234"));
  EXPECT_FALSE(SoftwareCard::create(path, pem,
                                    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n"
                                    "-----END ENCRYPTED PRIVATE KEY-----\n",
                                    "1234"));
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_FALSE(SoftwareCard::create(folder_ / "no/such/folder", pem, key, "1234"));
}

TEST_F(Card, tampered_file_is_of_wrong_form) {
  const std::string text = testing::got(path_);
  const auto with = [&text](std::string_view what, std::string_view instead) {
    std::string changed = text;
    const std::size_t found = changed.find(what);
    EXPECT_NE(found, std::string::npos) << what;
    return changed.replace(found, what.size(), instead);
  };
  for (const std::string& bad :
       {std::string(),
        std::string("garbage"),
        text.substr(0, text.size() / 2),
        text + "x",
        text + text,
        "\n" + text,
        text.substr(text.find('\n') + 1),
        with("card: 1", "card: 2"),
        with("tries-left: 3", "tries-left: 4"),
        with("tries-left: 3", "tries-left: -1"),
        with("tries-left: 3", "tries-left: 03"),
        with("tries-left: 3", "tries-left:3"),
        with("tries-left: 3\n", ""),
        with("pin-salt: ", "pin-salt: 00"),
        with("pin-hash: ", "pin-hash: zz"),
        with("pin-hash", "pin-hush"),
        with("tries-left: 3\n", "tries-left: 3\ntries-left: 3\n"),
        with(testing::pem_from_der(der_), ca_.pem()),
        with(testing::key_pem(rsa_key(0)), testing::key_pem(rsa_key(1))),
        with("-----END PRIVATE KEY-----", "-----END PRIVATE KEY"),
        with("-----BEGIN CERTIFICATE-----", "a word\n-----BEGIN CERTIFICATE-----")}) {
    testing::put(path_, bad);
    const auto card = SoftwareCard::open(path_);
    ASSERT_FALSE(card.has_value()) << bad;
    EXPECT_EQ(card.error().error, SoftwareCardError::wrong_form) << bad;
  }
  testing::put(path_, text);
  EXPECT_TRUE(SoftwareCard::open(path_).has_value());
}

TEST_F(Card, that_changed_in_the_drawer_does_not_sign) {
  auto card = SoftwareCard::open(path_);
  testing::Wish other;
  other.serial_hex = "99";
  ASSERT_TRUE(SoftwareCard::create(path_, testing::pem_from_der(ca_.issue(other)),
                                   testing::key_pem(rsa_key(0)), "1234"));
  EXPECT_EQ(testing::sign_with(*card, "message", "1234").error().error,
            SoftwareCardError::unreadable);
  EXPECT_EQ(tries_left(), 3);
  testing::put(path_, "garbage");
  EXPECT_EQ(testing::sign_with(*card, "message", "1234").error().error,
            SoftwareCardError::wrong_form);
  std::filesystem::remove(path_);
  EXPECT_EQ(testing::sign_with(*card, "message", "1234").error().error,
            SoftwareCardError::unreadable);
}

TEST_F(Card, that_is_missing_or_a_link_or_huge_is_unreadable) {
  EXPECT_EQ(SoftwareCard::open(folder_ / "missing").error().error, SoftwareCardError::unreadable);
  EXPECT_EQ(SoftwareCard::open(folder_.path()).error().error, SoftwareCardError::unreadable);
  std::filesystem::create_symlink(path_, folder_ / "link");
  EXPECT_EQ(SoftwareCard::open(folder_ / "link").error().error, SoftwareCardError::unreadable);
  testing::put(folder_ / "huge", std::string(1024 * 1024, 'x'));
  EXPECT_EQ(SoftwareCard::open(folder_ / "huge").error().error, SoftwareCardError::unreadable);
}

TEST_F(Card, whose_tries_cannot_be_stored_answers_no_pin_at_all) {
  if (::geteuid() == 0) {
    // Root writes everywhere but not where the lock cannot be made.
    std::filesystem::remove(path_ + ".lock");
    std::filesystem::create_directory(path_ + ".lock");
  } else {
    std::filesystem::permissions(folder_.path(), std::filesystem::perms(0500));
  }
  EXPECT_EQ(problem("1234").error, SoftwareCardError::unreadable);
  EXPECT_EQ(problem("9999").error, SoftwareCardError::unreadable);
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0700));
  EXPECT_EQ(tries_left(), 3);
}

TEST_F(Card, waits_for_the_other_user_of_it) {
  auto lock = std::make_optional(util::FileLock::take(path_ + ".lock"));
  ASSERT_TRUE(lock->has_value());
  std::atomic<bool> released{false};
  std::atomic<bool> signed_too_early{false};
  std::thread other([&] {
    const bool signed_it = signs();
    signed_too_early = !signed_it || !released;
  });
  std::this_thread::yield();
  released = true;
  lock.reset();
  other.join();
  EXPECT_FALSE(signed_too_early);
}

TEST_F(Card, under_many_users_never_allows_a_fourth_try) {
  std::atomic<int> wrong{0};
  std::atomic<int> locked{0};
  std::vector<std::thread> users;
  users.reserve(8);
  for (int i = 0; i < 8; ++i) {
    users.emplace_back([&] {
      auto card = SoftwareCard::open(path_);
      const auto signature = testing::sign_with(*card, "message", "9999");
      if (signature) return;
      if (signature.error().error == SoftwareCardError::pin_wrong) ++wrong;
      if (signature.error().error == SoftwareCardError::pin_locked) ++locked;
    });
  }
  for (std::thread& user : users) user.join();
  EXPECT_EQ(wrong, 2);
  EXPECT_EQ(locked, 6);  // the third wrong one locks and says so
  EXPECT_EQ(tries_left(), 0);
}

}  // namespace
}  // namespace madoguchi::card
