#pragma once

#include "card/question.hpp"
#include "unit/center/bed.hpp"

namespace madoguchi::center {

// Signs as a card of the bed does.
std::string signature_of(const Bed::Card& card, const std::string& message);

// A right card question of that day and institution, in mode PIN, signed.
oqs::CardQuestion signed_question(Bed& bed, edge::CenterClient& line, const Bed::Card& card,
                                  std::vector<std::pair<std::string, bool>> consents = {},
                                  const std::string& institution = clinic_x);

// A card of the person of `link`, registered.
Bed::Card registered_card(Bed& bed, const std::string& link);

}  // namespace madoguchi::center
