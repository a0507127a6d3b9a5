#pragma once

#include <optional>
#include <string_view>

namespace madoguchi::util {

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The number that one to nine ASCII digits write; nothing for any other text.
inline std::optional<int> digits(std::string_view text) {
  if (text.empty() || text.size() > 9) return std::nullopt;
  int number = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace madoguchi::util
