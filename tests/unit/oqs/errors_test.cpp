#include "oqs/errors.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "util/encoding.hpp"

namespace madoguchi::oqs {
namespace {

TEST(Errors, One_cause_has_one_code_and_two_texts) {
  std::set<std::string_view> codes, staff, vendor;
  for (const auto error : all_errors()) {
    EXPECT_TRUE(codes.insert(code_of(error)).second) << code_of(error);
    EXPECT_TRUE(vendor.insert(vendor_text(error)).second) << code_of(error);
    EXPECT_FALSE(staff_text(error).empty());
  }
  EXPECT_EQ(all_errors().size(), codes.size());
}

TEST(Errors, Codes_are_short_ascii) {
  for (const auto error : all_errors()) {
    const auto code = code_of(error);
    EXPECT_EQ(code.size(), 5U) << code;
    EXPECT_EQ(code.front(), 'E');
    EXPECT_TRUE(std::all_of(code.begin() + 1, code.end(), [](char c) {
      return c >= '0' && c <= '9';
    })) << code;
  }
}

TEST(Errors, Staff_texts_can_be_written_in_every_clinic_encoding) {
  for (const auto error : all_errors()) {
    const auto text = util::cp932_from_utf8(staff_text(error), util::Unencodable::black_circle);
    ASSERT_TRUE(text.has_value());
    EXPECT_TRUE(text->lost.empty()) << code_of(error);
    EXPECT_TRUE(staff_text(error).ends_with("。")) << code_of(error);
  }
}

TEST(Errors, The_place_stands_behind_the_text) {
  EXPECT_EQ(message_of({ErrorCode::not_xml, ""}), staff_text(ErrorCode::not_xml));
  EXPECT_TRUE(message_of({ErrorCode::not_xml, "line 3"}).ends_with("（line 3）"));
  EXPECT_EQ(code_of(ErrorCode::not_xml), "E1001");
  EXPECT_EQ(code_of(ErrorCode::terminal_not_running), "E6006");
}

}  // namespace
}  // namespace madoguchi::oqs
