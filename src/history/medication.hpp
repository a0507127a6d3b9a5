#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "history/masters.hpp"
#include "history/records.hpp"

namespace madoguchi::history {

// A stored history with its row's number.
struct ClaimEntry {
  std::int64_t row = 0;
  util::Month month;
  Claim claim;
};
struct CheckupEntry {
  std::int64_t row = 0;
  Checkup checkup;
};
struct DispensingEntry {
  std::int64_t row = 0;
  Dispensing dispensing;
};

// One drug given on one day, from whichever source.
struct MedicationLine {
  std::int64_t row = 0;
  util::Day day;
  bool day_known = true;
  Drug drug;  // `name` is the code when the master does not know it
  bool known = true;
  std::string quantity, unit, usage;
  int supply_days = 0;  // 0: not known
  int times = 0;
  VisitKind visit = VisitKind::out;
  enum class Source { claim, prescription } source = Source::claim;
  std::string issuer_code, issuer_name;        // who prescribed
  std::string dispenser_code, dispenser_name;  // who gave it
  util::Day active_to;  // dispensed day + days of supply: the last day it is taken
};

// By day, then as the rows stand. A dispensing that the e-prescription service told and a claim
// tells again (same dispenser, day and drug) is one line, the service's.
std::vector<MedicationLine> medication_lines(const std::vector<ClaimEntry>& claims,
                                             const std::vector<DispensingEntry>& dispensings,
                                             const Drugs& drugs);

// Two or more lines of different issuers that are taken on the same days (domain.md 6.4). Of the
// same ingredient; of the same class (薬効分類) only, it is the weaker one.
struct Duplicate {
  enum class Strength { same_ingredient, same_class } strength = Strength::same_ingredient;
  std::string code, name;          // of the ingredient or class
  std::vector<std::size_t> lines;  // places in the list
  util::Day from, to;              // first and last day on which two of them overlap
  bool now = false;                // they overlap today
};
std::vector<Duplicate> duplicates(const std::vector<MedicationLine>& lines, int grace_days,
                                  util::Day today);

}  // namespace madoguchi::history
