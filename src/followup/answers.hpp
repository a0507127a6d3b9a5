#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/project.hpp"
#include "oqs/messages.hpp"
#include "util/calendar.hpp"

namespace madoguchi::followup {

// How the center was asked.
enum class Way { card, number, bulk };
std::string_view name_of(Way way);

// An answer that came from the center, before it is delivered to anybody.
struct SeenAnswer {
  std::string interface;  // "OQSsiquc01", …; a card: "OQSsiquc01" with `way` card
  Way way = Way::number;
  std::string result;       // UTF-8 result message
  std::string record;       // Madoguchi-Record of it
  std::string institution;  // whose terminal this is
  util::Instant at;
};

// Somebody as one answer shows them.
struct Shown {
  std::string reference, name, kana, sex, birthdate;
  std::string payer, number;  // as shown, or as typed by who asked by number
};

// One question and its answer, of a single message or a unit of OQSmuquc02.
struct ShownVisit {
  Way way = Way::number;
  util::Day day;
  std::string validity, code, message;
  std::string office;  // by card only
  Shown person;
  std::vector<domain::ResultAnswer> results;
};

// The visits that an answer tells of; empty for errors and for interfaces that ask about nobody.
std::vector<ShownVisit> visits_in(const SeenAnswer& answer);

// The people of a finished OQSmutic02 result; nothing when it is none (still running, an error).
struct Acquired {
  Shown person;
  std::vector<domain::ResultAnswer> results;
};
std::optional<std::vector<Acquired>> acquired_in(const SeenAnswer& answer);

}  // namespace madoguchi::followup
