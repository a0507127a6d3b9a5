#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "util/calendar.hpp"

namespace madoguchi::card {

// How the person was matched with the card (domain.md 7.1). Only a signature is a proof.
enum class Mode { pin, face, visual };
std::string_view name_of(Mode mode);  // "pin", "face", "visual"
std::optional<Mode> mode_named(std::string_view name);

// One choice at the reader; `kind` is one of consent_kinds.
struct ConsentChoice {
  std::string kind;
  bool given = false;
  bool operator==(const ConsentChoice&) const = default;
};
// Names on the wire: limit_certificate, specific_diseases, health_checkups, medication, diagnosis,
// operation.
const std::vector<std::string_view>& consent_kinds();

// What the card signs: a domain-separated text over the center's challenge and everything that the
// center will rely on, so that none of it can be changed or used elsewhere.
struct SignedQuestion {
  std::string challenge;  // base64 as the center gave it
  std::string institution_code;
  util::Day day;
  Mode mode = Mode::pin;
  std::vector<ConsentChoice> consents;
};
std::string text_to_sign(const SignedQuestion& question);

}  // namespace madoguchi::card
