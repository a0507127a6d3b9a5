#pragma once

#include <cstddef>
#include <string>

namespace madoguchi::bench {

inline constexpr auto clinic = "1310000011";

// Numbers of the n-th invented recipient: payer "12000006", a beneficiary number with a right check
// digit, birth date 1990-01-15. At most a million.
std::string beneficiary_of(std::size_t n);

// Registration files for `recipients` people in the month of `day` (YYYYMMDD).
std::string qualification_csv(std::size_t recipients);
// One ticket each at `clinic` for the first `at_clinic` people, at other institutions for the rest;
// `bad_percent` of the rows carry an impossible date.
std::string ticket_csv(std::size_t first, std::size_t tickets, std::size_t at_clinic,
                       const std::string& month, int bad_percent);
std::string institution_csv();
std::string office_csv();

}  // namespace madoguchi::bench
