#include "util/encoding.hpp"

#include <gtest/gtest.h>
#include <iconv.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace madoguchi::util {
namespace {

// What glibc makes of bytes; a second witness beside ICU.
class Iconv {
 public:
  Iconv(const char* to, const char* from) : handle_(iconv_open(to, from)) {}
  Iconv(const Iconv&) = delete;
  Iconv& operator=(const Iconv&) = delete;
  ~Iconv() { iconv_close(handle_); }
  std::optional<std::string> operator()(std::string text) {
    iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    std::string out(text.size() * 4 + 16, '\0');
    char* in_at = text.data();
    std::size_t in_left = text.size();
    char* out_at = out.data();
    std::size_t out_left = out.size();
    if (iconv(handle_, &in_at, &in_left, &out_at, &out_left) == std::size_t(-1)) {
      return std::nullopt;
    }
    out.resize(out.size() - out_left);
    return out;
  }

 private:
  iconv_t handle_;
};

std::string bytes(const std::vector<int>& values) {
  std::string text;
  for (const int value : values) text += char(value);
  return text;
}

std::string encoded(std::string_view utf8) {
  const auto text = cp932_from_utf8(utf8, Unencodable::xml_reference);
  EXPECT_TRUE(text) << utf8;
  return text ? text->bytes : "";
}

std::string decoded(std::string_view cp932) {
  const auto text = utf8_from_cp932(cp932);
  EXPECT_TRUE(text);
  return text.value_or("");
}

std::optional<std::size_t> offset_of_invalid_cp932(std::string_view text) {
  const auto result = utf8_from_cp932(text);
  return result ? std::nullopt : std::optional(result.error().offset);
}

std::optional<std::size_t> offset_of_invalid_utf8(std::string_view text) {
  const auto checked = check_utf8(text);
  const auto converted = cp932_from_utf8(text, Unencodable::black_circle);
  EXPECT_EQ(checked.has_value(), converted.has_value());
  if (checked) return std::nullopt;
  EXPECT_EQ(checked.error().offset, converted.error().offset);
  return checked.error().offset;
}

TEST(Cp932, every_single_byte_means_what_windows_means) {
  Iconv to_utf8("UTF-8", "CP932");
  int assigned = 0;
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text(1, char(byte));
    const auto expected = to_utf8(text);
    const auto got = utf8_from_cp932(text);
    ASSERT_EQ(got.has_value(), expected.has_value()) << byte;
    if (!expected) {
      EXPECT_EQ(got.error().offset, 0u);
      continue;
    }
    ++assigned;
    EXPECT_EQ(*got, *expected) << byte;
    EXPECT_EQ(encoded(*got), text) << byte;
  }
  EXPECT_EQ(assigned, 128 + 63);
}

TEST(Cp932, all_9604_two_byte_codes_mean_what_windows_means) {
  Iconv to_utf8("UTF-8", "CP932");
  Iconv to_cp932("CP932", "UTF-8");
  int assigned = 0;
  int duplicates = 0;
  for (int lead = 0x80; lead < 256; ++lead) {
    if (lead >= 0xA1 && lead <= 0xDF) continue;  // half-width kana: one byte
    for (int trail = 0; trail < 256; ++trail) {
      const auto text = bytes({lead, trail});
      const auto expected = to_utf8(text);
      const auto got = utf8_from_cp932(text);
      ASSERT_EQ(got.has_value(), expected.has_value()) << std::hex << lead << ' ' << trail;
      if (!expected) {
        EXPECT_EQ(got.error().offset, 0u);
        continue;
      }
      ++assigned;
      ASSERT_EQ(*got, *expected) << std::hex << lead << ' ' << trail;
      const auto back = encoded(*got);
      ASSERT_EQ(back, to_cp932(*expected)) << std::hex << lead << ' ' << trail;
      if (back != text) {
        ++duplicates;
        EXPECT_TRUE(lead == 0x87 || lead == 0xED || lead == 0xEE || lead == 0xFA || lead == 0x81)
            << std::hex << lead << ' ' << trail;
        EXPECT_EQ(decoded(back), *got);  // another code of the same character
      }
    }
  }
  EXPECT_EQ(assigned, 9604);
  EXPECT_EQ(duplicates, 398);  // NEC row 13, NEC selected IBM extensions, IBM extensions
}

TEST(Cp932, duplicates_are_written_as_windows_writes_them) {
  struct Row {
    std::vector<int> read, written;
  };
  const std::vector<Row> rows = {Row{{0x87, 0x90}, {0x81, 0xE0}},  // ≒: JIS before NEC row 13
                                 {{0xEE, 0xF9}, {0x81, 0xCA}},     // ￢: JIS before NEC selected
                                 {{0xFA, 0x54}, {0x81, 0xCA}},     // ￢: JIS before IBM
                                 {{0xFA, 0x4A}, {0x87, 0x54}},     // Ⅰ: NEC row 13 before IBM
                                 {{0xED, 0x40}, {0xFA, 0x5C}},     // 纊: IBM before NEC selected
                                 {{0xEE, 0xEF}, {0xFA, 0x40}}};    // ⅰ: IBM before NEC selected
  for (const auto& row : rows) {
    EXPECT_EQ(encoded(decoded(bytes(row.read))), bytes(row.written));
  }
}

TEST(Cp932, characters_of_names_survive_every_way_through) {
  struct Row {
    const char* utf8;
    std::vector<int> cp932;
  };
  const std::vector<Row> rows = {
      Row{"髙", {0xFB, 0xFC}},
      {"﨑", {0xFA, 0xB1}},
      {"～", {0x81, 0x60}},
      {"－", {0x81, 0x7C}},
      {"∥", {0x81, 0x61}},
      {"―", {0x81, 0x5C}},
      {"①", {0x87, 0x40}},
      {"㈱", {0x87, 0x8A}},
      {"ｱ", {0xB1}},
      {"ｯ", {0xAF}},
      {"ﾞ", {0xDE}},
      {"。", {0x81, 0x42}},
      {"ャ", {0x83, 0x83}},
      {"ヶ", {0x83, 0x96}},
      {"表", {0x95, 0x5C}},  // its second byte is a backslash
      {"ソ", {0x83, 0x5C}},
      {"\uE000", {0xF0, 0x40}},
      {"\uE757", {0xF9, 0xFC}},
      {"生保　一郎", {0x90, 0xB6, 0x95, 0xDB, 0x81, 0x40, 0x88, 0xEA, 0x98, 0x59}}};
  for (const auto& row : rows) {
    EXPECT_EQ(encoded(row.utf8), bytes(row.cp932)) << row.utf8;
    EXPECT_EQ(decoded(bytes(row.cp932)), row.utf8);
  }
}

TEST(Cp932, twins_of_other_tables_are_folded) {
  struct Row {
    const char* written;
    const char* read_back;
  };
  const std::vector<Row> rows = {{"\u301C", "\uFF5E"}, {"\u2212", "\uFF0D"}, {"\u2014", "\u2015"},
                                 {"\u2016", "\u2225"}, {"\u00A5", "\\"},     {"\u203E", "\uFFE3"},
                                 {"\u00AF", "\uFFE3"}, {"\u00A2", "\uFFE0"}, {"\u00A3", "\uFFE1"},
                                 {"\u00AC", "\uFFE2"}, {"\u00A6", "\uFFE4"}, {"\u00C5", "\u212B"},
                                 {"\u2126", "\u03A9"}};
  for (const auto& row : rows) {
    for (const auto unencodable : {Unencodable::xml_reference, Unencodable::black_circle}) {
      const auto text = cp932_from_utf8(row.written, unencodable);
      ASSERT_TRUE(text);
      EXPECT_TRUE(text->lost.empty());
      EXPECT_EQ(decoded(text->bytes), row.read_back);
    }
  }
}

TEST(Cp932, every_character_it_lacks_is_restored_by_its_reference) {
  Iconv to_cp932("CP932", "UTF-8");
  Iconv to_utf8("UTF-8", "UTF-32LE");
  const std::u32string folded =
      U"\u301C\u2212\u2014\u2016\u00A5\u203E\u00AF\u00A2\u00A3\u00AC\u00A6"
      U"\u00C5\u2126";
  for (char32_t character = 0x80; character <= 0x10FFFF; ++character) {
    if (character >= 0xD800 && character <= 0xDFFF) continue;
    if (character == 0xFFFE || character == 0xFFFF) continue;
    if (folded.find(character) != std::u32string::npos) continue;
    const auto utf8 = *to_utf8(std::string(reinterpret_cast<const char*>(&character), 4));
    const auto got = cp932_from_utf8(utf8, Unencodable::xml_reference);
    ASSERT_TRUE(got);
    if (got->bytes.front() == '&') {
      ASSERT_EQ(got->bytes.substr(0, 3), "&#x");
      ASSERT_EQ(char32_t(std::stoul(got->bytes.substr(3), nullptr, 16)), character);
      ASSERT_EQ(got->bytes.back(), ';');
      // glibc drops language tags without a word; all else it lacks, too.
      const auto witness = to_cp932(utf8);
      ASSERT_TRUE(!witness || witness->empty()) << std::hex << std::uint32_t(character);
    } else {
      ASSERT_EQ(decoded(got->bytes), utf8) << std::hex << std::uint32_t(character);
    }
    ASSERT_TRUE(got->lost.empty());
  }
}

TEST(Cp932, a_black_circle_is_reported_once_a_character_in_order) {
  const auto text = cp932_from_utf8("𠮷野 😀 葛󠄀 𠮷", Unencodable::black_circle);
  ASSERT_TRUE(text);
  EXPECT_EQ(decoded(text->bytes), "●野 ● 葛● ●");
  EXPECT_EQ(text->lost, (std::vector<char32_t>{U'𠮷', U'😀', U'\U000E0100'}));
  EXPECT_EQ(encoded("𠮷野 &"), "&#x20BB7;\x96\xEC &");
  const auto none = cp932_from_utf8("●野", Unencodable::black_circle);
  EXPECT_TRUE(none->lost.empty());
}

TEST(Cp932, a_character_that_xml_cannot_name_is_a_reported_loss) {
  const auto text = cp932_from_utf8("a\uFFFEb\uFFFF", Unencodable::xml_reference);
  ASSERT_TRUE(text);
  EXPECT_EQ(decoded(text->bytes), "a●b●");
  EXPECT_EQ(text->lost, (std::vector<char32_t>{0xFFFE, 0xFFFF}));
}

TEST(Cp932, invalid_bytes_are_told_by_their_offset) {
  for (const int byte : {0x80, 0xA0, 0xFD, 0xFE, 0xFF}) {
    EXPECT_EQ(offset_of_invalid_cp932("abcdefghij" + bytes({byte})), 10u);
    EXPECT_EQ(offset_of_invalid_cp932(bytes({0x95, 0x5C, byte, 'x'})), 2u);
  }
  EXPECT_EQ(offset_of_invalid_cp932(bytes({0x95})), 0u);  // cut off
  EXPECT_EQ(offset_of_invalid_cp932("abc" + bytes({0x95, 0x5C, 0x95})), 5u);
  EXPECT_EQ(offset_of_invalid_cp932(bytes({0x95, 0x20})), 0u);  // no second byte
  EXPECT_EQ(offset_of_invalid_cp932(bytes({0x95, 0x7F})), 0u);
  EXPECT_EQ(offset_of_invalid_cp932(bytes({0x95, 0xFD})), 0u);
  EXPECT_EQ(offset_of_invalid_cp932(bytes({0x85, 0x40})), 0u);  // not assigned
  EXPECT_EQ(offset_of_invalid_cp932(bytes({0xB1, 0x81, 0xAD})), 1u);
  EXPECT_EQ(offset_of_invalid_cp932(bytes({0x95, 0x00})), 0u);
  EXPECT_EQ(offset_of_invalid_cp932(""), std::nullopt);
  EXPECT_EQ(offset_of_invalid_cp932("生保 一郎"), 5u);  // UTF-8: E794 9FE4 BF are codes, 9D20 not
}

TEST(Utf8, invalid_bytes_are_told_by_their_offset) {
  for (const auto& bad :
       {bytes({0x80}), bytes({0xBF}), bytes({0xC0, 0x80}), bytes({0xC1, 0xBF}),  // stray, overlong
        bytes({0xE0, 0x9F, 0xBF}), bytes({0xF0, 0x8F, 0xBF, 0xBF}), bytes({0xED, 0xA0, 0x80}),
        bytes({0xED, 0xBF, 0xBF}),                                         // surrogates
        bytes({0xF4, 0x90, 0x80, 0x80}), bytes({0xF5, 0x80, 0x80, 0x80}),  // > U+10FFFF
        bytes({0xFE}), bytes({0xFF}), bytes({0xC3}), bytes({0xE3, 0x81}),  // cut off
        bytes({0xF0, 0x9F, 0x98}), bytes({0xE3, 0x81, 0x41}), bytes({0xC3, 0x28})}) {
    EXPECT_EQ(offset_of_invalid_utf8(bad), 0u);
    EXPECT_EQ(offset_of_invalid_utf8("0123456789" + bad), 10u);
    EXPECT_EQ(offset_of_invalid_utf8("あ" + bad + "あ"), 3u);
  }
  EXPECT_EQ(offset_of_invalid_utf8(""), std::nullopt);
  EXPECT_EQ(offset_of_invalid_utf8("ascii, é, あ, 😀"), std::nullopt);
  EXPECT_EQ(offset_of_invalid_utf8(bytes({0xED, 0x9F, 0xBF})), std::nullopt);
  EXPECT_EQ(offset_of_invalid_utf8(bytes({0xF4, 0x8F, 0xBF, 0xBF})), std::nullopt);
}

TEST(Utf8, every_sequence_of_up_to_three_bytes_is_judged_as_iconv_judges_it) {
  Iconv to_utf32("UTF-32LE", "UTF-8");
  for (int first = 0x80; first < 256; ++first) {
    for (int second = 0; second < 256; second += second < 0x70 ? 0x35 : 1) {
      for (const int third : {-1, 0x41, 0x7F, 0x80, 0xBF, 0xC0}) {
        auto text = bytes({first, second});
        if (third >= 0) text += char(third);
        ASSERT_EQ(check_utf8(text).has_value(), to_utf32(text).has_value())
            << std::hex << first << ' ' << second << ' ' << third;
      }
    }
  }
}

TEST(Utf8, characters_are_counted_not_bytes) {
  EXPECT_EQ(characters(""), 0u);
  EXPECT_EQ(characters("abc"), 3u);
  EXPECT_EQ(characters("生保 一郎"), 5u);
  EXPECT_EQ(characters("𠮷😀"), 2u);
}

TEST(FoldWidth, makes_ascii_of_full_width_ascii_and_trims_blanks) {
  EXPECT_EQ(fold_width("　１２０００００６ "), "12000006");
  EXPECT_EQ(fold_width("Ａ－ｚ！～"), "A-z!~");
  EXPECT_EQ(fold_width(" 生保　一郎　"), "生保 一郎");
  EXPECT_EQ(fold_width("ｱｲｳ ア ー"), "ｱｲｳ ア ー");  // kana stay
  EXPECT_EQ(fold_width(""), "");
  EXPECT_EQ(fold_width("  　 "), "");
  EXPECT_EQ(fold_width("\xFF\xE3\x80 1"), "\xFF\xE3\x80 1");  // what is no UTF-8 passes unchanged
}

TEST(Cp932, long_texts_come_back_whole) {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "<Name>生保　一郎" + std::to_string(i) + "</Name>ｱ\r\n";
  const auto once = cp932_from_utf8(text, Unencodable::xml_reference);
  ASSERT_TRUE(once);
  EXPECT_EQ(decoded(once->bytes), text);
}

TEST(Cp932, a_text_full_of_different_missing_characters_is_one_pass) {
  std::string text;
  for (char32_t c = 0x20000; c < 0x60000; ++c) {
    text += {char(0xF0 | c >> 18), char(0x80 | (c >> 12 & 63)), char(0x80 | (c >> 6 & 63)),
             char(0x80 | (c & 63))};
  }
  const auto result = cp932_from_utf8(text, Unencodable::black_circle);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->lost.size(), 0x40000u);
  EXPECT_EQ(result->bytes.size(), 2 * 0x40000u);
}

TEST(FoldNumber, digits_as_people_type_them_and_nothing_else_changed) {
  EXPECT_EQ(fold_number("１２００ 0001"), "12000001");
  EXPECT_EQ(fold_number("　1200-0001 "), "12000001");
  EXPECT_EQ(fold_number("１２００－０００１"), "12000001");
  EXPECT_EQ(fold_number("101ー0001"), "1010001");
  EXPECT_EQ(fold_number("1200−0001"), "12000001");
  EXPECT_EQ(fold_number("A-12"), "A-12");
  EXPECT_EQ(fold_number("12a00001"), "12a00001");
  EXPECT_EQ(fold_number(""), "");
}

}  // namespace
}  // namespace madoguchi::util
