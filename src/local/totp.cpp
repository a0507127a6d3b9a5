#include "local/totp.hpp"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <array>

namespace madoguchi::local {

namespace {

constexpr std::int64_t step_ms = 30000;
constexpr std::size_t code_digits = 6;
constexpr unsigned code_modulus = 1000000;

std::string percent(std::string_view text) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (plain.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
  return out;
}

}  // namespace

std::int64_t totp_step(util::Instant at) {
  return at.ms / step_ms;
}

std::string totp_code(std::string_view secret, std::int64_t step) {
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) {
    counter[7 - i] =
        static_cast<unsigned char>((static_cast<std::uint64_t>(step) >> (8 * i)) & 255);
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(),
       digest.data(), &length);
  const std::size_t at = digest[length - 1] & 15U;
  const unsigned number = (digest[at] & 127U) << 24U |
                          static_cast<unsigned>(digest[at + 1]) << 16U |
                          static_cast<unsigned>(digest[at + 2]) << 8U | digest[at + 3];
  auto text = std::to_string(number % code_modulus);
  text.insert(0, code_digits - text.size(), '0');
  return text;
}

std::optional<std::int64_t> totp_step_of(std::string_view secret, std::string_view code,
                                         util::Instant at, std::int64_t last_used) {
  if (code.size() != code_digits) return std::nullopt;
  std::optional<std::int64_t> found;
  const auto now = totp_step(at);
  for (const auto step : {now - 1, now, now + 1}) {
    const auto wanted = totp_code(secret, step);
    const bool same = CRYPTO_memcmp(wanted.data(), code.data(), code_digits) == 0;
    if (same && step > last_used) found = step;
  }
  return found;
}

std::string base32(std::string_view bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = bits << 8U | static_cast<unsigned char>(c);
    count += 8;
    while (count >= 5) {
      count -= 5;
      out += alphabet[(bits >> static_cast<unsigned>(count)) & 31U];
    }
  }
  if (count > 0) out += alphabet[(bits << static_cast<unsigned>(5 - count)) & 31U];
  return out;
}

std::string otpauth_address(std::string_view issuer, std::string_view account,
                            std::string_view secret) {
  const auto from = percent(issuer);
  return "otpauth://totp/" + from + ":" + percent(account) + "?secret=" + base32(secret) +
         "&issuer=" + from;
}

}  // namespace madoguchi::local
