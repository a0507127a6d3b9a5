#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "util/calendar.hpp"

namespace madoguchi::bench {

// The invented population: recipient n (any number below ten million) has a payer and beneficiary
// number of her own, was born on 1990-01-15 and goes to institution n modulo `clinics`.
inline constexpr std::size_t clinics = 64;
inline constexpr std::size_t bulk_clinic = clinics;  // one more, for the bulk acquisition alone

std::string institution_code(std::size_t clinic);
std::string payer_of(std::size_t recipient);
std::string beneficiary_of(std::size_t recipient);

// Registration files of one office for `count` people from `first` on.
std::string qualification_csv(std::size_t first, std::size_t count);

struct TicketFile {
  std::size_t first = 0;
  std::size_t count = 0;
  std::size_t every = 1;  // of so many people one has a ticket
  util::Month month;
  std::size_t detour = 0;                     // institutions further than the usual one
  std::optional<std::size_t> at_clinic = {};  // all at this one instead
  int issue = 1;        // 1-9: issue numbers of one file differ from another's
  int bad_percent = 0;  // rows with an impossible date
};
std::string ticket_csv(const TicketFile& file);
std::string institution_csv();
std::string office_csv();

// OQSsiquc01req about this recipient at its own institution.
std::string question(std::size_t recipient, util::Day day);

}  // namespace madoguchi::bench
