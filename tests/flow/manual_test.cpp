// docs/manual says what the program takes: every subcommand, option and key, and none more.
#include "flow/manual.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>

#include "flow/process.hpp"
#include "flow/reading.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;

std::string joined(const std::set<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += word + " ";
  return out;
}

std::set<std::string> without(std::set<std::string> from, const std::set<std::string>& less) {
  for (const auto& one : less) from.erase(one);
  return from;
}

TEST(Manual, Every_subcommand_has_its_page_and_every_page_its_subcommand) {
  std::set<std::string> pages;
  for (const auto& file : fs::directory_iterator(manual_folder())) {
    const auto name = file.path().stem().string();
    if (file.path().extension() == ".md" && name != "madoguchi" && !name.ends_with(".toml")) {
      pages.insert(name);
    }
  }
  const auto known = help_of("").subcommands;
  EXPECT_EQ(joined(without(known, pages)), "") << "without a page in docs/manual";
  EXPECT_EQ(joined(without(pages, known)), "") << "pages of no subcommand";
  for (const Language language : {Language::japanese, Language::english}) {
    const auto overview = half_of("madoguchi", language);
    for (const auto& name : known) {
      EXPECT_NE(overview.find("madoguchi-" + name + "(1)"), std::string::npos) << name;
    }
  }
}

TEST(Manual, Pages_name_every_option_and_none_that_is_not) {
  for (const auto& name : help_of("").subcommands) {
    const auto inner = help_of(name).subcommands;
    for (const Language language : {Language::japanese, Language::english}) {
      const auto told = options_in(half_of(name, language), name);
      std::set<std::string> paths = {name};
      for (const auto& one : inner) paths.insert(name + " " + one);
      for (const auto& path : paths) {
        const auto taken = help_of(path).options;
        const auto found = told.find(path);
        const auto written = found == told.end() ? std::set<std::string>() : found->second;
        EXPECT_EQ(joined(without(taken, written)), "") << path << ": missing in its page";
        EXPECT_EQ(joined(without(written, taken)), "") << path << ": in its page only";
      }
      for (const auto& [path, ignored] : told) {
        EXPECT_TRUE(paths.contains(path)) << path << ": in the page, not in the program";
      }
    }
  }
}

TEST(Manual, Pages_have_every_section_in_both_languages) {
  const std::vector<std::string> japanese = {
      "名前", "書式", "説明", "オプション", "ファイル", "終了コード", "例", "うまくいかないとき"};
  const std::vector<std::string> english = {"NAME",  "SYNOPSIS",    "DESCRIPTION", "OPTIONS",
                                            "FILES", "EXIT STATUS", "EXAMPLES",    "TROUBLE"};
  for (const auto& name : help_of("").subcommands) {
    for (const auto& [language, sections] :
         {std::pair(Language::japanese, japanese), std::pair(Language::english, english)}) {
      const auto half = half_of(name, language);
      for (const auto& section : sections) {
        EXPECT_NE(half.find("\n## " + section + "\n"), std::string::npos)
            << name << ": " << section;
      }
    }
  }
}

// What a document tells a reader to type exists.
TEST(Manual, Documents_use_only_what_the_program_takes) {
  std::vector<fs::path> documents = {source_folder() / "README.md"};
  for (const auto& file : fs::recursive_directory_iterator(source_folder() / "docs")) {
    if (file.path().extension() == ".md") documents.push_back(file.path());
  }
  std::size_t commands = 0;
  for (const auto& document : documents) {
    for (const auto& command : commands_in(bytes_of(document))) {
      ++commands;
      const auto help = help_of(command.path);
      const bool subcommand = std::regex_match(command.first, std::regex("[a-z][a-z-]*"));
      const bool text_to_sign = document.filename() == "interface.md";
      EXPECT_FALSE(subcommand && command.path.empty() && !text_to_sign)
          << document.filename() << ": madoguchi " << command.first;
      for (const auto& option : command.options) {
        EXPECT_TRUE(help.options.contains(option))
            << document.filename() << ": madoguchi " << command.path << " " << option;
      }
    }
  }
  EXPECT_GT(commands, 100U);
}

// The keys' parts are made from what check-config prints. To write them anew:
// MADOGUCHI_WRITE_DOCS=1 build/release/tests/flow/test_flow --gtest_filter=Manual.*
TEST(Manual, Configuration_pages_tell_every_key_as_check_config_does) {
  for (const std::string kind : {"center", "terminal", "office", "line"}) {
    const auto example = run({"check-config", kind});
    ASSERT_EQ(example.code, 0);
    const auto path = manual_folder() / (kind + ".toml.md");
    auto page = bytes_of(path);
    for (const Language language : {Language::japanese, Language::english}) {
      const auto wanted = keys_text(example.out, language);
      EXPECT_GT(std::count(wanted.begin(), wanted.end(), '\n'), 7);
      page = with_keys(page, wanted, language);
    }
    if (std::getenv("MADOGUCHI_WRITE_DOCS") != nullptr) std::ofstream(path) << page;
    EXPECT_EQ(bytes_of(path), page) << "see the comment above this test";
  }
}

}  // namespace
}  // namespace madoguchi::flow
