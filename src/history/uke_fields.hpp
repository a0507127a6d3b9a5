#pragma once

#include <string>
#include <string_view>
#include <vector>

// Inside the room: one line of a claims file as fields.
namespace madoguchi::history {

inline constexpr std::size_t uke_fields_max = 256;

// Fields are asked for by their place from 1, as the tables of domain.md 9.2 number them; one that
// was cut off at the end of the line is empty. Blanks around a field are not part of it.
class UkeFields {
 public:
  // Commas are never part of a character of CP932 or UTF-8. False: too many fields.
  bool split(std::string_view line) {
    fields_.clear();
    for (;;) {
      const auto comma = line.find(',');
      fields_.push_back(trimmed(line.substr(0, comma)));
      if (comma == std::string_view::npos) return true;
      if (fields_.size() == uke_fields_max) return false;
      line.remove_prefix(comma + 1);
    }
  }
  std::string_view at(std::size_t place) const {
    return place <= fields_.size() ? fields_[place - 1] : std::string_view();
  }
  std::string_view id() const { return at(1); }

 private:
  static std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
  }
  std::vector<std::string_view> fields_;
};

}  // namespace madoguchi::history
