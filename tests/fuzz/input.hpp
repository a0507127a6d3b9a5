#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// What must hold for every input; stops the fuzzer where it does not.
#define MADOGUCHI_HOLDS(condition) \
  do {                             \
    if (!(condition)) abort();     \
  } while (false)

namespace madoguchi::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace madoguchi::fuzz
