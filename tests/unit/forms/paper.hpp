#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "forms/forms.hpp"
#include "util/hash.hpp"

namespace madoguchi::forms {

// Read back with poppler: what a reader, or a screen reader, finds.
class Paper {
 public:
  explicit Paper(const Pdf& pdf) : Paper(pdf.value_or("")) {
    EXPECT_TRUE(pdf) << (pdf ? "" : pdf.error().detail);
  }
  explicit Paper(const std::string& bytes)
      : path_(std::filesystem::temp_directory_path() / util::random_key()) {
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~Paper() { std::filesystem::remove(path_); }
  Paper(const Paper&) = delete;
  Paper& operator=(const Paper&) = delete;

  std::string text(int page = 0) const {
    const auto pages =
        page == 0 ? std::string() : " -f " + std::to_string(page) + " -l " + std::to_string(page);
    return without_blanks(said("pdftotext -raw -enc UTF-8" + pages + " " + path_.string() + " -"));
  }
  std::string facts() const { return said("pdfinfo " + path_.string()); }
  std::string fonts() const { return said("pdffonts " + path_.string()); }
  int pages() const {
    const auto info = facts();
    const auto at = info.find("Pages:");
    return at == std::string::npos ? -1 : std::stoi(info.substr(at + 6));
  }

 private:
  static std::string said(const std::string& command) {
    std::string out;
    std::array<char, 4096> piece{};
    FILE* pipe = ::popen(command.c_str(), "r");  // NOLINT(cert-env33-c): words of our own
    if (pipe == nullptr) return out;
    for (std::size_t n = 0; (n = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;) {
      out.append(piece.data(), n);
    }
    ::pclose(pipe);
    return out;
  }
  static std::string without_blanks(std::string text) {
    for (const std::string blank : {" ", "\n", "\f", "　"}) {
      for (auto at = text.find(blank); at != std::string::npos; at = text.find(blank, at)) {
        text.erase(at, blank.size());
      }
    }
    return text;
  }
  std::filesystem::path path_;
};

}  // namespace madoguchi::forms
