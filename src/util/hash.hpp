#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace madoguchi::util {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(std::string_view bytes);
std::string hex(std::string_view bytes);  // lower case
std::string hex(const Sha256& digest);
std::optional<std::string> from_hex(
    std::string_view text);  // nothing on odd length or other digits
std::string base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);  // strict alphabet and padding
std::string random_bytes(std::size_t count);                    // from the system's generator
std::string random_key();  // 32 hex digits, the first 12 of them the time: idempotency keys, ids

}  // namespace madoguchi::util
