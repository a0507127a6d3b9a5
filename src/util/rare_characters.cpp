#include "util/rare_characters.hpp"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

#include "util/encoding.hpp"

namespace madoguchi::util {

namespace {

constexpr std::size_t name_bytes_max = 128;

bool for_private_use(UChar32 c) {
  return u_charType(c) == U_PRIVATE_USE_CHAR;
}

// As Unicode calls it.
std::string unicode_name(UChar32 c) {
  std::array<char, name_bytes_max> name{};
  UErrorCode error = U_ZERO_ERROR;
  const auto size = u_charName(c, U_UNICODE_CHAR_NAME, name.data(), name_bytes_max, &error);
  return U_FAILURE(error) != 0 ? std::string() : std::string(name.data(), size);
}

RareCharacter described(UChar32 c) {
  RareCharacter rare;
  icu::UnicodeString(c).toUTF8String(rare.character);
  rare.code = fmt::format("U+{:04X}", static_cast<unsigned>(c));
  if (for_private_use(c)) {
    rare.description = "外字";
    rare.description_english = "private-use character";
  } else if (u_hasBinaryProperty(c, UCHAR_VARIATION_SELECTOR) != 0) {
    rare.description = "異体字の指定";
    rare.description_english = "variation selector";
  } else if (u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) != 0) {
    rare.description = "漢字（JIS第1・第2水準外）";
    rare.description_english = "ideograph outside JIS levels 1 and 2";
  } else {
    rare.description = rare.description_english = unicode_name(c);
  }
  return rare;
}

}  // namespace

std::vector<RareCharacter> rare_characters(std::string_view utf8) {
  const auto encoded = cp932_from_utf8(utf8, Unencodable::black_circle);
  if (!encoded) return {};
  std::vector<RareCharacter> rare;
  std::vector<char32_t> seen;
  const auto text =
      icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
  for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    const UChar32 c = text.char32At(at);
    const auto character = static_cast<char32_t>(c);
    const auto& lost = encoded->lost;
    const bool lacks = std::find(lost.begin(), lost.end(), character) != lost.end();
    if (!lacks && !for_private_use(c)) continue;
    if (std::find(seen.begin(), seen.end(), character) != seen.end()) continue;
    seen.push_back(character);
    rare.push_back(described(c));
  }
  return rare;
}

}  // namespace madoguchi::util
