// The line between terminal and center fails: every request is answered exactly once all the same.
#include <csignal>

#include "flow/requests.hpp"
#include "flow/system.hpp"
#include "flow/waiting_room.hpp"

namespace madoguchi::flow {
namespace {

class LineFaults : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
  }
  std::string question() const { return message(about(recipient("R1"), system.today())); }
  Clinic& prepared(std::int64_t center_wait_ms) {
    ClinicChoice choice;
    choice.center_wait_ms = center_wait_ms;
    auto& x = system.prepared_clinic(clinic_x, choice);
    system.use_medical_assistance(x);
    return x;
  }
  System system;
};

TEST_F(LineFaults, Without_a_center_the_result_says_so_and_it_heals_by_itself) {
  auto& x = prepared(500);
  system.stop_center();
  x.start();
  const auto down = x.send(question());
  EXPECT_EQ(down.xml().first("SegmentOfResult"), "9") << down.bytes;
  EXPECT_EQ(down.xml().first("ErrorCode"), "E6001");
  EXPECT_EQ(down.xml().first("ArbitraryFileIdentifier"), "ID-1");
  const auto card = x.tap(system.path("none.card").string());
  EXPECT_EQ(card.said.code, 1);
  system.start_center();
  EXPECT_TRUE(
      eventually([&] { return x.send(question()).xml().first("QualificationValidity") == "1"; }));
}

TEST_F(LineFaults, Requests_wait_for_a_center_that_comes_in_time) {
  auto& x = prepared(120000);
  system.stop_center();
  x.start();
  WaitingRoom room(x, system.today());
  room.feed(50);
  system.start_center();
  EXPECT_TRUE(room.all_answered());
  EXPECT_EQ(room.errors(), 0U);
}

TEST_F(LineFaults, A_late_answer_is_discarded) {
  auto& x = prepared(700);
  x.start();
  EXPECT_EQ(x.send(question()).xml().first("QualificationValidity"), "1");
  system.center.signal(SIGSTOP);
  const auto name = "OQSsiquc01req_late.xml";
  const auto down = x.send(question(), name);
  EXPECT_EQ(down.xml().first("ErrorCode"), "E6001") << down.bytes;
  system.center.signal(SIGCONT);
  EXPECT_TRUE(
      eventually([&] { return x.send(question()).xml().first("QualificationValidity") == "1"; }));
  EXPECT_EQ(bytes_of(x.res("OQSsiquc01res_late.xml")), down.bytes);
}

TEST_F(LineFaults, A_center_that_restarts_under_load_loses_and_doubles_nothing) {
  auto& x = prepared(120000);
  x.start();
  WaitingRoom room(x, system.today());
  for (int i = 0; i < 4; ++i) {
    room.feed(60);
    ASSERT_TRUE(eventually([&] { return room.answered() >= i * 60U + 10; }));
    system.stop_center();
    room.feed(10);
    system.start_center();
  }
  EXPECT_TRUE(room.all_answered());
  EXPECT_EQ(room.errors(), 0U);
  EXPECT_EQ(x.process.terminate(), 0);
  system.stop_center();
  room.expect_one_record_each(system.audit());
  system.expect_whole_chain();
}

}  // namespace
}  // namespace madoguchi::flow
