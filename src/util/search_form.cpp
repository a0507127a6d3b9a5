#include "util/search_form.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <utility>

#include "util/encoding.hpp"

namespace madoguchi::util {

namespace {

constexpr char32_t hiragana_first = 0x3041;
constexpr char32_t hiragana_last = 0x3096;
constexpr char32_t to_katakana = 0x60;

// Small katakana and the large one of each.
constexpr std::array<std::pair<char32_t, char32_t>, 12> small_kana{{{U'ァ', U'ア'},
                                                                    {U'ィ', U'イ'},
                                                                    {U'ゥ', U'ウ'},
                                                                    {U'ェ', U'エ'},
                                                                    {U'ォ', U'オ'},
                                                                    {U'ッ', U'ツ'},
                                                                    {U'ャ', U'ヤ'},
                                                                    {U'ュ', U'ユ'},
                                                                    {U'ョ', U'ヨ'},
                                                                    {U'ヮ', U'ワ'},
                                                                    {U'ヵ', U'カ'},
                                                                    {U'ヶ', U'ケ'}}};

// Variants met in names, and the character that is typed for each.
constexpr std::array<std::pair<char32_t, char32_t>, 22> variants{
    {{U'髙', U'高'}, {0xFA11, U'崎'}, {U'碕', U'崎'}, {U'邊', U'辺'}, {U'邉', U'辺'},
     {U'齋', U'斉'}, {U'齊', U'斉'},  {U'斎', U'斉'}, {U'澤', U'沢'}, {U'櫻', U'桜'},
     {U'廣', U'広'}, {U'濵', U'浜'},  {U'濱', U'浜'}, {U'嶋', U'島'}, {U'嶌', U'島'},
     {U'德', U'徳'}, {U'國', U'国'},  {U'龍', U'竜'}, {U'瀨', U'瀬'}, {U'眞', U'真'},
     {U'惠', U'恵'}, {U'曾', U'曽'}}};

bool is_left_out(char32_t c) {
  return u_isUWhiteSpace(static_cast<UChar32>(c)) || c == U'・' || c == U'･' || c == U'.' ||
         c == U'-' || c == U'ー' || c == U'―' || c == U'‐' || c == U'−' || c == U'\'';
}

template <std::size_t Count>
char32_t mapped(const std::array<std::pair<char32_t, char32_t>, Count>& table, char32_t c) {
  const auto* found =
      std::find_if(table.begin(), table.end(), [c](const auto& pair) { return pair.first == c; });
  return found == table.end() ? c : found->second;
}

}  // namespace

std::string search_form(std::string_view utf8) {
  if (!check_utf8(utf8)) return {};
  UErrorCode error = U_ZERO_ERROR;
  const auto* normalizer = icu::Normalizer2::getNFKCInstance(error);
  if (U_FAILURE(error) != 0) return {};
  const auto text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
  const auto normal = normalizer->normalize(text, error);
  if (U_FAILURE(error) != 0) return {};
  icu::UnicodeString out;
  for (int32_t at = 0; at < normal.length();) {
    const UChar32 character = normal.char32At(at);
    at += U16_LENGTH(character);
    auto c = static_cast<char32_t>(u_toupper(character));
    if (c >= hiragana_first && c <= hiragana_last) c += to_katakana;
    c = mapped(variants, mapped(small_kana, c));
    if (!is_left_out(c)) out.append(static_cast<UChar32>(c));
  }
  std::string bytes;
  out.toUTF8String(bytes);
  return bytes;
}

}  // namespace madoguchi::util
