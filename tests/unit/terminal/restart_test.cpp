#include <gtest/gtest.h>

#include "oqs/messages.hpp"
#include "unit/terminal/bed.hpp"

// What a kill between each pair of steps leaves behind, and what the next start makes of it.
namespace madoguchi::terminal::test {

namespace {

namespace fs = std::filesystem;

const std::string key = "0123456789abcdef0123456789abcdef";

struct Killed : Bed {
  Killed() {
    for (const auto* name : {"inbox", "outbox", "outbox-face"}) {
      fs::create_directories(work(name));
    }
    fs::create_directories(res());
    fs::create_directories(face());
    fs::create_directories(req());
  }
  void nothing_is_left() const {
    EXPECT_TRUE(eventually([&] { return terminal->status().waiting == 0; }));
    // A client sees its file before the folder that it was staged in is gone.
    for (const auto* name : {"inbox", "outbox", "outbox-face"}) {
      EXPECT_TRUE(eventually([&] { return names_in(work(name)).empty(); })) << name;
    }
  }
};

}  // namespace

TEST(Restart, a_taken_request_is_asked_with_its_key) {
  Killed bed;
  write(bed.work("inbox/" + key + "__OQSsiquc01req_1.xml"), request_text());
  bed.start();
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  EXPECT_EQ(bed.center.times_by_key(), (std::map<std::string, int>{{key, 1}}));
  bed.nothing_is_left();
}

TEST(Restart, a_half_written_answer_is_made_anew) {
  Killed bed;
  write(bed.work("inbox/" + key + "__OQSsiquc01req_1.xml"), request_text());
  write(bed.work("outbox/.madoguchi-ffff.tmp"), "half");
  fs::create_directory(bed.work("outbox/.making-" + key));
  bed.start();
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  EXPECT_EQ(bed.center.times_asked(), 1U);
  bed.nothing_is_left();
}

TEST(Restart, a_staged_answer_is_delivered_and_its_request_not_asked_again) {
  Killed bed;
  write(bed.work("inbox/" + key + "__OQSsiquc01req_1.xml"), request_text());
  write(bed.work("outbox/" + key + "__OQSsiquc01res_1.xml"), "the answer");
  bed.start();
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  EXPECT_EQ(read(bed.res("OQSsiquc01res_1.xml")), "the answer");
  bed.nothing_is_left();
  EXPECT_EQ(bed.center.times_asked(), 0U);
}

TEST(Restart, a_staged_answer_without_its_request_is_delivered) {
  Killed bed;
  write(bed.work("outbox/" + key + "__OQSmutic02res_1.zip"), "the answer");
  bed.start();
  ASSERT_TRUE(bed.result_comes("OQSmutic02res_1.zip"));
  EXPECT_EQ(read(bed.res("OQSmutic02res_1.zip")), "the answer");
  bed.nothing_is_left();
}

TEST(Restart, a_staged_answer_whose_name_stands_waits) {
  Killed bed;
  write(bed.work("outbox/" + key + "__OQSsiquc01res_1.xml"), "the answer");
  write(bed.res("OQSsiquc01res_1.xml"), "another");
  bed.start();
  EXPECT_EQ(bed.terminal->status().undelivered, 1U);
  EXPECT_EQ(read(bed.res("OQSsiquc01res_1.xml")), "another");
  fs::remove(bed.res("OQSsiquc01res_1.xml"));
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  EXPECT_EQ(read(bed.res("OQSsiquc01res_1.xml")), "the answer");
}

TEST(Restart, a_staged_refusal_takes_its_request_along) {
  Killed bed;
  write(bed.work("inbox/" + key + "__OQSsiquc01req_1.xml"), "broken");
  fs::create_directory(bed.work("outbox/" + key + "__"));
  write(bed.work("outbox/" + key + "__/OQSsiquc01req_1.err"), "E1001\r\n");
  bed.start();
  ASSERT_TRUE(bed.result_comes("OQSsiquc01req_1.err"));
  EXPECT_EQ(read(bed.res("OQSsiquc01req_1.xml")), "broken");
  EXPECT_EQ(read(bed.res("OQSsiquc01req_1.err")), "E1001\r\n");
  bed.nothing_is_left();
}

TEST(Restart, a_refusal_of_which_one_file_was_delivered_is_finished) {
  Killed bed;
  write(bed.res("OQSsiquc01req_1.xml"), "broken");
  fs::create_directory(bed.work("outbox/" + key + "__"));
  write(bed.work("outbox/" + key + "__/OQSsiquc01req_1.err"), "E1001\r\n");
  bed.start();
  ASSERT_TRUE(bed.result_comes("OQSsiquc01req_1.err"));
  bed.nothing_is_left();
}

TEST(Restart, a_taken_bad_request_is_refused_again_with_the_same_code) {
  Killed bed;
  write(bed.work("inbox/" + key + "__OQSsiquc01req_1.xml"), request_text().substr(0, 100));
  bed.start();
  ASSERT_TRUE(bed.result_comes("OQSsiquc01req_1.err"));
  EXPECT_EQ(read(bed.res("OQSsiquc01req_1.err")).substr(0, 5), "E1011");
  bed.nothing_is_left();
}

TEST(Restart, a_link_that_took_a_requests_place_is_refused_and_never_shared) {
  Killed bed;
  write(bed.dir / "secret.xml", request_text());
  fs::create_symlink(bed.dir / "secret.xml", bed.work("inbox/" + key + "__OQSsiquc01req_1.xml"));
  bed.start();
  ASSERT_TRUE(bed.result_comes("OQSsiquc01req_1.err"));
  EXPECT_EQ(read(bed.res("OQSsiquc01req_1.err")).substr(0, 5), "E1013");
  EXPECT_EQ(names_in(bed.res()), std::vector<std::string>{"OQSsiquc01req_1.err"});
  bed.nothing_is_left();
  EXPECT_EQ(bed.center.times_asked(), 0U);
}

TEST(Restart, a_staged_refusal_without_a_copy_clears_its_link_away) {
  Killed bed;
  fs::create_symlink(bed.dir / "any", bed.work("inbox/" + key + "__OQSsiquc01req_1.xml"));
  write(bed.work("outbox/" + key + "__OQSsiquc01req_1.err"), "E1013\r\n");
  bed.start();
  ASSERT_TRUE(bed.result_comes("OQSsiquc01req_1.err"));
  EXPECT_EQ(names_in(bed.res()), std::vector<std::string>{"OQSsiquc01req_1.err"});
  bed.nothing_is_left();
}

TEST(Restart, an_emptied_folder_entry_is_cleared_away) {
  Killed bed;
  fs::create_directory(bed.work("outbox/" + key + "__"));
  bed.start();
  bed.nothing_is_left();
  EXPECT_TRUE(names_in(bed.res()).empty());
}

TEST(Restart, staged_face_files_go_to_face_and_not_to_res) {
  Killed bed;
  const std::string name =
      "OQSsiquc01res_face_1310000011" + std::string(20, 'a') + "_20261123090000.xml";
  write(bed.work("outbox-face/" + key + "__" + name), "face");
  bed.start();
  EXPECT_TRUE(eventually([&] { return fs::exists(bed.face(name)); }));
  EXPECT_TRUE(names_in(bed.res()).empty());
  bed.nothing_is_left();
}

TEST(Restart, requests_in_flight_at_the_stop_are_answered_once_after_it) {
  Bed bed;
  bed.config.center_timeout_ms = 300;
  bed.config.sessions_max = 4;
  bed.center.hold();
  bed.start();
  for (int i = 0; i < 12; ++i) {
    bed.send("OQSsiquc01req_" + std::to_string(i) + ".xml", request_text(std::to_string(i)));
  }
  ASSERT_TRUE(eventually([&] { return bed.center.times_asked() >= 4; }));
  bed.stop();
  const auto before = names_in(bed.res()).size();
  EXPECT_EQ(names_in(bed.work("inbox")).size() + before + names_in(bed.req()).size(), 12U);
  bed.center.release();
  bed.start();
  ASSERT_TRUE(eventually([&] { return names_in(bed.res()).size() == 12; }));
  EXPECT_EQ(bed.center.times_by_key().size(), 12U);
  EXPECT_TRUE(eventually([&] { return bed.terminal->status().waiting == 0; }));
  EXPECT_TRUE(names_in(bed.work("inbox")).empty());
}

TEST(Restart, a_second_terminal_on_the_same_work_folder_is_refused) {
  Bed bed;
  bed.start();
  const auto second = Terminal::start(bed.config, bed.clock);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().error, TerminalError::already_running);
  bed.restart();
}

TEST(Start, a_second_terminal_on_the_same_req_folder_is_refused) {
  Bed bed;
  bed.start();
  auto config = bed.config;
  config.work_dir = (bed.dir / "work2").string();
  const auto second = Terminal::start(config, bed.clock);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().error, TerminalError::already_running);
  EXPECT_EQ(second.error().place, config.req_dir);
}

TEST(Start, folders_that_cannot_work_are_refused_with_their_place) {
  Bed bed;
  auto config = bed.config;
  config.work_dir = bed.res("work");
  EXPECT_EQ(Terminal::start(config, bed.clock).error().error, TerminalError::work_inside_share);
  config = bed.config;
  config.res_dir = config.req_dir;
  EXPECT_EQ(Terminal::start(config, bed.clock).error().error, TerminalError::same_folder);
  config = bed.config;
  write(bed.dir / "file", "");
  config.face_dir = bed.dir / "file";
  const auto refused = Terminal::start(config, bed.clock);
  EXPECT_EQ(refused.error().error, TerminalError::folder_missing);
  EXPECT_NE(refused.error().text().find("file"), std::string::npos);
  config = bed.config;
  config.res_dir = "/dev/shm/madoguchi-test-res";
  EXPECT_EQ(Terminal::start(config, bed.clock).error().error, TerminalError::other_file_system);
  fs::remove("/dev/shm/madoguchi-test-res");
  config = bed.config;
  config.control_socket = bed.dir / std::string(200, 's');
  EXPECT_EQ(Terminal::start(config, bed.clock).error().error, TerminalError::control_socket);
}

}  // namespace madoguchi::terminal::test
