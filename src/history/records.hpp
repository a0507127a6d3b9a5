#pragma once

#include <optional>
#include <string>
#include <vector>

#include "history/claim.hpp"
#include "util/calendar.hpp"

namespace madoguchi::history {

// One value or answer of a check-up (特定健診の項目).
struct CheckupItem {
  std::string code, name;
  std::string type;   // DataType: "PQ", "CO", "CD", "ST", ...
  std::string value;  // as written
  std::string unit;
  std::string value_name;  // of a coded value
  std::string judgement;   // "H", "L", "N"; empty when none
  bool operator==(const CheckupItem&) const = default;
};

// One check-up of one person.
struct Checkup {
  std::size_t line = 0;  // of the file
  ClaimIdentity identity;
  util::Day date;
  std::string organization_code, organization_name;
  std::vector<CheckupItem> items;
};
std::string checkup_json(const Checkup& checkup);
std::optional<Checkup> read_checkup_json(const std::string& json);
std::string checkup_key(const Checkup& checkup);

struct DispensedDrug {
  std::string code, name;
  std::string quantity, unit, usage;
  int days = 0, times = 0;
  bool operator==(const DispensedDrug&) const = default;
};

// One dispensing as the e-prescription service tells it (調剤情報).
struct Dispensing {
  std::size_t line = 0;
  ClaimIdentity identity;
  std::string id;  // of the dispensing: the same is the same dispensing
  util::Day dispensed;
  std::optional<util::Day> prescribed;
  std::string dispenser_code, dispenser_name;
  std::string issuer_code, issuer_name;
  std::vector<DispensedDrug> drugs;
};
std::string dispensing_json(const Dispensing& dispensing);
std::optional<Dispensing> read_dispensing_json(const std::string& json);

}  // namespace madoguchi::history
