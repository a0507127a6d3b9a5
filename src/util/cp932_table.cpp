#include "util/cp932_table.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>

#include <memory>
#include <stdexcept>

namespace madoguchi::util {

namespace {

// ICU's name of the table that equals Microsoft's code page 932 (a test compares every code).
constexpr const char* icu_name = "ibm-943_P15A-2003";

struct Fold {
  char16_t from, to;
};

// What other tables (JIS X 0208, Mac, EUC) decode to, and the twin that CP932 knows.
constexpr Fold folds[] = {
    {u'\u301C', u'\uFF5E'},  // 〜 wave dash
    {u'\u2212', u'\uFF0D'},  // − minus
    {u'\u2014', u'\u2015'},  // — em dash
    {u'\u2016', u'\u2225'},  // ‖ double vertical line
    {u'\u00A2', u'\uFFE0'},  // ¢
    {u'\u00A3', u'\uFFE1'},  // £
    {u'\u00AC', u'\uFFE2'},  // ¬
    {u'\u00A6', u'\uFFE4'},  // ¦
    {u'\u00AF', u'\uFFE3'},  // ¯ macron
    {u'\u203E', u'\uFFE3'},  // ‾ overline
    {u'\u00C5', u'\u212B'},  // Å: canonically the same as the angstrom sign
    {u'\u2126', u'\u03A9'},  // Ω: canonically the same as the ohm sign
};
constexpr char16_t yen_sign = u'\u00A5';  // ¥ is drawn for 5C in Japan

struct Close {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

// The one UTF-16 unit that `bytes` stand for; 0 when they are no character.
char16_t decode(UConverter* converter, const char* bytes, int32_t count) {
  UErrorCode status = U_ZERO_ERROR;
  UChar units[4];
  ucnv_reset(converter);
  const int32_t length = ucnv_toUChars(converter, units, 4, bytes, count, &status);
  return U_SUCCESS(status) && length == 1 ? units[0] : char16_t{0};
}

std::uint16_t encode(UConverter* converter, char16_t character) {
  UErrorCode status = U_ZERO_ERROR;
  char bytes[4];
  const UChar unit = character;
  ucnv_reset(converter);
  const int32_t length = ucnv_fromUChars(converter, bytes, 4, &unit, 1, &status);
  if (U_FAILURE(status) || length < 1 || length > 2) return 0;
  const auto first = static_cast<std::uint8_t>(bytes[0]);
  const auto second = static_cast<std::uint8_t>(bytes[1]);
  return length == 1 ? first : std::uint16_t(first << 8 | second);
}

}  // namespace

const Cp932Table& Cp932Table::get() {
  static const std::unique_ptr<const Cp932Table> table(new Cp932Table);
  return *table;
}

Cp932Table::Cp932Table() {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, Close> converter(ucnv_open(icu_name, &status));
  if (U_SUCCESS(status)) {
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                        &status);
    ucnv_setFromUCallBack(converter.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                          &status);
  }
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no converter for CP932");

  for (unsigned lead = 0x81; lead <= 0xFC; ++lead) {
    if (!is_lead(std::uint8_t(lead))) continue;
    for (unsigned trail = 0x40; trail <= 0xFC; ++trail) {
      const char bytes[] = {char(lead), char(trail)};
      const char16_t character = decode(converter.get(), bytes, 2);
      characters_[(lead - 0x80) * 256 + trail] = character;
      if (character != 0) codes_[character] = encode(converter.get(), character);
    }
  }
  for (unsigned kana = 0xA1; kana <= 0xDF; ++kana) {
    codes_[0xFF61 + kana - 0xA1] = std::uint16_t(kana);
  }
  for (const auto& fold : folds) codes_[fold.from] = codes_[fold.to];
  codes_[yen_sign] = 0x5C;
}

}  // namespace madoguchi::util
