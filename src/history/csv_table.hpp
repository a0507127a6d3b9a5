#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "history/uke_reader.hpp"
#include "util/csv.hpp"
#include "util/encoding.hpp"

// Inside the room: a CSV file with a header, its columns asked for by name.
namespace madoguchi::history {

class CsvTable {
 public:
  explicit CsvTable(std::string_view text) : reader_(text) {}

  // Reads the header. What is missing or unknown there refuses the file.
  std::optional<FileNote> open(const std::vector<std::string_view>& known,
                               const std::vector<std::string_view>& required) {
    if (!reader_.next(row_) || row_.error) {
      return FileNote{1, 0, "empty", "見出しの行がありません。"};
    }
    for (std::size_t i = 0; i < row_.fields.size(); ++i) {
      const auto name = util::fold_width(row_.fields[i]);
      bool found = false;
      for (const auto one : known) found = found || one == name;
      if (!found) return FileNote{1, i + 1, "column_unknown", "知らない列があります: " + name};
      if (!columns_.emplace(name, i).second) {
        return FileNote{1, i + 1, "column_repeated", "同じ列が2つあります: " + name};
      }
    }
    for (const auto one : required) {
      if (!columns_.contains(one)) {
        return FileNote{1, 0, "column_missing", "列がありません: " + std::string(one)};
      }
    }
    return std::nullopt;
  }
  bool next() { return reader_.next(row_); }
  bool broken() const { return row_.error.has_value(); }
  std::size_t line() const { return row_.line; }
  // Without blanks at the ends; empty when the row or the file has no such column.
  std::string at(std::string_view name) const {
    const auto found = columns_.find(name);
    if (found == columns_.end() || found->second >= row_.fields.size()) return {};
    return util::fold_width(row_.fields[found->second]);
  }
  // As written.
  std::string text(std::string_view name) const {
    const auto found = columns_.find(name);
    if (found == columns_.end() || found->second >= row_.fields.size()) return {};
    return std::string(row_.fields[found->second]);
  }
  // Of a column for a note, from 1.
  std::size_t place(std::string_view name) const {
    const auto found = columns_.find(name);
    return found == columns_.end() ? 0 : found->second + 1;
  }

 private:
  util::CsvReader reader_;
  util::CsvRow row_;
  std::map<std::string, std::size_t, std::less<>> columns_;
};

}  // namespace madoguchi::history
