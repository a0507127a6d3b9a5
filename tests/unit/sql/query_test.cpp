#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "sql/connection.hpp"

namespace madoguchi::sql {
namespace {

// Longer than a string that needs no memory of its own.
std::string text_with(int number) {
  return "a text that is longer than a short one: " + std::to_string(number);
}

class QueryTest : public ::testing::Test {
 protected:
  Connection db{":memory:", Connection::Mode::write, 1024};
};

// Each declared, then stepped: what was bound is gone as a variable by then.
TEST_F(QueryTest, a_temporary_text_is_there_when_the_statement_is_stepped) {
  Query query(db, "SELECT ?1, ?2, ?3", text_with(1), std::optional(text_with(2)),
              std::optional<std::string>());
  const auto other = text_with(8) + text_with(9);  // takes the memory that was free
  ASSERT_TRUE(query.row());
  EXPECT_EQ(query.text(0), text_with(1));
  EXPECT_EQ(query.text(1), text_with(2));
  EXPECT_TRUE(query.is_null(2));
  EXPECT_FALSE(other.empty());
}

TEST_F(QueryTest, a_variable_is_bound_as_it_stands) {
  const std::string kept = text_with(3);
  std::string changeable = text_with(4);
  const std::optional<std::string> perhaps = text_with(5);
  const std::string_view view = kept;
  Query query(db, "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7", kept, changeable, perhaps, view, "literal",
              true, 7);
  ASSERT_TRUE(query.row());
  EXPECT_EQ(query.text(0), kept);
  EXPECT_EQ(query.text(1), changeable);
  EXPECT_EQ(query.text(2), *perhaps);
  EXPECT_EQ(query.text(3), kept);
  EXPECT_EQ(query.text(4), "literal");
  EXPECT_EQ(query.integer(5), 1);
  EXPECT_EQ(query.integer(6), 7);
}

TEST_F(QueryTest, an_empty_text_is_no_null) {
  Query query(db, "SELECT ?1, ?2", std::string(), std::string_view());
  ASSERT_TRUE(query.row());
  EXPECT_FALSE(query.is_null(0));
  EXPECT_FALSE(query.is_null(1));
}

}  // namespace
}  // namespace madoguchi::sql
