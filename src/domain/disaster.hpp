#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "util/calendar.hpp"

// Viewing without a card in a disaster (domain.md 6.3): where and how long, and whom a search may
// mean. Pure functions.
namespace madoguchi::domain {

// Declared by the operator; ends by itself.
struct Disaster {
  std::vector<std::string> areas;  // prefecture codes ("17") or institution codes ("1710000011")
  util::Instant from, until;       // until: the first instant at which it is over
  std::string reason;
};
// Whether the declaration means what it says: at least one area of a right form, an end behind the
// beginning and not more than 92 days away from it, a reason.
bool sound(const Disaster& disaster);
// Whether this institution may search and view now.
bool in_force(const Disaster& disaster, std::string_view institution_code, util::Instant now);

// What is told by somebody without a card.
struct WantedPerson {
  std::string name;  // in characters or in kana
  util::Day birthdate;
  std::string sex;  // OQSCD007: 1, 2
  std::string address;
};
// Enough to look for anybody at all: a name, 1 or 2, an address of at least six characters.
bool sound(const WantedPerson& wanted);

// Somebody who is registered, as far as a search is concerned.
struct RegisteredPerson {
  std::string name, kana, other_name, other_kana;
  util::Day birthdate;
  std::string sex1, sex2;  // sex2 where the card prints it on the back
  std::string address;
  enum class Disclosed { yes, no } disclosed = Disclosed::yes;  // 不開示
};
// The one whom all four say and nobody else does: names and addresses in the form in which they are
// searched, the address told being the beginning of the registered one or the other way round.
// Nothing when nobody or several fit. Who is not disclosed is never found, but counts: where one of
// two may be them, nobody is determined.
std::optional<std::size_t> exactly_one(const std::vector<RegisteredPerson>& people,
                                       const WantedPerson& wanted);

}  // namespace madoguchi::domain
