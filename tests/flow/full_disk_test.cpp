// No space left: nothing is answered without its record, nothing that was taken is lost, and all
// goes on by itself when there is space again.
#include <csignal>

#include "edge/control.hpp"
#include "flow/small_volume.hpp"
#include "flow/waiting_room.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;

class FullDisk : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto why = SmallVolume::impossible(); !why.empty()) GTEST_SKIP() << why;
  }
  void start_center() {
    system.start_center();
    system.register_everybody();
  }
  // X waits for its answers as long as it takes; Y hears soon what is wrong.
  Clinic& clinic(std::string_view code) {
    ClinicChoice choice;
    choice.center_wait_ms = code == clinic_x ? 600000 : 1500;
    return system.clinic(code, choice);
  }
  std::string question() const {
    auto asked = about(recipient("R3"), system.today());
    asked.institution = clinic_y;
    return message(asked);
  }
  // Asks until the center has noticed that it cannot write any more.
  void expect_store_error(Clinic& y) {
    std::string last;
    const bool told = eventually([&] {
      last = y.send(question()).bytes;
      const auto xml = Xml::parse(as_declared(last).value_or("<a/>"));
      return xml && xml->first("ErrorCode") == "E5002";
    });
    EXPECT_TRUE(told) << last;
    EXPECT_EQ(last.find("ResultOfQualificationConfirmation"), std::string::npos) << last;
  }
  void expect_answers_again(Clinic& y) {
    EXPECT_TRUE(eventually([&] { return system.center_ready(); }));
    EXPECT_TRUE(
        eventually([&] { return y.send(question()).xml().first("QualificationValidity") == "1"; }));
  }
  System system;
};

TEST_F(FullDisk, A_center_without_space_answers_nothing_and_goes_on_by_itself) {
  const SmallVolume volume(system.path("data"), 8192);
  system.store_path = volume.path("center.db");
  start_center();
  const auto card = system.card("R1");
  auto& x = clinic(clinic_x);
  auto& y = clinic(clinic_y);
  EXPECT_EQ(y.send(question()).xml().first("QualificationValidity"), "1");

  volume.fill();
  expect_store_error(y);
  const auto tapped = y.tap(card);
  EXPECT_EQ(tapped.said.code, 1);
  EXPECT_NE((tapped.said.out + tapped.said.err).find("E5002"), std::string::npos);
  EXPECT_TRUE(names_in(y.face()).empty());
  EXPECT_TRUE(system.health("/readyz").starts_with("503"));
  const auto import = system.import("ticket", ticket_csv(usual_tickets(system.month()), 2));
  EXPECT_NE(import.code, 0);
  EXPECT_NE(import.err.find("E5002"), std::string::npos) << import.out << import.err;
  EXPECT_TRUE(system.center.running());
  volume.make_room();
  expect_answers_again(y);

  // Those who can wait get their answers, one record each.
  WaitingRoom room(x, system.today());
  volume.fill();
  room.feed(40);
  EXPECT_TRUE(eventually([&] { return system.metric("store_failures_total") > 40; }));
  EXPECT_EQ(room.answered(), 0U);
  volume.make_room();
  EXPECT_TRUE(room.all_answered());
  EXPECT_EQ(room.errors(), 0U);
  EXPECT_EQ(x.process.terminate(), 0);
  system.stop_center();
  room.expect_one_record_each(system.audit());
  system.expect_whole_chain();
}

TEST_F(FullDisk, A_center_killed_on_a_full_disk_has_kept_what_it_acknowledged) {
  const SmallVolume volume(system.path("data"), 8192);
  system.store_path = volume.path("center.db");
  start_center();
  auto& x = clinic(clinic_x);
  auto& y = clinic(clinic_y);
  WaitingRoom room(x, system.today());
  room.feed(20);
  EXPECT_TRUE(room.all_answered());
  volume.fill();
  expect_store_error(y);
  system.center.kill();
  // Without space it may not start; then it says where.
  const auto before = system.center_log().size();
  system.begin_center();
  EXPECT_TRUE(
      eventually([&] { return !system.health("/healthz").empty() || !system.center.running(); }));
  if (!system.center.running()) {
    EXPECT_NE(system.center_log().find("center.db", before), std::string::npos);
  }
  system.center.kill();
  volume.make_room();
  system.start_center();
  expect_answers_again(y);
  EXPECT_EQ(x.process.terminate(), 0);
  system.stop_center();
  room.expect_one_record_each(system.audit());
  system.expect_whole_chain();
}

TEST_F(FullDisk, Without_space_for_checkpoints_answers_stop_and_go_on_by_themselves) {
  const SmallVolume volume(system.path("outside"), 256);
  system.checkpoint_file = volume.path("checkpoints.jsonl");
  start_center();
  auto& y = clinic(clinic_y);
  EXPECT_EQ(y.send(question()).xml().first("QualificationValidity"), "1");
  volume.fill();
  expect_store_error(y);
  EXPECT_NE(system.health("/readyz").find("checkpoint_file"), std::string::npos);
  EXPECT_NE(system.center_log().find("answers stop"), std::string::npos);
  volume.make_room();
  expect_answers_again(y);
  system.stop_center();
  system.expect_whole_chain();  // no half line is left in the file
}

TEST_F(FullDisk, A_terminal_without_space_keeps_every_answer_and_delivers_it_later) {
  const SmallVolume volume(system.path("clinic011"), 4096);
  start_center();
  const auto card = system.card("R1");
  auto& x = clinic(clinic_x);
  WaitingRoom room(x, system.today());
  system.center.signal(SIGSTOP);
  room.feed(30);
  EXPECT_TRUE(eventually([&] { return names_in(volume.path("work/inbox")).size() == 30; }));
  volume.fill();
  system.center.signal(SIGCONT);
  edge::ControlClient control(volume.path("work/control.sock").string());
  EXPECT_TRUE(eventually([&] {
    const auto status = control.status(5000);
    return status && status->undelivered > 0;
  }));
  EXPECT_EQ(room.answered(), 0U);
  const auto tapped = x.tap(card);
  EXPECT_EQ(tapped.said.code, 1);
  EXPECT_NE((tapped.said.out + tapped.said.err).find("E6011"), std::string::npos)
      << tapped.said.out << tapped.said.err;
  EXPECT_TRUE(tapped.files.empty());
  EXPECT_TRUE(x.process.running());

  // Also when the machine fails meanwhile: what was taken is asked again with its key.
  x.process.kill();
  volume.make_room();
  x.start();
  EXPECT_TRUE(room.all_answered());
  EXPECT_EQ(room.errors(), 0U);

  // And without a restart.
  system.center.signal(SIGSTOP);
  room.feed(10);
  EXPECT_TRUE(eventually([&] { return names_in(volume.path("work/inbox")).size() == 10; }));
  volume.fill();
  system.center.signal(SIGCONT);
  EXPECT_TRUE(eventually([&] {
    const auto status = control.status(5000);
    return status && status->undelivered > 0;
  }));
  volume.make_room();
  EXPECT_TRUE(room.all_answered());
  EXPECT_EQ(x.process.terminate(), 0);
  system.stop_center();
  room.expect_one_record_each(system.audit());
  system.expect_whole_chain();
}

}  // namespace
}  // namespace madoguchi::flow
