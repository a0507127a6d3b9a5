#pragma once

#include <string_view>

#include "domain/decide.hpp"
#include "domain/project.hpp"

namespace madoguchi::tools {

struct BothLanguages {
  std::string_view japanese;
  std::string_view english;
};

// The rule and what was found, for who may know everything (the operator, the person's own office).
BothLanguages reason_text(domain::Reason reason);

// What an institution may know of a rule: one name and text for all reasons that it was told as one
// (law 7). The name is that of the plainest row of the family, never the row that decided.
struct RuleFamily {
  std::string_view name;  // "D8"
  BothLanguages text;
};
RuleFamily rule_family(domain::Told told);

// 資格有効性 in words.
BothLanguages validity_text(int validity);

}  // namespace madoguchi::tools
