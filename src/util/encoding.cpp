#include "util/encoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>

#include "util/cp932_table.hpp"

namespace madoguchi::util {

namespace {

constexpr char32_t black_circle = U'\u25CF';
constexpr char32_t code_point_max = 0x10FFFF;

std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

// Where the run of ASCII that begins at `at` ends.
std::size_t ascii_end(std::string_view text, std::size_t at) {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  for (std::uint64_t eight = 0; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if ((eight & high_bits) != 0) break;
  }
  while (at < text.size() && byte_at(text, at) < 0x80) ++at;
  return at;
}

struct Decoded {
  char32_t character = 0;
  std::size_t length = 0;  // 0: not valid UTF-8 here
};

// The character at `at`, by the table of well-formed sequences in the Unicode standard (3-7).
Decoded decode_utf8(std::string_view text, std::size_t at) {
  const std::uint8_t first = byte_at(text, at);
  if (first < 0x80) return {first, 1};
  std::size_t length = 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
  char32_t character = 0;
  if (first >= 0xC2 && first <= 0xDF) {
    length = 2;
    character = first & 0x1F;
  } else if ((first & 0xF0) == 0xE0) {
    length = 3;
    character = first & 0x0F;
    if (first == 0xE0) low = 0xA0;   // overlong
    if (first == 0xED) high = 0x9F;  // surrogates
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4;
    character = first & 0x07;
    if (first == 0xF0) low = 0x90;   // overlong
    if (first == 0xF4) high = 0x8F;  // beyond U+10FFFF
  } else {
    return {};
  }
  if (text.size() - at < length) return {};
  for (std::size_t i = 1; i < length; ++i) {
    const std::uint8_t next = byte_at(text, at + i);
    if (next < low || next > high) return {};
    low = 0x80;
    high = 0xBF;
    character = character << 6 | (next & 0x3F);
  }
  return {character, length};
}

// CP932 has nothing below U+0080 or above U+FFFF that comes this way: two or three bytes.
void append_utf8(std::string& out, char16_t character) {
  const auto code = static_cast<unsigned>(character);
  if (code < 0x800) {
    const char bytes[] = {char(0xC0 | code >> 6), char(0x80 | (code & 0x3F))};
    out.append(bytes, 2);
  } else {
    const char bytes[] = {char(0xE0 | code >> 12), char(0x80 | (code >> 6 & 0x3F)),
                          char(0x80 | (code & 0x3F))};
    out.append(bytes, 3);
  }
}

void append_code(std::string& out, std::uint16_t code) {
  if (code > 0xFF) out.push_back(char(code >> 8));
  out.push_back(char(code & 0xFF));
}

// No XML document may hold these, not even as a reference.
bool allowed_in_xml(char32_t character) {
  return character != 0xFFFE && character != 0xFFFF;
}

// Collects what was written as ●, each character once.
class Losses {
 public:
  explicit Losses(std::vector<char32_t>& lost) : lost_(lost) {}
  void add(char32_t character) {
    if (seen_.empty()) seen_.resize(code_point_max + 1);
    if (seen_[character]) return;
    seen_[character] = true;
    lost_.push_back(character);
  }

 private:
  std::vector<char32_t>& lost_;
  std::vector<bool> seen_;
};

}  // namespace

Result<std::string, EncodingError> utf8_from_cp932(std::string_view cp932) {
  const auto& table = Cp932Table::get();
  std::string out;
  out.reserve(cp932.size() + cp932.size() / 2);
  for (std::size_t at = 0; at < cp932.size();) {
    const std::size_t end = ascii_end(cp932, at);
    out.append(cp932.substr(at, end - at));
    at = end;
    while (at < cp932.size() && byte_at(cp932, at) >= 0x80) {
      const std::uint8_t lead = byte_at(cp932, at);
      if (Cp932Table::is_kana(lead)) {
        append_utf8(out, char16_t(0xFF61 + lead - 0xA1));
        ++at;
        continue;
      }
      if (!Cp932Table::is_lead(lead) || at + 1 == cp932.size()) return failure(EncodingError{at});
      const char16_t character = table.character(lead, byte_at(cp932, at + 1));
      if (character == 0) return failure(EncodingError{at});
      append_utf8(out, character);
      at += 2;
    }
  }
  return out;
}

Result<Cp932Text, EncodingError> cp932_from_utf8(std::string_view utf8, Unencodable unencodable) {
  const auto& table = Cp932Table::get();
  Cp932Text out;
  out.bytes.reserve(utf8.size());
  Losses losses(out.lost);
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t end = ascii_end(utf8, at);
    out.bytes.append(utf8.substr(at, end - at));
    at = end;
    while (at < utf8.size() && byte_at(utf8, at) >= 0x80) {
      const auto decoded = decode_utf8(utf8, at);
      if (decoded.length == 0) return failure(EncodingError{at});
      at += decoded.length;
      const auto code = table.code(decoded.character);
      if (code != 0) {
        append_code(out.bytes, code);
      } else if (unencodable == Unencodable::xml_reference && allowed_in_xml(decoded.character)) {
        fmt::format_to(std::back_inserter(out.bytes), "&#x{:X};",
                       static_cast<std::uint32_t>(decoded.character));
      } else {
        append_code(out.bytes, table.code(black_circle));
        losses.add(decoded.character);
      }
    }
  }
  return out;
}

Result<void, EncodingError> check_utf8(std::string_view text) {
  for (std::size_t at = ascii_end(text, 0); at < text.size(); at = ascii_end(text, at)) {
    while (at < text.size() && byte_at(text, at) >= 0x80) {
      const auto decoded = decode_utf8(text, at);
      if (decoded.length == 0) return failure(EncodingError{at});
      at += decoded.length;
    }
  }
  return {};
}

std::size_t characters(std::string_view utf8) {
  return std::size_t(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<std::uint8_t>(c) & 0xC0) != 0x80;
  }));
}

std::string fold_width(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const auto decoded = decode_utf8(utf8, at);
    const std::size_t length = std::max<std::size_t>(decoded.length, 1);
    if (decoded.character >= 0xFF01 && decoded.character <= 0xFF5E) {
      out.push_back(char(decoded.character - 0xFF01 + 0x21));
    } else if (decoded.character == 0x3000) {
      out.push_back(' ');
    } else {
      out.append(utf8.substr(at, length));
    }
    at += length;
  }
  out.erase(out.find_last_not_of(' ') + 1);
  out.erase(0, out.find_first_not_of(' '));
  return out;
}

std::string fold_number(std::string_view utf8) {
  auto folded = fold_width(utf8);
  std::erase(folded, ' ');
  // The hyphens, dashes and minus signs of Japanese keyboards.
  auto digits = folded;
  for (const std::string_view hyphen : {"-", "‐", "‑", "–", "—", "―", "−", "ー", "ｰ"}) {
    for (auto at = digits.find(hyphen); at != std::string::npos; at = digits.find(hyphen, at)) {
      digits.erase(at, hyphen.size());
    }
  }
  const bool only = digits.find_first_not_of("0123456789") == std::string::npos;
  return only ? digits : folded;
}

}  // namespace madoguchi::util
