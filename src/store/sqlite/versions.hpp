#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace madoguchi::store::sqlite {

// How a version came to be; see 0001_registry.sql. Up to `moved_in` the row holds.
enum class Change : std::int64_t {
  added = 0,
  changed = 1,
  moved_in = 2,
  removed = 3,
  absent = 4,
  unknown = 5,
  moved_away = 6,
};
constexpr bool holds(Change change) {
  return change <= Change::moved_in;
}

inline constexpr std::int64_t still = std::numeric_limits<std::int64_t>::max();  // to_batch

// SQL of "holds as of batch ?1" and of "current, published or staged".
#define MADOGUCHI_HOLDS_AS_OF "from_batch <= ?1 AND to_batch > ?1 AND change <= 2"
#define MADOGUCHI_CURRENT "to_batch = 9223372036854775807"

// Payer (eight digits) and recipient number (seven) as one integer, for the index alone: lengths
// are fixed, so different pairs stay different. Nothing when they have another form.
inline std::optional<std::int64_t> packed_number(std::string_view payer,
                                                 std::string_view beneficiary) {
  if (payer.size() != 8 || beneficiary.size() != 7) return std::nullopt;
  std::int64_t number = 0;
  for (const std::string_view part : {payer, beneficiary}) {
    for (const char digit : part) {
      if (digit < '0' || digit > '9') return std::nullopt;
      number = number * 10 + (digit - '0');
    }
  }
  return number;
}

}  // namespace madoguchi::store::sqlite
