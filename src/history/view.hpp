#pragma once

#include <string>
#include <vector>

#include "history/medication.hpp"

// What a page shows of a person's histories, as JSON (docs/interface.md). Pure.
namespace madoguchi::history {

struct Entries {
  std::vector<ClaimEntry> claims;
  std::vector<CheckupEntry> checkups;
  std::vector<DispensingEntry> dispensings;
};

// Codes whose names are wanted.
std::vector<std::string> drug_codes(const Entries& entries);
std::vector<std::string> procedure_codes(const Entries& entries);

struct MedicationSettings {
  int grace_days = 0;
  util::Day today;
};
std::string medication_json(const std::vector<MedicationLine>& lines,
                            const MedicationSettings& settings);
// Visits (institutions, months) and the listed treatments; those unknown to the master by code.
std::string diagnosis_json(const std::vector<ClaimEntry>& claims, const Procedures& procedures);
std::string operation_json(const std::vector<ClaimEntry>& claims, const Procedures& procedures);
std::string checkups_json(const std::vector<CheckupEntry>& checkups);

// 診療識別 50 and 54 (domain.md 9.4).
bool is_operation(const ProcedureLine& line);
bool is_anaesthesia(const ProcedureLine& line);
// Is this one of the treatments that are shown?
bool is_listed_treatment(const ProcedureLine& line, const Procedures& procedures);
std::vector<util::Day> days_of(util::Month month, DaysOfMonth days);

}  // namespace madoguchi::history
