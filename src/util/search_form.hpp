#pragma once

#include <string>
#include <string_view>

namespace madoguchi::util {

// The form in which names are searched: width folded (NFKC), hiragana as katakana, small kana as
// large, letters as capitals, common variants of name characters (髙 高, 﨑 崎, 邊 辺) as one,
// blanks and marks between parts of a name left out. Two texts that people take for the same are
// equal. Invalid UTF-8 gives an empty text.
std::string search_form(std::string_view utf8);

}  // namespace madoguchi::util
