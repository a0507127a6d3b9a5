#include <gtest/gtest.h>
#include <zip.h>

#include "oqs/messages.hpp"
#include "terminal/answer_form.hpp"
#include "terminal/retention.hpp"
#include "unit/terminal/bed.hpp"

namespace madoguchi::terminal::test {

namespace fs = std::filesystem;

namespace {

// Name and content of the only entry of an archive.
std::pair<std::string, std::string> only_entry(const std::string& archive_bytes) {
  zip_source_t* source =
      zip_source_buffer_create(archive_bytes.data(), archive_bytes.size(), 0, nullptr);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, nullptr);
  if (archive == nullptr) {
    zip_source_free(source);
    return {};
  }
  std::pair<std::string, std::string> entry;
  zip_stat_t status;
  if (zip_get_num_entries(archive, 0) == 1 && zip_stat_index(archive, 0, 0, &status) == 0 &&
      status.comp_method == ZIP_CM_DEFLATE && status.encryption_method == ZIP_EM_NONE) {
    entry.first = zip_get_name(archive, 0, ZIP_FL_ENC_RAW);
    entry.second.resize(status.size);
    zip_file_t* file = zip_fopen_index(archive, 0, 0);
    zip_fread(file, entry.second.data(), entry.second.size());
    zip_fclose(file);
  }
  zip_discard(archive);
  return entry;
}

void age(const fs::path& path, int days) {
  fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(24 * days));
}

}  // namespace

TEST(Retention, a_clock_that_jumped_ahead_does_not_make_old) {
  using std::chrono::hours;
  const ClockWatch::Steady start{hours(1000)};
  const std::time_t wall = 1800000000;
  const ClockWatch watch(wall, start);
  constexpr std::time_t day = 24 * 60 * 60;
  EXPECT_FALSE(watch.jumped_ahead(wall, start));
  EXPECT_FALSE(watch.jumped_ahead(wall + 30 * day, start + hours(30 * 24)));
  EXPECT_FALSE(watch.jumped_ahead(wall + 60 * 60, start));
  EXPECT_TRUE(watch.jumped_ahead(wall + 60 * 60 + 1, start));
  EXPECT_TRUE(watch.jumped_ahead(wall + 8 * day, start + hours(24)));
  EXPECT_FALSE(watch.jumped_ahead(wall - 8 * day, start + hours(24)));  // back: files look young
}

TEST(Form, each_encoding_with_zip_and_with_xml) {
  using util::Encoding;
  using Bulk = TerminalConfig::BulkForm;
  for (const auto encoding : {Encoding::utf8, Encoding::utf8_bom, Encoding::shift_jis}) {
    for (const auto form : {Bulk::zip, Bulk::xml}) {
      Bed bed;
      bed.config.encoding.encoding = encoding;
      bed.config.bulk_form = form;
      bed.start();
      bed.send("OQSmutic01req_1.xml", tickets_request_text());
      ASSERT_TRUE(bed.result_comes("OQSmutic01res_1.xml"));  // always xml
      bed.send("OQSmutic02req_2.xml", download_request_text());
      const std::string name = form == Bulk::zip ? "OQSmutic02res_2.zip" : "OQSmutic02res_2.xml";
      ASSERT_TRUE(bed.result_comes(name));
      auto bytes = read(bed.res(name));
      if (form == Bulk::zip) {
        const auto entry = only_entry(bytes);
        EXPECT_EQ(entry.first, "OQSmutic02res_2.xml");
        bytes = entry.second;
      }
      const bool shift_jis = encoding == Encoding::shift_jis;
      EXPECT_EQ(bytes.starts_with(util::utf8_bom), encoding == Encoding::utf8_bom);
      EXPECT_NE(bytes.find(shift_jis ? "encoding=\"Shift_JIS\"" : "encoding=\"UTF-8\""),
                std::string::npos);
      EXPECT_NE(bytes.find(shift_jis ? "Identifier>1</Char" : "Identifier>0</Char"),
                std::string::npos);
      const auto text = shift_jis ? util::utf8_from_cp932(bytes).value_or("") : bytes;
      EXPECT_NE(text.find("髙橋　一郎"), std::string::npos);
    }
  }
}

TEST(Form, processing_and_errors_of_a_download_are_xml_even_where_zip_is_set) {
  Bed bed;
  bed.start();
  bed.center.answer_with([](const net::Request& request) {
    oqs::AnswerHeader header;
    header.institution_code = institution;
    header.reception_number = {"0001", "0001"};
    return request.body.find(">0001<") == std::string::npos
               ? problem_response(404, oqs::ErrorCode::reception_unknown)
               : xml_response(oqs::write_processing(header));
  });
  bed.send("OQSmutic02req_1.xml", download_request_text());
  ASSERT_TRUE(bed.result_comes("OQSmutic02res_1.xml"));
  EXPECT_EQ(oqs::read_result(read(bed.res("OQSmutic02res_1.xml")))->segment, "2");
  auto unknown = download_request_text();
  unknown.replace(unknown.find("0001<"), 4, "0009");
  bed.send("OQSmutic02req_2.xml", unknown);
  ASSERT_TRUE(bed.result_comes("OQSmutic02res_2.xml"));
  const auto refused = oqs::read_result(read(bed.res("OQSmutic02res_2.xml")));
  EXPECT_EQ(refused->segment, "9");
  EXPECT_EQ(refused->error_code, "E3004");
  EXPECT_EQ(refused->reception_number, "0009");
}

TEST(Form, results_are_split_only_when_the_center_told_each_validity) {
  const std::string one =
      "<ResultOfQualificationConfirmation><Name>A</Name></ResultOfQualificationConfirmation>";
  const std::string two =
      "<ResultOfQualificationConfirmation><Name>B</Name></ResultOfQualificationConfirmation>";
  const std::string head =
      "<XmlMsg><MessageBody><QualificationValidity>6</QualificationValidity><ResultList>";
  const std::string tail = "</ResultList></MessageBody></XmlMsg>";
  const auto message = head + one + two + tail;
  EXPECT_EQ(split_results(message, {}), std::vector<std::string>{message});
  EXPECT_EQ(split_results(message, {"6"}), std::vector<std::string>{message});
  EXPECT_EQ(split_results(head + one + tail, {"1"}), std::vector<std::string>{head + one + tail});
  const auto parts = split_results(message, {"6", "1"});
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0], head + one + tail);
  auto second = head + two + tail;
  second.replace(second.find(">6<"), 3, ">1<");
  EXPECT_EQ(parts[1], second);
}

TEST(Delivery, answers_wait_for_a_share_that_is_away_and_come_by_themselves) {
  Bed bed;
  bed.center.hold();
  bed.start();
  bed.send("OQSsiquc01req_1.xml", request_text());
  ASSERT_TRUE(eventually([&] { return bed.center.times_asked() == 1; }));
  fs::rename(bed.dir / "res", bed.dir / "away");
  bed.center.release();
  ASSERT_TRUE(eventually([&] { return bed.terminal->status().undelivered == 1; }));
  EXPECT_EQ(names_in(bed.work("outbox")).size(), 1U);
  fs::rename(bed.dir / "away", bed.dir / "res");
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  EXPECT_TRUE(eventually([&] { return bed.terminal->status().undelivered == 0; }));
  EXPECT_EQ(bed.center.times_asked(), 1U);
}

TEST(Delivery, an_answer_that_cannot_be_stored_is_held_and_stored_later) {
  Bed bed;
  bed.center.hold();
  bed.start();
  bed.send("OQSsiquc01req_1.xml", request_text());
  ASSERT_TRUE(eventually([&] { return bed.center.times_asked() == 1; }));
  fs::rename(bed.work("outbox"), bed.work("moved"));
  write(bed.work("outbox"), "no folder");
  bed.center.release();
  ASSERT_TRUE(eventually([&] { return bed.terminal->status().undelivered == 1; }));
  // Meanwhile nothing else is taken, and nothing lost.
  bed.send("OQSsiquc01req_2.xml", request_text());
  EXPECT_TRUE(names_in(bed.res()).empty());
  EXPECT_EQ(names_in(bed.work("inbox")).size(), 1U);
  fs::remove(bed.work("outbox"));
  fs::rename(bed.work("moved"), bed.work("outbox"));
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_2.xml"));
  EXPECT_EQ(bed.center.times_asked(), 2U);
}

TEST(Delivery, requests_stay_in_req_while_they_cannot_be_taken) {
  Bed bed;
  bed.start();
  fs::rename(bed.work("inbox"), bed.work("moved"));
  write(bed.work("inbox"), "no folder");
  bed.send("OQSsiquc01req_1.xml", request_text());
  bed.send("OQSsiquc01req_2.xml", "");
  EXPECT_TRUE(names_in(bed.res()).empty());
  fs::remove(bed.work("inbox"));
  fs::rename(bed.work("moved"), bed.work("inbox"));
  EXPECT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  EXPECT_TRUE(bed.result_comes("OQSsiquc01req_2.err"));
}

TEST(Delivery, a_req_folder_that_was_replaced_is_watched_again) {
  Bed bed;
  bed.start();
  fs::rename(bed.dir / "req", bed.dir / "old");
  fs::create_directory(bed.dir / "req");
  bed.send("OQSsiquc01req_1.xml", request_text());
  EXPECT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
}

TEST(Retention, only_old_files_of_this_terminal_are_removed) {
  Bed bed;
  fs::create_directories(bed.res());
  fs::create_directories(bed.face());
  const std::string code(institution);
  const std::string face =
      "OQSsiquc01res_face_" + code + std::string(20, 'a') + "_20261101090000.xml";
  const std::string other_face =
      "OQSsiquc01res_face_1310000029" + std::string(20, 'a') + "_20261101090000.xml";
  const std::vector<std::string> leave = {"OQSsiquc01req_client.xml", "notes.txt",
                                          "EPSsiquc01res_1.xml",      "OQSsiquc01res_1.pdf",
                                          "OQSsiurl01res_1.xml",      "EPSsiquc01req_1.xml"};
  const std::vector<std::string> expire = {"OQSsiquc01res_1.xml",   "OQSmutic02res_1.zip",
                                           "OQSsiquc01req_bad.err", "OQSsiquc01req_bad.xml",
                                           "EPSsiquc01req_bad.err", "EPSsiquc01req_bad.xml",
                                           "YZKsiquc01res_1.pdf"};
  for (const auto& list : {leave, expire}) {
    for (const auto& name : list) write(bed.res(name), "x");
    for (const auto& name : list) age(bed.res(name), 10);
  }
  write(bed.res("OQSsiquc01res_young.xml"), "x");
  age(bed.res("OQSsiquc01res_young.xml"), 6);
  for (const auto& name : {face, other_face}) {
    write(bed.face(name), "x");
    age(bed.face(name), 10);
  }
  expire_leftovers(bed.config.res_dir, bed.config.face_dir, code, 0);
  EXPECT_EQ(names_in(bed.res()).size(), 14U);
  bed.start();  // does it at once
  EXPECT_TRUE(eventually([&] { return !fs::exists(bed.face(face)); }));
  auto left = leave;
  left.emplace_back("OQSsiquc01res_young.xml");
  std::sort(left.begin(), left.end());
  EXPECT_EQ(names_in(bed.res()), left);
  EXPECT_EQ(names_in(bed.face()), std::vector<std::string>{other_face});
}

}  // namespace madoguchi::terminal::test
