#pragma once

#include <cstdint>

#include "domain/history_rights.hpp"

namespace madoguchi::store::sqlite {

// 環境設定 of the histories as one number in `setting`: one bit each, in the order of the struct.
inline std::int64_t bits_of(const domain::HistorySwitches& switches) {
  std::int64_t bits = 0;
  std::int64_t bit = 1;
  for (const bool on :
       {switches.medication, switches.diagnosis, switches.operation, switches.health_checkups,
        switches.by_folder, switches.without_signature, switches.emergency_right}) {
    if (on) bits |= bit;
    bit *= 2;
  }
  return bits;
}

inline domain::HistorySwitches switches_of(std::int64_t bits) {
  const auto on = [bits](int place) { return (bits >> place & 1) != 0; };
  return {on(0), on(1), on(2), on(3), on(4), on(5), on(6)};
}

}  // namespace madoguchi::store::sqlite
