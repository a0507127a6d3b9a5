#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "local/accounts.hpp"
#include "local/totp.hpp"
#include "util/hash.hpp"

namespace madoguchi::local {

inline constexpr std::string_view good_password = "もくもくと窓口で働くひと2024";

// Accounts in a temporary folder, at a clock of the test's; cheap hashes.
class AccountsBed {
 public:
  AccountsBed() : clock(util::Instant{1800000000000}) {
    folder = std::filesystem::temp_directory_path() / ("madoguchi-" + util::random_key());
    std::filesystem::create_directories(folder);
    policy.roles = {"caseworker", "clerk", "supervisor", "administrator"};
    policy.keeper_role = "administrator";
    policy.argon2_memory_kib = 64;
    policy.argon2_passes = 1;
    open();
  }
  ~AccountsBed() {
    accounts.reset();
    std::filesystem::remove_all(folder);
  }
  AccountsBed(const AccountsBed&) = delete;
  AccountsBed& operator=(const AccountsBed&) = delete;

  void open() {
    accounts.reset();
    auto opened = Accounts::open(path("local.db"), path("local.key"), "窓口", policy, clock);
    ASSERT_TRUE(opened) << opened.error().detail;
    accounts = std::move(*opened);
  }
  std::string path(const std::string& name) const { return (folder / name).string(); }
  std::string bytes(const std::string& name) const {
    std::ostringstream out;
    out << std::ifstream(folder / name, std::ios::binary).rdbuf();
    return out.str();
  }
  void pass(std::int64_t seconds) { clock.set(clock.now().plus_ms(seconds * 1000)); }

  // Adds the account and takes it through its first sign-in; the secret of its second factor.
  std::string enrolled(const std::string& id, const std::string& role) {
    const auto made = accounts->add(id, "山田　" + id, role, "test");
    EXPECT_TRUE(made);
    auto step = accounts->begin(id, made->password);
    EXPECT_TRUE(step && step->step == Step::new_password);
    step = accounts->new_password(step->token, std::string(good_password));
    EXPECT_TRUE(step && step->step == Step::enroll);
    const auto secret = from_base32(step->secret);
    step = accounts->enroll(step->token, code(secret));
    EXPECT_TRUE(step && step->step == Step::signed_in);
    token = step->token;
    pass(60);
    return secret;
  }
  std::string code(const std::string& secret) const {
    return totp_code(secret, totp_step(clock.now()));
  }
  SignInResult sign_in(const std::string& id, const std::string& secret) {
    auto step = accounts->begin(id, std::string(good_password));
    if (!step) return step;
    return accounts->second_factor(step->token, code(secret));
  }

  static std::string from_base32(const std::string& text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
      bits = bits << 5U | static_cast<unsigned>(alphabet.find(c));
      count += 5;
      if (count >= 8) out += static_cast<char>(bits >> static_cast<unsigned>(count -= 8) & 255U);
    }
    return out;
  }

  util::SetClock clock;
  AccountPolicy policy;
  std::filesystem::path folder;
  std::unique_ptr<Accounts> accounts;
  std::string token;  // of the last session
};

}  // namespace madoguchi::local
