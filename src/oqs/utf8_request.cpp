#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "oqs/messages.hpp"
#include "oqs/xml_check.hpp"
#include "oqs/xml_declaration.hpp"
#include "util/encoding.hpp"

namespace madoguchi::oqs {

namespace {

constexpr std::string_view utf8_declaration =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="no"?>)";

enum class Charset { utf8, cp932, other };

// Names clients use (§1.6), in lower case. Without a name it is UTF-8, as XML says.
Charset charset_named(std::string_view name) {
  constexpr std::array<std::string_view, 3> utf8 = {"", "utf-8", "utf8"};
  constexpr std::array<std::string_view, 7> cp932 = {"shift_jis",   "shift-jis", "sjis", "x-sjis",
                                                     "windows-31j", "ms932",     "cp932"};
  const auto has = [name](const auto& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (has(utf8)) return Charset::utf8;
  return has(cp932) ? Charset::cp932 : Charset::other;
}

// UTF-16 and UTF-32, with a mark or seen by the zero bytes around the first '<'.
bool is_wide(std::string_view bytes) {
  using namespace std::string_view_literals;
  const auto front = bytes.substr(0, 2);
  return front == "\xFE\xFF"sv || front == "\xFF\xFE"sv || front == "<\0"sv || front == "\0<"sv ||
         bytes.substr(0, 4) == "\0\0\0<"sv || bytes.substr(0, 4) == "\0\0\xFE\xFF"sv;
}

// Whether `tail` is the beginning of a longer UTF-8 sequence: the file was cut inside a character.
bool cut_utf8(std::string_view tail) {
  if (tail.empty() || tail.size() > 3) return false;
  const auto first = static_cast<std::uint8_t>(tail.front());
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || tail.size() >= length) return false;
  return std::all_of(tail.begin() + 1, tail.end(),
                     [](char c) { return (static_cast<std::uint8_t>(c) & 0xC0) == 0x80; });
}

bool cut_cp932(std::string_view tail) {
  if (tail.size() != 1) return false;
  const auto lead = static_cast<std::uint8_t>(tail.front());
  return (lead >= 0x81 && lead <= 0x9F) || (lead >= 0xE0 && lead <= 0xFC);
}

Problem undecodable(std::string_view bytes, std::size_t offset, Charset charset) {
  const auto tail = bytes.substr(offset);
  const bool cut = charset == Charset::utf8 ? cut_utf8(tail) : cut_cp932(tail);
  return {cut ? ErrorCode::not_xml : ErrorCode::wrong_encoding, fmt::format("byte {}", offset + 1)};
}

// The bytes as UTF-8, still with their own declaration.
util::Result<std::string, Problem> decoded(std::string_view bytes, Charset charset) {
  if (charset == Charset::utf8) {
    if (const auto valid = util::check_utf8(bytes); !valid) {
      return util::failure(undecodable(bytes, valid.error().offset, charset));
    }
    return std::string(bytes);
  }
  auto text = util::utf8_from_cp932(bytes);
  if (!text) return util::failure(undecodable(bytes, text.error().offset, charset));
  return std::move(*text);
}

}  // namespace

util::Result<std::string, Problem> utf8_request(std::string_view bytes, const ReadLimits& limits) {
  if (bytes.size() > limits.request_bytes_max) {
    return util::failure(Problem{ErrorCode::too_large, {}});
  }
  if (is_wide(bytes)) return util::failure(Problem{ErrorCode::wrong_encoding, "byte 1"});
  const bool marked = bytes.starts_with(util::utf8_bom);
  if (marked) bytes.remove_prefix(util::utf8_bom.size());
  if (bytes.find_first_not_of(blanks_of_xml) == std::string_view::npos) {
    return util::failure(Problem{ErrorCode::file_empty, {}});
  }
  const auto declaration = xml_declaration(bytes);
  if (!declaration) return util::failure(Problem{ErrorCode::not_xml, "line 1"});
  const auto charset = charset_named(declaration->encoding);
  // A mark of UTF-8 before a declaration of something else: one of them lies, and we do not guess.
  if (charset == Charset::other || (marked && charset != Charset::utf8)) {
    return util::failure(Problem{ErrorCode::wrong_encoding, "line 1"});
  }
  const auto text = decoded(bytes, charset);
  if (!text) return util::failure(text.error());
  if (const auto whole = check_xml(*text, limits); !whole) return util::failure(whole.error());
  // The declaration itself is ASCII: as long in UTF-8 as it was.
  return std::string(utf8_declaration).append(*text, declaration->length);
}

}  // namespace madoguchi::oqs
