#include "terminal/page/chosen_settings.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace madoguchi::terminal::test {
namespace {

const edge::SignedIn kanri{"kanri", "管理　花子", "clinic_admin", "1-01,3-02"};

class ChosenSettingsTest : public testing::Test {
 protected:
  ChosenSettings open() {
    return {path,
            {{"clinic.encoding", "Shift_JIS", "Shift_JIS", {"Shift_JIS", "UTF-8"}},
             {"limits.sessions_max", "20", "20", {}, 1, 256},
             {"institution.code", "1310000011", "1310000011"}},
            clock};
  }
  void write(const std::string& text) { std::ofstream(path) << text; }

  ChosenSettingsTest() {
    auto pattern = (std::filesystem::temp_directory_path() / "madoguchi-chosen-XXXXXX").native();
    folder = ::mkdtemp(pattern.data());
    path = folder / "chosen-settings.json";
  }
  ~ChosenSettingsTest() override { std::filesystem::remove_all(folder); }

  std::filesystem::path folder, path;
  util::SystemClock clock;
};

TEST_F(ChosenSettingsTest, nothing_is_chosen_without_a_file) {
  const auto values = ChosenSettings::values_in(path);
  ASSERT_TRUE(values);
  EXPECT_TRUE(values->empty());
  const auto chosen = open();
  EXPECT_FALSE(chosen.restart_needed());
  EXPECT_TRUE(chosen.changes().empty());
}

TEST_F(ChosenSettingsTest, what_is_chosen_waits_for_a_start_and_outlives_it) {
  auto chosen = open();
  ASSERT_TRUE(chosen.choose({{"clinic.encoding", "UTF-8"}, {"limits.sessions_max", "8"}}, kanri));
  EXPECT_TRUE(chosen.restart_needed());
  EXPECT_EQ(chosen.next(chosen.settings()[0]), "UTF-8");
  EXPECT_EQ(chosen.settings()[0].value, "Shift_JIS");  // until the next start
  EXPECT_EQ(*ChosenSettings::values_in(path),
            (ChosenSettings::Values{{"clinic.encoding", "UTF-8"}, {"limits.sessions_max", "8"}}));
  const auto changes = open().changes();
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].who + changes[0].name, "kanri管理　花子");
  EXPECT_EQ(changes[1].key + changes[1].before + ">" + changes[1].after, "clinic.encoding>UTF-8");
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & (S_IWGRP | S_IRWXO), 0U);
}

TEST_F(ChosenSettingsTest, nothing_chosen_is_the_files_word_again) {
  auto chosen = open();
  ASSERT_TRUE(chosen.choose({{"clinic.encoding", "UTF-8"}}, kanri));
  ASSERT_TRUE(chosen.choose({{"clinic.encoding", ""}}, kanri));
  EXPECT_FALSE(chosen.restart_needed());
  EXPECT_TRUE(ChosenSettings::values_in(path)->empty());
  EXPECT_EQ(chosen.changes().front().before, "UTF-8");
  EXPECT_EQ(chosen.changes().front().after, "");
}

TEST_F(ChosenSettingsTest, one_wrong_value_changes_nothing_and_is_named) {
  auto chosen = open();
  const std::pair<const char*, const char*> wrong[] = {
      {"clinic.encoding", "EUC-JP"},
      {"limits.sessions_max", "0"},
      {"limits.sessions_max", "257"},
      {"limits.sessions_max", "08"},
      {"limits.sessions_max", "-1"},
      {"limits.sessions_max", "8 "},
      {"institution.code", "1310000029"},
      {"page.data_dir", "/"},
      {"limits.sessions_max", "99999999999999999999"}};
  for (const auto& [key, text] : wrong) {
    ChosenSettings::Values wanted{{"clinic.encoding", "UTF-8"}, {"limits.sessions_max", "8"}};
    wanted[key] = text;
    const auto done = chosen.choose(wanted, kanri);
    ASSERT_FALSE(done) << key << " " << text;
    EXPECT_EQ(done.error(), key);
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_TRUE(chosen.changes().empty());
}

TEST_F(ChosenSettingsTest, what_cannot_be_stored_is_not_chosen) {
  path = folder / "absent" / "chosen-settings.json";
  auto chosen = open();
  const auto done = chosen.choose({{"clinic.encoding", "UTF-8"}}, kanri);
  ASSERT_FALSE(done);
  EXPECT_FALSE(done.error());
  EXPECT_FALSE(chosen.restart_needed());
}

TEST_F(ChosenSettingsTest, a_file_that_is_none_of_ours_is_told) {
  for (const auto* text : {"", "{", "[]", "{}", R"({"values":[]})", R"({"values":{"a":1}})",
                           R"({"values":{},"changes":[1]})"}) {
    write(text);
    const auto values = ChosenSettings::values_in(path);
    ASSERT_FALSE(values) << text;
    EXPECT_NE(values.error().find(path.string()), std::string::npos);
  }
}

TEST_F(ChosenSettingsTest, the_record_of_changes_does_not_grow_for_ever) {
  auto chosen = open();
  for (int i = 0; i < 150; ++i) {
    ASSERT_TRUE(chosen.choose({{"limits.sessions_max", "8"}}, kanri));
    ASSERT_TRUE(chosen.choose({{"limits.sessions_max", "9"}}, kanri));
  }
  EXPECT_EQ(chosen.changes().size(), 200U);
  EXPECT_EQ(chosen.changes().front().after, "9");
}

}  // namespace
}  // namespace madoguchi::terminal::test
