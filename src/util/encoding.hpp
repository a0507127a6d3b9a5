#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "util/result.hpp"

namespace madoguchi::util {

// The three encodings a receipt computer may be set to.
enum class Encoding { utf8, utf8_bom, shift_jis };

struct EncodingError {
  std::size_t offset = 0;  // byte offset of the first byte that is not part of a character
};

// CP932 (Shift_JIS as Windows writes it) to UTF-8. Fails on the first invalid byte; never guesses.
Result<std::string, EncodingError> utf8_from_cp932(std::string_view cp932);

// What to do with a character that CP932 lacks.
enum class Unencodable {
  xml_reference,  // &#x1F600; any XML reader restores it
  black_circle,   // ●, and the character is reported in `lost`
};

struct Cp932Text {
  std::string bytes;
  std::vector<char32_t> lost;  // characters written as ● (each once, in order); empty otherwise
};

// UTF-8 to CP932. Characters that other tables decode to are folded to the twin CP932 has (301C to
// FF5E, 2212 to FF0D, 2014 to 2015, 2016 to 2225, A5 to 5C and their kin), so that wave dash and
// full-width minus survive. U+FFFE and U+FFFF, which no XML may name, are always written as ● and
// reported. Invalid UTF-8 fails.
Result<Cp932Text, EncodingError> cp932_from_utf8(std::string_view utf8, Unencodable unencodable);

// Offset of the first byte that is not valid UTF-8 (surrogates, overlong forms, > U+10FFFF
// refused).
Result<void, EncodingError> check_utf8(std::string_view text);

// Number of characters (code points) of valid UTF-8.
std::size_t characters(std::string_view utf8);

inline constexpr std::string_view utf8_bom = "\xEF\xBB\xBF";

// Full-width ASCII (Ａ０－) to ASCII, full-width blank to blank, then blanks at both ends removed.
std::string fold_width(std::string_view utf8);

// A number as people type it: width folded, blanks left out, and hyphens between groups of digits
// where there is nothing but digits beside them.
std::string fold_number(std::string_view utf8);

}  // namespace madoguchi::util
