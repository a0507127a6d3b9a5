#include "util/hash.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace madoguchi::util {
namespace {

TEST(Sha256, of_the_standards_samples) {
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256(std::string(1000000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, is_the_same_on_every_thread) {
  const auto expected = sha256("abc");
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 1000; ++round) wrong += sha256("abc") == expected ? 0 : 1;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Hex, both_ways) {
  EXPECT_EQ(hex(std::string_view("\x00\xFFz", 3)), "00ff7a");
  EXPECT_EQ(from_hex("00fF7A"), std::string("\x00\xFFz", 3));
  EXPECT_EQ(from_hex(""), "");
  for (const char* text : {"0", "000", "0g", "g0", " 0", "0x", "00 "}) {
    EXPECT_EQ(from_hex(text), std::nullopt) << text;
  }
}

TEST(Base64, the_samples_of_rfc_4648) {
  const std::vector<std::pair<std::string, std::string>> rows = {{"", ""},
                                                                 {"f", "Zg=="},
                                                                 {"fo", "Zm8="},
                                                                 {"foo", "Zm9v"},
                                                                 {"foob", "Zm9vYg=="},
                                                                 {"fooba", "Zm9vYmE="},
                                                                 {"foobar", "Zm9vYmFy"},
                                                                 {"\xFB\xFF", "+/8="}};
  for (const auto& [bytes, text] : rows) {
    EXPECT_EQ(base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
}

TEST(Base64, every_length_comes_back) {
  for (std::size_t count = 0; count < 300; ++count) {
    const auto bytes = random_bytes(count);
    EXPECT_EQ(from_base64(base64(bytes)), bytes);
    EXPECT_EQ(from_hex(hex(bytes)), bytes);
  }
}

TEST(Base64, one_value_has_one_text) {
  for (const char* text : {"Zg", "Zg=", "Zg===", "Z", "Zm9", "Zm8=Zm8=", "Zh==", "Zm9=", "====",
                           "=", "Z===", "Zm9v\n", "Zm 9", "Zm-_", "Zg=a", "あ="}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
}

TEST(Random, keys_are_32_hex_digits_and_differ) {
  std::set<std::string> keys;
  for (int i = 0; i < 1000; ++i) {
    const auto key = random_key();
    ASSERT_EQ(key.size(), 32u);
    ASSERT_TRUE(from_hex(key));
    keys.insert(key);
  }
  EXPECT_EQ(keys.size(), 1000u);
  // They begin with the time in milliseconds.
  const auto ms = [] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  };
  const auto before = ms();
  const auto made = std::stoll(random_key().substr(0, 12), nullptr, 16);
  EXPECT_LE(before, made);
  EXPECT_LE(made, ms());
  EXPECT_EQ(random_bytes(0), "");
  EXPECT_EQ(random_bytes(5).size(), 5u);
}

}  // namespace
}  // namespace madoguchi::util
