#pragma once

#include <string>
#include <variant>
#include <vector>

#include "store/rows.hpp"
#include "util/calendar.hpp"

namespace madoguchi::tools {

// What is special about a software card of the demo.
enum class CardKind {
  good,
  expires_soon,  // told with the answer
  grace,         // expired, eligibility only
  expired,       // beyond the grace
  not_yet_valid,
  revoked,       // on the revocation list
  reported,      // its registered row says revoked
  foreign,       // of a CA that nobody trusts
  unregistered,  // good, but registered for nobody
  pin_locked,
};

struct ScenarioCard {
  std::string file;  // "D7.card"
  std::string person_link_key;
  CardKind kind = CardKind::good;
};

// One institution of the demo. `folder` is empty when it has no terminal.
struct ScenarioInstitution {
  std::string folder;
  store::InstitutionRow row;
  enum class Assistance { used, not_used } assistance = Assistance::used;
};

// The ways to ask.
struct ByCardFile {
  std::string file;
  std::string mode = "pin";
  std::string staff;
  std::vector<std::string> consents;
};
struct ByNumbers {
  std::string payer;  // or insurer
  std::string number;
  util::Day birthdate;
  std::string symbol, branch;
};
struct ByMonth {
  util::Month month;
};
struct ByMany {
  std::vector<ByNumbers> people;
};
// Receives the person by number, then gives them the institution's own number (照会番号).
struct ByReference {
  ByNumbers person;
  std::string reference_number;
  enum class Message { one, many } message = Message::one;  // OQSsiimm01, OQSmuimm01
};

// What comes back. Exactly one of `error` and the rest is set.
struct Expected {
  std::string row;        // a row of the decision table that decides it
  std::string error;      // "E2005"
  int validity = 0;       // of the whole message
  std::string results;    // validity of each result, assistance first: "A1 I1"; empty: none
  std::string code;       // ProcessingResultCode, empty when none
  std::size_t units = 0;  // bulk: people in it
  // Asked about many: validity or code of each unit, "1 2 E1004"; of 照会番号: "registered".
  std::string outcomes;
};

struct Scenario {
  std::string id;  // its row, with a variant behind it: "D4", "D4-mismatch"
  std::string title, title_english;
  std::string folder;  // of the institution that asks
  std::variant<ByCardFile, ByNumbers, ByMonth, ByMany, ByReference> ask;
  util::Day day;
  Expected expected;
};

// The invented population: everybody whom the scenarios need, with all that is registered of them.
// No name, number or address is anybody's.
struct Population {
  std::vector<ScenarioInstitution> institutions;
  std::vector<store::OfficeRow> offices;
  std::vector<store::QualificationRow> qualifications;
  std::vector<store::TicketRow> tickets;
  std::vector<store::InsuranceRow> insurances;
  std::vector<ScenarioCard> cards;
  std::vector<Scenario> scenarios;

  const ScenarioInstitution* institution_in(std::string_view folder) const;
  // Name of whom a scenario asks about, as registered; "" for nobody.
  std::string name_of(const Scenario& scenario) const;
};

// The population as it stands on `today`: tickets of this month and of the one before. It changes
// with the half of the month, so that a ticket of the other half never covers today.
Population population(util::Day today);
// What it depends on: "202611-1".
std::string population_period(util::Day today);

}  // namespace madoguchi::tools
