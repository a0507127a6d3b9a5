#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "util/calendar.hpp"

namespace madoguchi::bench {

inline constexpr std::size_t bar_recipients = 2000000;

// A center's database with so many recipients and two and a quarter times as many tickets: each has
// one at the own institution in `month` and in the month before, every fourth one elsewhere too.
struct Dataset {
  std::string database;  // not to be written to: copy it
  std::size_t recipients = 0;
  std::size_t tickets() const { return recipients * 2 + (recipients + 3) / 4; }
  util::Month month;
};

// The one in build/bench, made through the center's own door when it is not there yet.
Dataset dataset(const std::string& folder, std::size_t recipients);

}  // namespace madoguchi::bench
