#include "net/text.hpp"

#include <gtest/gtest.h>

#include <random>

namespace madoguchi::net {
namespace {

TEST(Target, reads_back_what_it_wrote_for_any_bytes_but_NUL) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto text = [&] {
    std::string out;
    for (auto i = random() % 12; i > 0; --i) out += static_cast<char>(1 + random() % 255);
    return out;
  };
  for (int round = 0; round < 2000; ++round) {
    const auto path = "/x" + text();
    std::vector<std::pair<std::string, std::string>> query;
    for (auto i = random() % 4; i > 0; --i) query.emplace_back("n" + text(), text());
    const auto read = parse_target(make_target(path, query));
    if (path.find("/../") != std::string::npos || path.ends_with("/..")) {
      EXPECT_FALSE(read);
      continue;
    }
    ASSERT_TRUE(read) << make_target(path, query);
    EXPECT_EQ(read->path, path);
    EXPECT_EQ(read->query, query);
  }
}

TEST(Target, reads_the_forms_clients_send) {
  const auto read = parse_target("http://center.example:8443/a%20b/c?x=1+2&y&=z&&#fragment");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->path, "/a b/c");
  const std::vector<std::pair<std::string, std::string>> expected{
      {"x", "1 2"}, {"y", ""}, {"", "z"}};
  EXPECT_EQ(read->query, expected);
  EXPECT_EQ(parse_target("/+")->path, "/+");
  EXPECT_EQ(parse_target("/x?u=http://a/../b")->query[0].second, "http://a/../b");
}

TEST(Target, refuses_what_it_cannot_mean) {
  for (const char* bad : {"", "a", "*", "http://center.example", "/%", "/%1", "/%1g", "/%00", "/..",
                          "/a/..", "/a/%2E./b", "/a%2f..%2fb", "/a?x=%", "/a?%00"}) {
    EXPECT_FALSE(parse_target(bad)) << bad;
  }
}

TEST(Header, names_compare_without_case) {
  const Headers headers{{"Idempotency-Key", "k"}, {"X-Two", "first"}, {"x-two", "second"}};
  EXPECT_EQ(header(headers, "idempotency-KEY"), "k");
  EXPECT_EQ(header(headers, "X-TWO"), "first");
  EXPECT_EQ(header(headers, "X-Three"), "");
}

TEST(Header, a_line_end_is_never_written) {
  for (const char* bad : {"a\r", "a\nb", "\x7f"}) EXPECT_FALSE(safe_field_value(bad));
  EXPECT_FALSE(safe_field_value(std::string_view("a\0b", 3)));
  EXPECT_TRUE(safe_field_value("窓口\t x"));
  for (const char* bad : {"", "a b", "a:", "a\r\n", "窓"}) EXPECT_FALSE(safe_field_name(bad));
  EXPECT_TRUE(safe_field_name("X-Name_1"));
}

TEST(Date, is_written_as_HTTP_wants_it) {
  EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace madoguchi::net
