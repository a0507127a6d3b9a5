#pragma once

#include <string>
#include <vector>

#include "oqs/messages.hpp"
#include "oqs/screen.hpp"
#include "oqs/screen_words.hpp"

namespace madoguchi::oqs {

// One field of the guide's screen.
struct ShownField {
  std::string_view element;  // official name, of the projection's field
  Word label;
  std::string value;  // as people read it; empty: withheld or not registered, shown as 「－」
  std::string raw;    // as it came
};
using ShownLine = std::vector<ShownField>;

// One 医療券/調剤券: the guide's lines, and what it holds beside them.
struct ShownTicket {
  std::vector<ShownLine> lines;
  ShownLine more;
  bool inconsistent = false;  // 整合性フラグ (D4)
};

// One result, its fields in the guide's order (医療扶助独自のメリット①). Assistance has one ticket
// at least: without any, all its fields are withheld.
struct ShownResult {
  domain::Side side = domain::Side::assistance;
  std::vector<ShownLine> lines;
  std::vector<ShownTicket> tickets;
};
ShownResult shown_result(const domain::ResultAnswer& result, const std::string& reference_number,
                         Language language);

std::string_view in(const Word& word, Language language);

}  // namespace madoguchi::oqs
