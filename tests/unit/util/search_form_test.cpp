#include "util/search_form.hpp"

#include <gtest/gtest.h>

namespace madoguchi::util {

TEST(SearchForm, takes_all_ways_of_writing_kana_for_the_same) {
  const auto form = search_form("ヤマモト　シュンジ");
  EXPECT_EQ(search_form("ﾔﾏﾓﾄ ｼｭﾝｼﾞ"), form);
  EXPECT_EQ(search_form("やまもと しゅんじ"), form);
  EXPECT_EQ(search_form("ヤマモトシユンジ"), form);
  EXPECT_NE(search_form("ヤマモト　シュンシ"), form);
}

TEST(SearchForm, folds_width_case_and_variants_of_names) {
  EXPECT_EQ(search_form("ＡＢＣ１２３"), "ABC123");
  EXPECT_EQ(search_form("abc"), "ABC");
  EXPECT_EQ(search_form("髙﨑　渡邊"), search_form("高崎渡辺"));
  EXPECT_EQ(search_form("スーザン"), search_form("スザン"));
}

TEST(SearchForm, of_nothing_or_of_no_text_is_empty) {
  EXPECT_EQ(search_form(""), "");
  EXPECT_EQ(search_form("　 "), "");
  EXPECT_EQ(search_form("\xff\xfe"), "");
}

}  // namespace madoguchi::util
