#include <gtest/gtest.h>

#include "oqs/messages.hpp"
#include "unit/terminal/bed.hpp"

namespace madoguchi::terminal::test {

namespace {

// Code of the error result of that name; empty when it is none.
std::string error_code_of(const Bed& bed, const std::string& name) {
  const auto result = oqs::read_result(read(bed.res(name)));
  if (!result || result->segment != "9") return {};
  return result->error_code;
}

}  // namespace

TEST(CenterAway, an_error_result_says_so_and_the_next_request_recovers_by_itself) {
  Bed bed;
  bed.config.center_wait_ms = 200;
  bed.center.stop();
  bed.start();
  bed.send("OQSsiquc01req_1.xml", request_text("AWAY"));
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  EXPECT_EQ(error_code_of(bed, "OQSsiquc01res_1.xml"), "E6001");
  const auto result = oqs::read_result(read(bed.res("OQSsiquc01res_1.xml")));
  EXPECT_EQ(result->arbitrary_file_identifier, "AWAY");
  EXPECT_EQ(result->institution_code, institution);
  EXPECT_EQ(result->day, "20261123");
  EXPECT_EQ(result->reference_classification, "2");
  EXPECT_FALSE(result->error_message.empty());
  EXPECT_FALSE(bed.terminal->status().center_reachable);
  EXPECT_EQ(bed.terminal->status().last_problem, "E6001");

  bed.center.start();
  bed.send("OQSsiquc01req_2.xml", request_text());
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_2.xml"));
  EXPECT_EQ(error_code_of(bed, "OQSsiquc01res_2.xml"), "");
  EXPECT_TRUE(bed.terminal->status().center_reachable);
}

TEST(CenterAway, a_center_that_comes_back_in_time_is_asked_again_with_the_same_key) {
  Bed bed;
  bed.config.center_wait_ms = 60'000;
  int refusals = 0;
  bed.center.answer_with([&refusals](const net::Request& request) {
    if (++refusals <= 3) return problem_response(503, oqs::ErrorCode::center_busy);
    return canned(request);
  });
  bed.start();
  bed.send("OQSsiquc01req_1.xml", request_text());
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  EXPECT_EQ(error_code_of(bed, "OQSsiquc01res_1.xml"), "");
  EXPECT_EQ(bed.center.times_asked(), 4U);
  EXPECT_EQ(bed.center.times_by_key().size(), 1U);
}

TEST(CenterAway, a_late_answer_is_discarded) {
  Bed bed;
  bed.config.center_wait_ms = 150;
  bed.center.hold();
  bed.start();
  bed.send("OQSsiquc01req_1.xml", request_text());
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  const auto first = read(bed.res("OQSsiquc01res_1.xml"));
  EXPECT_EQ(error_code_of(bed, "OQSsiquc01res_1.xml"), "E6001");
  bed.center.release();
  bed.send("OQSsiquc01req_2.xml", request_text());
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_2.xml"));
  EXPECT_EQ(read(bed.res("OQSsiquc01res_1.xml")), first);
  EXPECT_EQ(names_in(bed.res()).size(), 2U);
}

TEST(CenterAway, many_that_waited_together_are_told_together) {
  Bed bed;
  bed.config.center_wait_ms = 200;
  bed.config.sessions_max = 2;
  bed.center.stop();
  bed.start();
  for (int i = 0; i < 100; ++i) {
    bed.send("OQSsiquc01req_" + std::to_string(i) + ".xml", request_text());
  }
  ASSERT_TRUE(eventually([&] { return names_in(bed.res()).size() == 100; }));
  EXPECT_EQ(error_code_of(bed, "OQSsiquc01res_99.xml"), "E6001");
}

TEST(CenterAway, a_refusal_of_the_center_keeps_its_code_and_is_not_repeated) {
  Bed bed;
  bed.center.answer_with([](const net::Request&) {
    return problem_response(403, oqs::ErrorCode::institution_unknown);
  });
  bed.start();
  bed.send("OQSsiquc01req_1.xml", request_text());
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  EXPECT_EQ(error_code_of(bed, "OQSsiquc01res_1.xml"), "E2002");
  EXPECT_EQ(bed.center.times_asked(), 1U);
  EXPECT_TRUE(bed.terminal->status().center_reachable);
}

TEST(CenterAway, a_wish_to_wait_beyond_the_budget_ends_at_once_with_the_centers_code) {
  Bed bed;
  bed.config.center_wait_ms = 20'000;
  bed.center.answer_with(
      [](const net::Request&) { return problem_response(429, oqs::ErrorCode::wrong_tries, 3600); });
  bed.start();
  bed.send("OQSsiquc01req_1.xml", request_text());
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  EXPECT_EQ(error_code_of(bed, "OQSsiquc01res_1.xml"), "E2008");
  EXPECT_EQ(bed.center.times_asked(), 1U);
}

TEST(CenterAway, a_wish_to_wait_within_the_budget_is_granted) {
  Bed bed;
  bed.config.center_wait_ms = 30'000;
  int asked = 0;
  bed.center.answer_with([&asked](const net::Request& request) {
    if (++asked == 1) return problem_response(429, oqs::ErrorCode::quota, 1);
    return canned(request);
  });
  bed.start();
  bed.send("OQSsiquc01req_1.xml", request_text());
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  EXPECT_EQ(error_code_of(bed, "OQSsiquc01res_1.xml"), "");
  EXPECT_EQ(bed.center.times_asked(), 2U);
}

TEST(CenterAway, an_answer_to_another_question_never_gets_this_ones_name) {
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"MINE", "OTHER"}, {"1310000011", "1310000029"}, {"</XmlMsg>", ""}};
  for (const auto& [from, to] : changes) {
    Bed bed;
    bed.center.answer_with([from = from, to = to](const net::Request& request) {
      auto response = canned(request);
      const auto at = response.body.find(from);
      if (at != std::string::npos) response.body.replace(at, from.size(), to);
      return response;
    });
    bed.start();
    bed.send("OQSsiquc01req_1.xml", request_text("MINE"));
    ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
    EXPECT_EQ(error_code_of(bed, "OQSsiquc01res_1.xml"), "E6004") << from;
    EXPECT_EQ(read(bed.res("OQSsiquc01res_1.xml")).find("一郎"), std::string::npos);
  }
}

TEST(CenterAway, a_message_of_another_institution_never_leaves_the_terminal) {
  Bed bed;
  bed.start();
  bed.send("OQSsiquc01req_1.xml", request_text("X", "1310000029"));
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  EXPECT_EQ(error_code_of(bed, "OQSsiquc01res_1.xml"), "E2001");
  bed.send("OQSsiquc01req_2.xml", "<?xml version=\"1.0\"?><XmlMsg><MessageHeader/></XmlMsg>");
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_2.xml"));
  EXPECT_FALSE(error_code_of(bed, "OQSsiquc01res_2.xml").empty());
  EXPECT_EQ(bed.center.times_asked(), 0U);
}

TEST(CenterAway, a_stopping_terminal_does_not_wait_for_its_patience) {
  Bed bed;
  bed.config.center_wait_ms = 3'600'000;
  bed.config.retry_first_ms = 600'000;
  bed.config.retry_max_ms = 3'600'000;
  bed.center.answer_with(
      [](const net::Request&) { return problem_response(503, oqs::ErrorCode::center_busy); });
  bed.start();
  bed.send("OQSsiquc01req_1.xml", request_text());
  ASSERT_TRUE(eventually([&] { return bed.center.times_asked() == 1; }));
  bed.stop();  // returns
  EXPECT_EQ(names_in(bed.work("inbox")).size(), 1U);
  EXPECT_TRUE(names_in(bed.res()).empty());
}

}  // namespace madoguchi::terminal::test
