#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "util/calendar.hpp"

namespace madoguchi::local {

// Time-based one-time codes (RFC 6238): HMAC-SHA-1, six digits, steps of 30 seconds, as every
// authenticator app makes them.

inline constexpr std::size_t totp_secret_bytes = 20;

std::int64_t totp_step(util::Instant at);
std::string totp_code(std::string_view secret, std::int64_t step);

// The step whose code this is, the present one or one to either side (clocks differ); only one
// later than `last_used`, for a code is good once. Nothing when there is none.
std::optional<std::int64_t> totp_step_of(std::string_view secret, std::string_view code,
                                         util::Instant at, std::int64_t last_used);

std::string base32(std::string_view bytes);  // RFC 4648, without padding

// otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=ISSUER, percent-encoded.
std::string otpauth_address(std::string_view issuer, std::string_view account,
                            std::string_view secret);

}  // namespace madoguchi::local
