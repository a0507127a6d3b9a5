#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace madoguchi::card {

// One command to a card (ISO 7816-4), short or extended.
struct Apdu {
  std::uint8_t cla = 0, ins = 0, p1 = 0, p2 = 0;
  std::string_view data;                // points into what was parsed
  std::optional<std::size_t> response;  // bytes wanted at most (Le); nothing: none are
};

inline constexpr std::size_t apdu_bytes_max = 4 + 3 + 65535 + 2;

// The command that `bytes` is, to its last byte; nothing when its lengths contradict each other.
std::optional<Apdu> parse_apdu(std::string_view bytes);

}  // namespace madoguchi::card
