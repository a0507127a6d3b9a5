#include <gtest/gtest.h>

#include <set>
#include <string>

#include "oqs/file_names.hpp"

namespace madoguchi::oqs {
namespace {

using namespace std::string_literals;

TEST(RequestName, S1_3_is_prefix_step_and_a_free_part_byte_for_byte) {
  const auto name = request_name("OQSsiquc01req_202611230001.xml");
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->prefix, "OQSsiquc");
  EXPECT_EQ(name->step, "01");
  EXPECT_EQ(name->free_part, "202611230001");
  EXPECT_EQ(name->interface(), "OQSsiquc01");
  const std::string free_parts[] = {
      "1",  "2026112312345", "患者.1", "\x8A\xB3\x8E\xD2",   "a b", "req_", ".",
      "..", "a\\b",          "x.xml",  std::string(200, 'x')};
  for (const auto& free : free_parts) {
    EXPECT_EQ(request_name("OQSmutic02req_" + free + ".xml").value().free_part, free) << free;
  }
}

TEST(RequestName, S5_10_the_extension_may_be_in_any_case) {
  for (const auto* extension : {".xml", ".XML", ".Xml"}) {
    EXPECT_TRUE(request_name("OQSsiquc01req_1"s + extension).has_value());
  }
}

TEST(RequestName, S1_4_every_prefix_of_the_catalogue_is_known_and_only_these_are_offered) {
  const std::set<std::string> offered_here = {
      "OQSsiquc01", "OQSsiimm01", "OQSmuquc01", "OQSmuquc02", "OQSmuimm01", "OQSmuimm02",
      "OQSmutic01", "OQSmutic02", "OQSsiinq01", "OQSsiupd01", "YZKsiquc01", "TKKsiquc01"};
  for (const std::string prefix :
       {"OQSsiquc", "OQSsiimm", "OQSmuquc", "OQSmuimm", "OQSmutic", "OQSmuhvq", "OQSmuonq",
        "OQSsihvq", "OQSsionq", "OQSsihvd", "OQSsiurl", "OQSsiinq", "OQSsiupd", "YZKsiquc",
        "TKKsiquc", "CIPsiquc", "EPSsipr1", "EPSmupr2", "PMHsimsm", "OQSxxxxx", "OQS12345"}) {
    for (const std::string step : {"01", "02", "99"}) {
      const auto name = request_name(prefix + step + "req_1.xml");
      ASSERT_TRUE(name.has_value()) << prefix;
      EXPECT_EQ(name->prefix, prefix);
      EXPECT_EQ(offered(*name), offered_here.contains(prefix + step)) << prefix << step;
    }
  }
}

TEST(RequestName, S5_9_names_that_are_no_request_are_left_alone) {
  const std::string names[] = {"",
                               ".receptionagent-1.tmp",
                               "OQSsiquc01req_1.xml.tmp",
                               "OQSsiquc01req_.xml",
                               "OQSsiquc01req_",
                               "OQSsiquc01req_1",
                               "OQSsiquc01res_1.xml",
                               "oqssiquc01req_1.xml",
                               "OQSsiquc1req_1.xml",
                               "OQSsiqucABreq_1.xml",
                               "OQSxxxx01req_1.xml",
                               "OQSxxxxxx01req_1.xml",
                               "OQSsi-uc01req_1.xml",
                               "OQSsi\xE3\x81\x82"
                               "01req_1.xml",
                               "XQSsiquc01req_1.xml",
                               "YZKmuquc01req_1.xml",
                               "PMHsixxx01req_1.xml",
                               "OQSsiquc01req_1.zip",
                               ".xml",
                               "OQSsiquc01req_a/b.xml",
                               "../OQSsiquc01req_1.xml",
                               "OQSsiquc01req_a\0b.xml"s,
                               "OQSsiquc",
                               "OQSsiquc01req_" + std::string(201, 'x') + ".xml"};
  for (const auto& name : names) EXPECT_FALSE(request_name(name).has_value()) << name;
}

TEST(ResultFileName, S1_3_pairs_with_its_request) {
  const auto name = *request_name("OQSmutic02req_2026\x8A\xB3req_.XML");
  EXPECT_EQ(result_file_name(name, ".xml"), "OQSmutic02res_2026\x8A\xB3req_.xml");
  EXPECT_EQ(result_file_name(name, ".zip"), "OQSmutic02res_2026\x8A\xB3req_.zip");
}

TEST(ErrorFileName, S1_7_is_the_requests_own_name_with_err) {
  EXPECT_EQ(error_file_name("OQSsiquc01req_1.xml"), "OQSsiquc01req_1.err");
  EXPECT_EQ(error_file_name("OQSsiquc01req_1.x.XML"), "OQSsiquc01req_1.x.err");
  EXPECT_EQ(error_file_name("odd"), "odd.err");
}

TEST(FaceFileName, S1_3_is_code_hex_and_time_in_japan) {
  const auto at = util::parse_date_time_in_japan("20240710093001").value();
  EXPECT_EQ(face_file_name("1310000011", "0123456789abcdef0123", at),
            "OQSsiquc01res_face_13100000110123456789abcdef0123_20240710093001.xml");
}

}  // namespace
}  // namespace madoguchi::oqs
