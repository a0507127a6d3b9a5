#pragma once

#include <string>

#include "unit/center/bed.hpp"

namespace madoguchi::center {

// RSA with SHA-256, as the card makes it.
std::string signature_of(const Bed::Card& card, const std::string& message);

// Signs what the question says, as this institution's reader asks it.
void sign(oqs::CardQuestion& asked, const Bed::Card& card,
          const std::string& institution = clinic_x);

// A right card question of that day and institution, in mode PIN, signed.
oqs::CardQuestion signed_question(Bed& bed, edge::CenterClient& line, const Bed::Card& card,
                                  std::vector<std::pair<std::string, bool>> consents = {},
                                  const std::string& institution = clinic_x);

// Registers the card as this person's.
void register_card(Bed& bed, const Bed::Card& card, const std::string& person_link);

// A card of the person of `person_link`, registered.
Bed::Card registered_card(Bed& bed, const std::string& person_link);

}  // namespace madoguchi::center
