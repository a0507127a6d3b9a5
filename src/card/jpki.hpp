#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Facts of the public authentication application (JPKI) on the card: domain.md 7.3. What the
// reader asks and what our virtual card answers are both told in these words.
namespace madoguchi::card {

using std::string_view_literals::operator""sv;

inline constexpr std::string_view jpki_atr = "\x3B\xE0\x00\xFF\x81\x31\xFE\x45\x14"sv;
inline constexpr std::string_view jpki_application = "\xD3\x92\xF0\x00\x26\x01\x00\x00\x00\x01"sv;

// Elementary files that this program may name. The signature certificate and key, My Number and
// the attributes have no name here: nothing of ours ever asks for them.
enum class JpkiFile : std::uint16_t {
  certificate = 0x000A,     // user authentication, readable without the PIN
  ca_certificate = 0x000B,  // its CA
  key = 0x0017,
  pin = 0x0018,
};

inline constexpr std::size_t pin_digits = 4;
inline constexpr int pin_tries_max = 3;
inline constexpr std::size_t card_signature_bytes = 256;  // RSA-2048

// The last two bytes of every answer.
enum class StatusWord : std::uint16_t {
  ok = 0x9000,
  end_of_file = 0x6282,  // fewer bytes than asked for were left
  pin_wrong = 0x63C0,    // its last digit: tries left
  memory_failure = 0x6581,
  wrong_length = 0x6700,
  channel_not_supported = 0x6881,
  secure_messaging_not_supported = 0x6882,
  chaining_not_supported = 0x6884,
  wrong_kind_of_file = 0x6981,
  not_verified = 0x6982,
  pin_locked = 0x6983,
  conditions = 0x6985,  // COMPUTE DIGITAL SIGNATURE without its key selected
  no_current_file = 0x6986,
  wrong_data = 0x6A80,
  file_not_found = 0x6A82,
  wrong_parameters = 0x6A86,
  no_pin_selected = 0x6A88,
  wrong_offset = 0x6B00,
  unknown_instruction = 0x6D00,
  unknown_class = 0x6E00,
};

std::string bytes_of(StatusWord word);
std::string bytes_of(StatusWord word, int tries_left);  // pin_wrong

// The DER DigestInfo of SHA-256 of `message`: what the card pads and signs.
std::string digest_info_of(std::string_view message);
// True for a DER DigestInfo of SHA-256, SHA-384 or SHA-512 and nothing else.
bool is_digest_info(std::string_view der);

}  // namespace madoguchi::card
