#pragma once

#include <string_view>
#include <vector>

#include "domain/registered.hpp"
#include "history/claim.hpp"

namespace madoguchi::history {

// Why a claim or check-up is nobody's: it waits for the operator, nothing is guessed.
enum class NoMatch {
  matched,
  no_number,  // no number that the registry could know
  nobody,     // nobody has these numbers
  differs,    // somebody has them, but name, birth date or sex are another's
  several,    // several people fit
};
std::string_view name_of(NoMatch why);
std::string_view text_of(NoMatch why);  // Japanese
std::optional<NoMatch> no_match_named(std::string_view name);

struct Match {
  domain::PersonId person = 0;  // 0: nobody
  NoMatch why = NoMatch::nobody;
};

// Exactly one of `people` who has one of the claim's numbers now or had it earlier (2.3: numbers
// change with the office) and whose birth date, sex, and name or kana are the claim's. `people` are
// those whom the registry knows by these numbers.
Match match_person(const ClaimIdentity& identity, const std::vector<domain::PersonFacts>& people);

// Numbers of a claim that the registry can look up: assistance (law code 12) and insurance.
std::vector<ClaimPayer> known_kinds_of_numbers(const ClaimIdentity& identity);

}  // namespace madoguchi::history
