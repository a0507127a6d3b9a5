#pragma once

#include <cstddef>
#include <string>

#include "util/calendar.hpp"

namespace madoguchi::bench {

// A second office, beside the large one of the data set, with people whose names differ as names
// do: what a caseworker searches.
inline constexpr auto second_office_code = "13102";

std::string second_office_csv();
std::string named_qualification_csv(std::size_t count);
// A ticket of the whole month for each of the first `count`, at the institutions in turn.
std::string named_ticket_csv(std::size_t count, util::Month month);

// The nth of those people as the file names them.
struct NamedPerson {
  std::string key, name, kana, number, birthdate;
};
NamedPerson named_person(std::size_t n);

}  // namespace madoguchi::bench
