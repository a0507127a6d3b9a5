#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "util/calendar.hpp"

// Histories of an invented population: claims files (UKE), check-ups, names of codes. The same for
// the same people, month and seed.
namespace madoguchi::tools {

struct ClaimedPerson {
  std::string name, kana;  // full width
  std::string sex;         // "1", "2"
  util::Day birthdate;
  std::string payer, beneficiary;
};

struct InventedClaims {
  std::string institution_code, institution_name;
  std::string issuer_code = {}, issuer_name = {};  // of a pharmacy: whose prescriptions
  util::Month month;                               // of care; billed in the next
  std::uint64_t seed = 1;
  enum class Contents { usual, with_operation } contents = Contents::usual;
};

// One claim for each of these people, as one institution sends them: CP932, CRLF, GO with right
// totals. By the code's fee table a clinic's or a pharmacy's.
std::string invented_claims(const InventedClaims& of, const std::vector<ClaimedPerson>& people);

// The drugs and procedures that occur in them, as the masters' CSV files (UTF-8).
std::string invented_drug_master();
std::string invented_procedure_master();

// A check-up of each of these people, as CSV (UTF-8).
std::string invented_checkups(const std::vector<ClaimedPerson>& people, util::Day day,
                              std::uint64_t seed);

}  // namespace madoguchi::tools
