#include "followup/after_checks.hpp"

#include "unit/followup/bed.hpp"

namespace madoguchi::followup::test {
namespace {

TakenDown taken() {
  TakenDown one;
  one.name = "試験　花子";
  one.birthdate = "19800201";
  one.payer = "12000006";
  one.number = "1010008";
  one.day = day("20260710");
  return one;
}

Json line(Bed& bed) {
  return after_checks_json(*bed.book)["items"][0];
}

TEST(AfterChecks, a_name_with_numbers_waits_and_is_asked_with_one_key_over_a_restart) {
  Bed bed;
  ASSERT_TRUE(take_down(*bed.book, taken(), "受付"));
  const auto first = next_to_check(*bed.book);
  ASSERT_TRUE(first);
  bed.reopen();
  EXPECT_EQ(next_to_check(*bed.book)->key, first->key);
  EXPECT_EQ(first->payer, "12000006");
  checked(*bed.book, first->id, {"77", "1", "", ""});
  EXPECT_FALSE(next_to_check(*bed.book));
  EXPECT_EQ(line(bed)["state"], "checked");
  EXPECT_EQ(line(bed)["record"], 77);
  EXPECT_EQ(after_checks_json(*bed.book)["open"], 0);
  EXPECT_FALSE(drop(*bed.book, first->id, "a"));
}

TEST(AfterChecks, a_name_alone_waits_for_somebodys_hand) {
  Bed bed;
  auto one = taken();
  one.payer = one.number = "";
  const auto id = take_down(*bed.book, one, "受付");
  ASSERT_TRUE(id);
  EXPECT_FALSE(next_to_check(*bed.book));
  EXPECT_EQ(line(bed)["state"], "by_hand");
  EXPECT_FALSE(add_numbers(*bed.book, *id, "1200", "1010008", "19800201"));
  ASSERT_TRUE(add_numbers(*bed.book, *id, "12000006", "1010008", "19800201"));
  EXPECT_TRUE(next_to_check(*bed.book));
  ASSERT_TRUE(drop(*bed.book, *id, "a"));
  EXPECT_FALSE(next_to_check(*bed.book));
  EXPECT_EQ(line(bed)["dropped_by"], "a");
}

TEST(AfterChecks, a_refused_question_is_shown_and_may_be_asked_anew_with_another_key) {
  Bed bed;
  const auto id = take_down(*bed.book, taken(), "受付");
  const auto key = next_to_check(*bed.book)->key;
  check_failed(*bed.book, *id, "E2005", "利用しない");
  EXPECT_FALSE(next_to_check(*bed.book));
  EXPECT_EQ(line(bed)["code"], "E2005");
  ASSERT_TRUE(add_numbers(*bed.book, *id, "12000006", "1010016", "19800201"));
  EXPECT_NE(next_to_check(*bed.book)->key, key);
}

TEST(AfterChecks, half_of_the_numbers_nobody_or_a_day_to_come_is_refused) {
  Bed bed;
  auto half = taken(), nobody = taken(), tomorrow = taken();
  half.number = "";
  nobody.name = nobody.payer = nobody.number = "";
  tomorrow.day = day("20260711");
  for (const auto& one : {half, nobody, tomorrow}) {
    EXPECT_FALSE(take_down(*bed.book, one, "受付"));
  }
  EXPECT_TRUE(after_checks_json(*bed.book)["items"].empty());
}

}  // namespace
}  // namespace madoguchi::followup::test
