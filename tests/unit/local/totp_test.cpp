#include "local/totp.hpp"

#include <gtest/gtest.h>

namespace madoguchi::local {
namespace {

const std::string secret = "12345678901234567890";  // RFC 6238, appendix B

TEST(Totp, makes_the_codes_of_the_rfc) {
  // The RFC lists eight digits; six are their end.
  const std::pair<std::int64_t, const char*> vectors[] = {
      {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
      {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [seconds, code] : vectors) {
    EXPECT_EQ(totp_code(secret, totp_step(util::Instant{seconds * 1000})), code) << seconds;
  }
}

TEST(Totp, takes_a_code_of_the_step_before_and_behind_and_no_other) {
  const util::Instant now{1234567890000};
  const auto step = totp_step(now);
  for (const int drift : {-3, -2, 2, 3}) {
    EXPECT_FALSE(totp_step_of(secret, totp_code(secret, step + drift), now, 0)) << drift;
  }
  for (const int drift : {-1, 0, 1}) {
    EXPECT_EQ(totp_step_of(secret, totp_code(secret, step + drift), now, 0), step + drift);
  }
  EXPECT_FALSE(totp_step_of("another secret of 20", totp_code(secret, step), now, 0));
}

TEST(Totp, takes_each_code_once) {
  const util::Instant now{1234567890000};
  const auto step = totp_step(now);
  EXPECT_FALSE(totp_step_of(secret, totp_code(secret, step), now, step));
  EXPECT_FALSE(totp_step_of(secret, totp_code(secret, step - 1), now, step));
  EXPECT_EQ(totp_step_of(secret, totp_code(secret, step + 1), now, step), step + 1);
}

TEST(Totp, refuses_what_is_no_code) {
  const util::Instant now{1234567890000};
  for (const auto* text : {"", "00592", "0059244", "00592x", " 05924", "005924 "}) {
    EXPECT_FALSE(totp_step_of(secret, text, now, 0)) << text;
  }
}

TEST(Totp, writes_secrets_for_authenticators) {
  EXPECT_EQ(base32(""), "");
  EXPECT_EQ(base32("f"), "MY");
  EXPECT_EQ(base32("fo"), "MZXQ");
  EXPECT_EQ(base32("foo"), "MZXW6");
  EXPECT_EQ(base32("foob"), "MZXW6YQ");
  EXPECT_EQ(base32("fooba"), "MZXW6YTB");
  EXPECT_EQ(base32("foobar"), "MZXW6YTBOI");
  EXPECT_EQ(otpauth_address("窓口 13101", "tanaka", "foobar"),
            "otpauth://totp/%E7%AA%93%E5%8F%A3%2013101:tanaka?secret=MZXW6YTBOI"
            "&issuer=%E7%AA%93%E5%8F%A3%2013101");
}

}  // namespace
}  // namespace madoguchi::local
