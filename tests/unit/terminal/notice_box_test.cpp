#include "terminal/notice_box.hpp"

#include <gtest/gtest.h>

#include "unit/terminal/bed.hpp"

namespace madoguchi::terminal::test {
namespace {

std::string item(std::int64_t number) {
  return R"({"cursor":)" + std::to_string(number) + R"(,"kind":"notice","notice":{"notice":)" +
         std::to_string(number) + R"(,"kind":"lost","title":{"ja":"変わりました"}}})";
}

TEST(NoticeBox, names_its_files_by_institution_and_number) {
  const auto name = notice_file_name("1310000011", 42);
  EXPECT_EQ(name, "notice_1310000011_000000000042.json");
  EXPECT_TRUE(is_notice_file(name, "1310000011"));
  for (const auto* other :
       {"notice_1310000029_000000000042.json", "notice_1310000011_42.json",
        "notice_1310000011_00000000004x.json", "notice_1310000011_000000000042.xml",
        "notice_1310000011_.json", "", "notice_1310000011_000000000042.json.bak"}) {
    EXPECT_FALSE(is_notice_file(other, "1310000011")) << other;
  }
}

TEST(NoticeBox, stands_beside_face_unless_told_otherwise) {
  TerminalConfig config;
  config.face_dir = "/srv/OQS/face";
  EXPECT_EQ(notice_folder(config), "/srv/OQS/notice");
  config.face_dir = "/srv/OQS/face/";
  EXPECT_EQ(notice_folder(config), "/srv/OQS/notice");
  config.notice_dir = "/elsewhere";
  EXPECT_EQ(notice_folder(config), "/elsewhere");
}

TEST(FeedNotices, are_the_notices_of_a_page_and_where_to_go_on) {
  const auto page =
      oqs::read_feed_notices(R"({"items":[{"cursor":3,"kind":"ticket","change":"added"},)" +
                             item(5) + R"(],"next":6,"more":true})");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->next, 6);
  EXPECT_TRUE(page->more);
  ASSERT_EQ(page->notices.size(), 1U);
  EXPECT_EQ(page->notices[0].number, 5);
  const auto& text = page->notices[0].json;
  EXPECT_LT(text.find("\"notice\""), text.find("\"kind\""));  // in the center's order
  EXPECT_NE(text.find("変わりました"), std::string::npos);
  EXPECT_TRUE(page->ticket_months.empty());  // the item says no month
}

TEST(FeedNotices, tell_the_months_whose_tickets_changed_each_once) {
  const auto page =
      oqs::read_feed_notices(R"({"items":[{"cursor":3,"kind":"ticket","month":"202607"},)"
                             R"({"cursor":4,"kind":"ticket","month":"202607"},)"
                             R"({"cursor":5,"kind":"ticket","month":"202608"},)"
                             R"({"cursor":6,"kind":"institution","month":"202609"}],"next":6})");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->ticket_months, (std::vector<util::Month>{*util::Month::parse("202607"),
                                                           *util::Month::parse("202608")}));
}

TEST(FeedNotices, of_anything_else_are_refused) {
  for (const std::string text :
       {"", "{", "[]", "{}", R"({"items":[],"next":"6"})", R"({"items":{},"next":6})",
        R"({"items":[{"cursor":"5","notice":{}}],"next":6})",
        R"({"items":[{"cursor":5,"notice":"x"}],"next":6})", "\xff\xfe"}) {
    EXPECT_FALSE(oqs::read_feed_notices(text)) << text;
  }
}

}  // namespace
}  // namespace madoguchi::terminal::test
