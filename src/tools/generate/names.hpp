#pragma once

#include <string>
#include <string_view>

#include "tools/generate/chance.hpp"

namespace madoguchi::tools {

// Names as they are common in Japan, written and in half-width kana. Put together by chance: no
// name is meant to be anybody's.
struct WrittenName {
  std::string_view written;
  std::string_view kana;
};

enum class Sex { male = 1, female = 2 };

// A family name, the frequent ones more often.
WrittenName family_name(Chance& chance);
// A given name as parents chose it in that year.
WrittenName given_name(Sex sex, int birth_year, Chance& chance);

// Somebody with a name in Latin letters, as residence cards write it, and the name used in daily
// life.
struct ForeignName {
  std::string_view latin;  // full width
  std::string_view latin_kana;
  WrittenName family;  // 通称名
};
ForeignName foreign_name(Chance& chance);

}  // namespace madoguchi::tools
