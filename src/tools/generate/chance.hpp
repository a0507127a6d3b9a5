#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

namespace madoguchi::tools {

// Repeatable chance: the same seed and place give the same numbers on every machine and in every
// order of asking, so that the nth person can be made without the ones before.
class Chance {
 public:
  Chance(std::uint64_t seed, std::uint64_t place)
      : state_(mixed(seed ^ mixed(place + 0x9E3779B97F4A7C15ULL))) {}
  // 0 to `count` - 1.
  std::uint64_t below(std::uint64_t count) { return count == 0 ? 0 : next() % count; }
  int between(int first, int last) {
    return first + static_cast<int>(below(static_cast<std::uint64_t>(last - first) + 1));
  }
  enum class Luck { yes, no };
  // Luck::yes in `permille` of a thousand cases.
  Luck permille(unsigned permille) { return below(1000) < permille ? Luck::yes : Luck::no; }

 private:
  static std::uint64_t mixed(std::uint64_t z) {  // splitmix64
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    return mixed(state_);
  }
  std::uint64_t state_;
};

// One of a table whose entries have a `weight`, by its weight.
template <class Table>
const auto& chosen(const Table& table, Chance& chance) {
  std::uint64_t total = 0;
  for (const auto& one : table) total += static_cast<std::uint64_t>(one.weight);
  auto left = chance.below(total);
  for (const auto& one : table) {
    const auto weight = static_cast<std::uint64_t>(one.weight);
    if (left < weight) return one;
    left -= weight;
  }
  return *std::begin(table);
}

}  // namespace madoguchi::tools
