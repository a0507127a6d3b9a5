#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "tools/generate/invented.hpp"
#include "util/result.hpp"

namespace madoguchi::tools {

struct PopulationOrder {
  InventedSize size;
  std::string dir;          // must not exist, or be empty
  std::uint64_t cards = 0;  // software cards for the first recipients
  std::string pki_dir;      // whose authorities issue them; empty: new ones in DIR/pki
};

struct PopulationWritten {
  std::uint64_t offices = 0, institutions = 0, recipients = 0, qualifications = 0, tickets = 0,
                insurances = 0, cards = 0;
};

// Writes the registration files that `madoguchi import` takes as they are, one qualification and
// one ticket file an office, and README.md last: a folder with it is whole. Holds one office in
// memory at a time. `told` is called after each office with the recipients that are done. The error
// is for the user.
util::Result<PopulationWritten, std::string> write_population(
    const PopulationOrder& order, util::Instant now,
    const std::function<void(std::uint64_t recipients)>& told);

}  // namespace madoguchi::tools
