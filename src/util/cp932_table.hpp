#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace madoguchi::util {

// CP932 as two lookup tables, filled once from ICU's converter: faster than the converter call by
// call, and free of its quirks (it swaps the control characters 1A, 1C and 7F; ASCII is copied
// here).
class Cp932Table {
 public:
  static const Cp932Table& get();

  static bool is_lead(std::uint8_t byte) {
    return (byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC);
  }
  static bool is_kana(std::uint8_t byte) { return byte >= 0xA1 && byte <= 0xDF; }

  // The character of a two-byte code; 0 when the code is not assigned.
  char16_t character(std::uint8_t lead, std::uint8_t trail) const {
    return characters_[std::size_t(lead - 0x80) * 256 + trail];
  }
  // The code of a character from U+0080 up: two bytes, or one below 0x100; 0 when CP932 lacks it.
  // Of duplicates it is the one Windows writes. Characters that are one and the same in JIS but
  // have two places in Unicode are folded (301C to FF5E, 2212 to FF0D and their kin).
  std::uint16_t code(char32_t character) const {
    return character < 0x10000 ? codes_[character] : std::uint16_t{0};
  }

 private:
  Cp932Table();
  std::array<char16_t, 128 * 256> characters_{};
  std::array<std::uint16_t, 65536> codes_{};
};

}  // namespace madoguchi::util
