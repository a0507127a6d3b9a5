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

TEST(AfterChecks, an_answer_that_names_somebody_else_is_shown_and_waits_for_a_hand) {
  Bed bed;
  auto one = taken();
  one.name = "別人　太郎";
  const auto id = take_down(*bed.book, one, "受付");
  ASSERT_TRUE(id);
  checked(*bed.book, *id, {"77", "1", "", "", "試験　花子", "ｼｹﾝ ﾊﾅｺ"});
  EXPECT_EQ(line(bed)["state"], "differs");
  EXPECT_EQ(line(bed)["answered_name"], "試験　花子");
  EXPECT_EQ(line(bed)["answered_kana"], "ｼｹﾝ ﾊﾅｺ");
  EXPECT_EQ(after_checks_json(*bed.book)["open"], 1);
  EXPECT_EQ(open_after_checks(*bed.book), 1);
  bed.reopen();
  ASSERT_TRUE(confirm_answered(*bed.book, *id, "a"));
  EXPECT_EQ(line(bed)["state"], "checked");
  EXPECT_EQ(line(bed)["confirmed_by"], "a");
  EXPECT_EQ(open_after_checks(*bed.book), 0);
  EXPECT_FALSE(confirm_answered(*bed.book, *id, "a"));
}

TEST(AfterChecks, other_numbers_for_a_differing_line_forget_whom_the_answer_named) {
  Bed bed;
  auto one = taken();
  one.kana = "ﾍﾞﾂｼﾞﾝ ﾊﾅｺ";  // the kana alone differs
  const auto id = take_down(*bed.book, one, "受付");
  checked(*bed.book, *id, {"77", "1", "", "", "試験　花子", "ｼｹﾝ ﾊﾅｺ"});
  ASSERT_EQ(line(bed)["state"], "differs");
  ASSERT_TRUE(add_numbers(*bed.book, *id, "12000006", "1010016", "19800201"));
  EXPECT_EQ(line(bed)["state"], "waiting");
  EXPECT_EQ(line(bed)["answered_name"], "");
  EXPECT_EQ(line(bed)["validity"], "");
}

TEST(AfterChecks, the_same_name_in_another_writing_or_not_told_is_no_difference) {
  struct Case {
    const char *name, *kana;  // taken down
    CheckedNow told;
  };
  const Case cases[] = {
      {"試験花子", "しけん　はなこ", {"7", "1", "", "", "試験　花子", "ｼｹﾝ ﾊﾅｺ"}},
      {"シケン ハナコ", "", {"7", "1", "", "", "試験　花子", "ｼｹﾝ ﾊﾅｺ"}},
      {"通称　はな", "", {"7", "1", "", "", "試験　花子", "ｼｹﾝ ﾊﾅｺ", "通称　はな", ""}},
      {"", "", {"7", "1", "", "", "試験　花子", "ｼｹﾝ ﾊﾅｺ"}},
      {"別人　太郎", "ﾍﾞﾂｼﾞﾝ ﾀﾛｳ", {"7", "2", "N0028", ""}}};
  for (const auto& one : cases) {
    Bed bed;
    auto down = taken();
    down.name = one.name;
    down.kana = one.kana;
    const auto id = take_down(*bed.book, down, "受付");
    ASSERT_TRUE(id);
    checked(*bed.book, *id, one.told);
    EXPECT_EQ(line(bed)["state"], "checked") << one.name;
  }
}

// A file of the program before: what it holds stays, and has room for the answer's names.
TEST(AfterChecks, a_file_of_version_1_is_taken_over) {
  Bed bed;
  ASSERT_TRUE(take_down(*bed.book, taken(), "受付"));
  bed.book->change([](sql::Connection& db) {
    db.execute(
        "ALTER TABLE after_check DROP COLUMN answered_name;"
        "ALTER TABLE after_check DROP COLUMN answered_kana;"
        "ALTER TABLE after_check DROP COLUMN confirmed_by");
    sql::keep(db, "schema", "1");
  });
  bed.reopen();
  EXPECT_EQ(line(bed)["name"], "試験　花子");
  EXPECT_EQ(line(bed)["answered_name"], "");
  checked(*bed.book, next_to_check(*bed.book)->id, {"77", "1", "", "", "別人　太郎"});
  EXPECT_EQ(line(bed)["state"], "differs");
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
