#pragma once

#include <string>

#include "unit/center/bed.hpp"

namespace madoguchi::center {

// RSA with SHA-256, as the card makes it.
std::string signature_of(const Bed::Card& card, const std::string& message);
// Signs what the question says, as this institution's reader asks it.
void sign(oqs::CardQuestion& asked, const Bed::Card& card,
          const std::string& institution = clinic_x);
// Registers the card as this person's.
void register_card(Bed& bed, const Bed::Card& card, const std::string& person_link);

}  // namespace madoguchi::center
