#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace madoguchi::util {

// A character that a usual Japanese font may lack, so that a reader sees an empty box or nothing.
struct RareCharacter {
  std::string character;
  std::string code;  // "U+20BB7"
  std::string description, description_english;
  bool operator==(const RareCharacter&) const = default;
};

// Those of `utf8` that CP932 lacks, and those for private use (外字), each once, in order. Invalid
// UTF-8 has none.
std::vector<RareCharacter> rare_characters(std::string_view utf8);

}  // namespace madoguchi::util
