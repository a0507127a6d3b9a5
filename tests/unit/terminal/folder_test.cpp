#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "oqs/messages.hpp"
#include "unit/terminal/bed.hpp"

namespace madoguchi::terminal::test {

namespace fs = std::filesystem;

TEST(Folder, a_request_becomes_a_result_of_its_name_and_leaves_req) {
  Bed bed;
  bed.start();
  bed.send("OQSsiquc01req_202611230001.xml", request_text("A&amp;B-1"));
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_202611230001.xml"));
  EXPECT_TRUE(names_in(bed.req()).empty());
  const auto bytes = read(bed.res("OQSsiquc01res_202611230001.xml"));
  EXPECT_NE(bytes.find("<ArbitraryFileIdentifier>A&amp;B-1</ArbitraryFileIdentifier>"),
            std::string::npos);
  const auto result = oqs::read_result(bytes);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->validity, "1");
  EXPECT_EQ(names_in(bed.res()).size(), 1U);
  EXPECT_TRUE(eventually([&] { return bed.terminal->status().waiting == 0; }));
  EXPECT_EQ(bed.terminal->status().answered, 1U);
  EXPECT_EQ(bed.center.times_asked(), 1U);
  EXPECT_EQ(bed.center.asked()[0].key.size(), 32U);
}

TEST(Folder, a_renaming_writer_is_served_and_its_temporary_name_is_left_alone) {
  Bed bed;
  bed.start();
  bed.send(".receptionagent-1.tmp", request_text());
  bed.send("notes.txt", "x");
  fs::copy_file(bed.req(".receptionagent-1.tmp"), bed.req(".receptionagent-2.tmp"));
  fs::rename(bed.req(".receptionagent-1.tmp"), bed.req("OQSsiquc01req_2.xml"));
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_2.xml"));
  EXPECT_EQ(names_in(bed.req()), (std::vector<std::string>{".receptionagent-2.tmp", "notes.txt"}));
}

TEST(Folder, a_slow_writer_in_place_is_awaited_until_its_message_is_whole) {
  Bed bed;
  bed.config.request_settle_ms = 60'000;
  bed.start();
  const auto text = request_text("SLOW");
  std::ofstream slow(bed.req("OQSsiquc01req_slow.xml"), std::ios::binary);
  for (std::size_t at = 0; at < text.size(); at += 200) {
    // Others pass meanwhile: the terminal has looked at the slow one in vain.
    slow << text.substr(at, 200) << std::flush;
    if (at + 200 >= text.size()) break;
    const auto other = std::to_string(at);
    bed.send("OQSsiquc01req_o" + other + ".xml", request_text());
    ASSERT_TRUE(bed.result_comes("OQSsiquc01res_o" + other + ".xml"));
    ASSERT_TRUE(fs::exists(bed.req("OQSsiquc01req_slow.xml")));
  }
  slow.close();
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_slow.xml"));
  EXPECT_NE(read(bed.res("OQSsiquc01res_slow.xml")).find("SLOW"), std::string::npos);
}

TEST(Folder, a_whole_request_that_is_never_closed_is_taken_when_it_stands_still) {
  Bed bed;
  bed.config.request_settle_ms = 60'000;
  bed.start();
  std::ofstream open_one(bed.req("OQSsiquc01req_open.xml"), std::ios::binary);
  open_one << request_text() << std::flush;
  EXPECT_TRUE(bed.result_comes("OQSsiquc01res_open.xml"));
}

TEST(Folder, a_request_that_stays_cut_gets_its_copy_and_an_err_file) {
  Bed bed;
  bed.start();
  const auto cut = request_text().substr(0, 300);
  bed.send("OQSsiquc01req_cut.xml", cut);
  ASSERT_TRUE(bed.result_comes("OQSsiquc01req_cut.err"));
  EXPECT_EQ(read(bed.res("OQSsiquc01req_cut.xml")), cut);
  EXPECT_TRUE(names_in(bed.req()).empty());
  const auto text = read(bed.res("OQSsiquc01req_cut.err"));
  EXPECT_TRUE(text.starts_with("E1011\r\n")) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
  EXPECT_EQ(bed.center.times_asked(), 0U);
  EXPECT_EQ(bed.terminal->status().refused, 1U);
  EXPECT_EQ(bed.terminal->status().answered, 0U);
  EXPECT_TRUE(names_in(bed.work("inbox")).empty());
  EXPECT_TRUE(eventually([&] { return names_in(bed.work("outbox")).empty(); }));
}

TEST(Folder, bad_files_are_refused_with_their_own_codes) {
  const std::string deep = "<?xml version=\"1.0\"?>" + [] {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "<a>";
    for (int i = 0; i < 100; ++i) text += "</a>";
    return text;
  }();
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"E1012", ""},
      {"E1001", "this is no message </XmlMsg>"},
      {"E1008", "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]><XmlMsg>&a;</XmlMsg>"},
      {"E1002", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><XmlMsg>\x83\x65</XmlMsg>"},
      {"E1007", deep},
      {"E1006", std::string(5 * 1024 * 1024, ' ')},
  };
  Bed bed;
  bed.start();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    bed.send("OQSsiquc01req_bad" + std::to_string(i) + ".xml", cases[i].second);
  }
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto base = "OQSsiquc01req_bad" + std::to_string(i);
    ASSERT_TRUE(bed.result_comes(base + ".err")) << i;
    EXPECT_EQ(read(bed.res(base + ".err")).substr(0, 5), cases[i].first) << i;
    EXPECT_EQ(fs::file_size(bed.res(base + ".xml")), cases[i].second.size());
  }
  EXPECT_EQ(bed.center.times_asked(), 0U);
  bed.send("OQSsiquc01req_good.xml", request_text());
  EXPECT_TRUE(bed.result_comes("OQSsiquc01res_good.xml"));
}

TEST(Folder, an_err_file_is_in_the_encoding_of_the_clinic) {
  Bed bed;
  bed.config.encoding.encoding = util::Encoding::shift_jis;
  bed.start();
  bed.send("OQSsiquc01req_1.xml", "broken </XmlMsg>");
  ASSERT_TRUE(bed.result_comes("OQSsiquc01req_1.err"));
  const auto bytes = read(bed.res("OQSsiquc01req_1.err"));
  EXPECT_FALSE(util::check_utf8(bytes));
  EXPECT_TRUE(util::utf8_from_cp932(bytes));
}

TEST(Folder, an_interface_that_is_not_offered_is_refused_as_such) {
  Bed bed;
  bed.start();
  bed.send("OQSsiurl01req_1.xml", request_text());
  ASSERT_TRUE(bed.result_comes("OQSsiurl01req_1.err"));
  EXPECT_EQ(read(bed.res("OQSsiurl01req_1.err")).substr(0, 5), "E1009");
  EXPECT_EQ(bed.center.times_asked(), 0U);
}

TEST(Folder, folders_links_and_pipes_are_passed_over) {
  Bed bed;
  bed.start();
  fs::create_directory(bed.req("OQSsiquc01req_folder.xml"));
  write(bed.dir / "outside.xml", request_text());
  fs::create_symlink(bed.dir / "outside.xml", bed.req("OQSsiquc01req_link.xml"));
  ASSERT_EQ(::mkfifo(bed.req("OQSsiquc01req_pipe.xml").c_str(), 0600), 0);
  for (int i = 0; i < 5; ++i) {
    bed.send("OQSsiquc01req_" + std::to_string(i) + ".xml", request_text());
    ASSERT_TRUE(bed.result_comes("OQSsiquc01res_" + std::to_string(i) + ".xml"));
  }
  EXPECT_EQ(names_in(bed.req()),
            (std::vector<std::string>{"OQSsiquc01req_folder.xml", "OQSsiquc01req_link.xml",
                                      "OQSsiquc01req_pipe.xml"}));
  EXPECT_EQ(names_in(bed.res()).size(), 5U);
  EXPECT_EQ(bed.terminal->status().refused, 0U);
}

TEST(Folder, a_request_that_vanishes_is_forgotten) {
  Bed bed;
  bed.config.request_settle_ms = 60'000;
  bed.start();
  bed.send("OQSsiquc01req_gone.xml", request_text().substr(0, 200));
  bed.send("OQSsiquc01req_1.xml", request_text());
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  fs::remove(bed.req("OQSsiquc01req_gone.xml"));
  bed.send("OQSsiquc01req_2.xml", request_text());
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_2.xml"));
  EXPECT_EQ(names_in(bed.res()).size(), 2U);
}

TEST(Folder, odd_names_are_paired_byte_for_byte) {
  Bed bed;
  bed.start();
  const std::vector<std::string> free_parts = {"with blank (1)",
                                               "\x83\x65\x83\x58\x83\x67",
                                               "日本語",
                                               std::string(200, 'x'),
                                               "a__b",
                                               "res_req_",
                                               "-rf",
                                               "%n%s",
                                               "face_1310000011"};
  for (const auto& part : free_parts) {
    bed.send("OQSsiquc01req_" + part + ".xml", request_text());
  }
  for (const auto& part : free_parts) {
    EXPECT_TRUE(bed.result_comes("OQSsiquc01res_" + part + ".xml")) << part;
  }
  EXPECT_TRUE(names_in(bed.req()).empty());
  // The same for refusals.
  for (const auto& part : free_parts) {
    bed.send("OQSsiquc01req_R" + part.substr(0, 199) + ".xml", "");
  }
  for (const auto& part : free_parts) {
    EXPECT_TRUE(bed.result_comes("OQSsiquc01req_R" + part.substr(0, 199) + ".err")) << part;
  }
}

TEST(Folder, an_extension_in_capitals_is_a_request_too) {
  Bed bed;
  bed.start();
  bed.send("OQSsiquc01req_1.XML", request_text());
  EXPECT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
}

TEST(Folder, three_hundred_waiting_at_the_start_are_each_answered_once) {
  Bed bed;
  fs::create_directories(bed.req());
  for (int i = 0; i < 300; ++i) {
    bed.send("OQSsiquc01req_" + std::to_string(i) + ".xml", request_text(std::to_string(i)));
  }
  bed.start();
  ASSERT_TRUE(eventually([&] { return names_in(bed.res()).size() == 300; }));
  for (int i = 0; i < 300; ++i) {
    const auto result =
        oqs::read_result(read(bed.res("OQSsiquc01res_" + std::to_string(i) + ".xml")));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->arbitrary_file_identifier, std::to_string(i));
  }
  EXPECT_EQ(bed.center.times_asked(), 300U);
  EXPECT_EQ(bed.center.times_by_key().size(), 300U);
  EXPECT_TRUE(names_in(bed.req()).empty());
  EXPECT_TRUE(names_in(bed.work("inbox")).empty());
}

TEST(Folder, twenty_sessions_ask_at_one_time_and_no_more) {
  Bed bed;
  bed.center.hold();
  bed.start();
  for (int i = 0; i < 30; ++i) {
    bed.send("OQSsiquc01req_" + std::to_string(i) + ".xml", request_text());
  }
  ASSERT_TRUE(eventually([&] { return names_in(bed.work("inbox")).size() == 30; }));
  ASSERT_TRUE(eventually([&] { return bed.center.times_asked() >= 20; }));
  EXPECT_EQ(bed.center.times_asked(), 20U);
  EXPECT_TRUE(eventually([&] { return bed.terminal->status().waiting == 30; }));
  bed.center.release();
  ASSERT_TRUE(eventually([&] { return names_in(bed.res()).size() == 30; }));
  EXPECT_EQ(bed.center.times_asked(), 30U);
}

TEST(Folder, an_old_result_of_the_name_is_never_taken_for_the_answer) {
  Bed bed;
  bed.start();
  for (const std::string extension : {".xml", ".zip"}) {
    const auto old = "OQSsiquc01res_old" + extension.substr(1) + extension;
    write(bed.res(old), "old");
    bed.send("OQSsiquc01req_old" + extension.substr(1) + ".xml", request_text());
    ASSERT_TRUE(bed.result_comes("OQSsiquc01req_old" + extension.substr(1) + ".err"));
    EXPECT_EQ(read(bed.res("OQSsiquc01req_old" + extension.substr(1) + ".err")).substr(0, 5),
              "E1014");
    EXPECT_EQ(read(bed.res(old)), "old");
  }
  EXPECT_EQ(bed.center.times_asked(), 0U);
}

TEST(Folder, a_result_name_that_appears_later_makes_the_answer_wait) {
  Bed bed;
  bed.center.hold();
  bed.start();
  bed.send("OQSsiquc01req_1.xml", request_text());
  ASSERT_TRUE(eventually([&] { return bed.center.times_asked() == 1; }));
  write(bed.res("OQSsiquc01res_1.xml"), "foreign");
  bed.center.release();
  ASSERT_TRUE(eventually([&] { return bed.terminal->status().undelivered == 1; }));
  EXPECT_EQ(read(bed.res("OQSsiquc01res_1.xml")), "foreign");
  fs::remove(bed.res("OQSsiquc01res_1.xml"));
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  EXPECT_TRUE(oqs::read_result(read(bed.res("OQSsiquc01res_1.xml"))));
  EXPECT_TRUE(eventually([&] { return bed.terminal->status().undelivered == 0; }));
}

TEST(Folder, a_second_request_of_a_name_waits_for_the_first_and_is_told_of_its_result) {
  Bed bed;
  bed.center.hold();
  bed.start();
  bed.send("OQSsiquc01req_1.xml", request_text("FIRST"));
  ASSERT_TRUE(eventually([&] { return bed.center.times_asked() == 1; }));
  bed.send("OQSsiquc01req_1.xml", request_text("SECOND"));
  bed.send("OQSsiquc01req_2.xml", request_text());
  ASSERT_TRUE(eventually([&] { return bed.center.times_asked() == 2; }));
  EXPECT_TRUE(fs::exists(bed.req("OQSsiquc01req_1.xml")));
  bed.center.release();
  ASSERT_TRUE(bed.result_comes("OQSsiquc01req_1.err"));
  EXPECT_NE(read(bed.res("OQSsiquc01res_1.xml")).find("FIRST"), std::string::npos);
  EXPECT_EQ(read(bed.res("OQSsiquc01req_1.err")).substr(0, 5), "E1014");
  EXPECT_EQ(bed.center.times_asked(), 2U);
}

TEST(Folder, an_err_file_waits_for_its_name_too) {
  Bed bed;
  bed.start();
  write(bed.res("OQSsiquc01req_1.err"), "older");
  bed.send("OQSsiquc01req_1.xml", "");
  ASSERT_TRUE(eventually([&] { return bed.terminal->status().undelivered == 1; }));
  EXPECT_EQ(read(bed.res("OQSsiquc01req_1.err")), "older");
  fs::remove(bed.res("OQSsiquc01req_1.err"));
  ASSERT_TRUE(bed.result_comes("OQSsiquc01req_1.err"));
  EXPECT_TRUE(eventually([&] { return bed.terminal->status().undelivered == 0; }));
}

TEST(Folder, touch_after_move_changes_the_time_of_a_delivered_file) {
  Bed bed;
  bed.config.touch_after_move = TerminalConfig::Touch::yes;
  bed.start();
  bed.send("OQSsiquc01req_1.xml", request_text());
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  const auto path = bed.res("OQSsiquc01res_1.xml");
  const auto moved = fs::last_write_time(path);
  EXPECT_TRUE(eventually([&] { return fs::last_write_time(path) > moved; }));
}

}  // namespace madoguchi::terminal::test
