#include "util/rare_characters.hpp"

#include <gtest/gtest.h>

namespace madoguchi::util {
namespace {

TEST(RareCharacters, are_those_a_usual_font_may_lack_each_once_in_order) {
  const auto rare = rare_characters("𠮷田 😀 𠮷\uE000");
  ASSERT_EQ(rare.size(), 3U);
  EXPECT_EQ(rare[0], (RareCharacter{"𠮷", "U+20BB7", "漢字（JIS第1・第2水準外）",
                                    "ideograph outside JIS levels 1 and 2"}));
  EXPECT_EQ(rare[1].code, "U+1F600");
  EXPECT_EQ(rare[1].description, "GRINNING FACE");
  EXPECT_EQ(rare[2].code, "U+E000");
  EXPECT_EQ(rare[2].description, "外字");
}

TEST(RareCharacters, of_usual_names_there_are_none) {
  for (const auto* name : {"", "生保　一郎", "ｾｲﾎ ｲﾁﾛｳ", "髙﨑 ～－―‖", "●", "Smith-Jones"}) {
    EXPECT_TRUE(rare_characters(name).empty()) << name;
  }
  EXPECT_TRUE(rare_characters("\xff").empty());
}

TEST(RareCharacters, a_variation_selector_is_told) {
  const auto rare = rare_characters("葛\U000E0100城");
  ASSERT_EQ(rare.size(), 1U);
  EXPECT_EQ(rare[0].code, "U+E0100");
  EXPECT_EQ(rare[0].description, "異体字の指定");
}

}  // namespace
}  // namespace madoguchi::util
