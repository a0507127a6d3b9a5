#include "history/medication.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace madoguchi::history {

namespace {

Drug drug_of(const std::string& code, const std::string& name, const Drugs& drugs, bool& known) {
  const auto found = drugs.find(code);
  known = found != drugs.end();
  if (known) return found->second;
  Drug drug;
  drug.code = code;
  drug.name = name.empty() ? code : name;
  return drug;
}

util::Day last_day(util::Day from, int supply_days) {
  return from.plus_days(std::max(supply_days, 1) - 1);
}

using Given = std::tuple<std::string, util::Day, std::string>;  // dispenser, day, drug

MedicationLine line_of(const ClaimEntry& entry, const DrugLine& drug, const Drugs& drugs) {
  const auto& claim = entry.claim;
  const bool pharmacy = claim.visit == VisitKind::dispensing;
  MedicationLine line;
  line.row = entry.row;
  line.day = drug.dispensed;
  line.day_known = drug.day_known;
  line.drug = drug_of(drug.code, {}, drugs, line.known);
  line.quantity = drug.quantity;
  line.unit = line.drug.unit;
  line.supply_days = drug.supply_days;
  line.times = drug.times;
  line.visit = claim.visit;
  line.issuer_code = pharmacy ? claim.issuer_code : claim.institution_code;
  line.issuer_name = pharmacy ? claim.issuer_name : claim.institution_name;
  line.dispenser_code = claim.institution_code;
  line.dispenser_name = claim.institution_name;
  line.active_to = last_day(line.day, line.supply_days);
  return line;
}

MedicationLine line_of(const DispensingEntry& entry, const DispensedDrug& drug,
                       const Drugs& drugs) {
  const auto& dispensing = entry.dispensing;
  MedicationLine line;
  line.row = entry.row;
  line.day = dispensing.dispensed;
  line.drug = drug_of(drug.code, drug.name, drugs, line.known);
  line.quantity = drug.quantity;
  line.unit = drug.unit.empty() ? line.drug.unit : drug.unit;
  line.usage = drug.usage;
  line.supply_days = drug.days;
  line.times = drug.times;
  line.visit = VisitKind::dispensing;
  line.source = MedicationLine::Source::prescription;
  line.issuer_code = dispensing.issuer_code;
  line.issuer_name = dispensing.issuer_name;
  line.dispenser_code = dispensing.dispenser_code;
  line.dispenser_name = dispensing.dispenser_name;
  line.active_to = last_day(line.day, line.supply_days);
  return line;
}

struct Overlap {
  util::Day from, to;
  bool any = false;
  bool now = false;
};

Overlap overlap_of(const MedicationLine& a, const MedicationLine& b, int grace_days,
                   util::Day today) {
  Overlap overlap;
  overlap.from = std::max(a.day, b.day);
  overlap.to = std::min(a.active_to, b.active_to).plus_days(grace_days);
  overlap.any = overlap.from <= overlap.to;
  overlap.now = overlap.any && overlap.from <= today && today <= overlap.to;
  return overlap;
}

// Whoever is not named cannot be told to be another one.
bool different_issuers(const MedicationLine& a, const MedicationLine& b) {
  return !a.issuer_code.empty() && !b.issuer_code.empty() && a.issuer_code != b.issuer_code;
}

// What already is a stronger finding is not told again as a weaker one.
using Pairs = std::set<std::pair<std::size_t, std::size_t>>;

void add_of_group(const std::vector<MedicationLine>& lines, const std::vector<std::size_t>& group,
                  Duplicate found, int grace_days, util::Day today, Pairs& told,
                  std::vector<Duplicate>& out) {
  std::set<std::size_t> places;
  for (std::size_t i = 0; i < group.size(); ++i) {
    for (std::size_t j = i + 1; j < group.size(); ++j) {
      const auto& a = lines[group[i]];
      const auto& b = lines[group[j]];
      if (b.day > a.active_to.plus_days(grace_days)) continue;
      if (!different_issuers(a, b) || told.contains({group[i], group[j]})) continue;
      const auto overlap = overlap_of(a, b, grace_days, today);
      if (!overlap.any) continue;
      told.insert({group[i], group[j]});
      if (places.empty()) {
        found.from = overlap.from;
        found.to = overlap.to;
      }
      found.from = std::min(found.from, overlap.from);
      found.to = std::max(found.to, overlap.to);
      found.now = found.now || overlap.now;
      places.insert({group[i], group[j]});
    }
  }
  if (places.empty()) return;
  found.lines.assign(places.begin(), places.end());
  out.push_back(std::move(found));
}

}  // namespace

std::vector<MedicationLine> medication_lines(const std::vector<ClaimEntry>& claims,
                                             const std::vector<DispensingEntry>& dispensings,
                                             const Drugs& drugs) {
  std::vector<MedicationLine> lines;
  std::set<Given> told;
  for (const auto& entry : dispensings) {
    for (const auto& drug : entry.dispensing.drugs) {
      lines.push_back(line_of(entry, drug, drugs));
      told.insert({entry.dispensing.dispenser_code, entry.dispensing.dispensed, drug.code});
    }
  }
  for (const auto& entry : claims) {
    for (const auto& drug : entry.claim.drugs) {
      const bool again = drug.day_known &&
                         told.contains({entry.claim.institution_code, drug.dispensed, drug.code});
      if (!again) lines.push_back(line_of(entry, drug, drugs));
    }
  }
  std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) {
    return std::tie(a.day, a.row) < std::tie(b.day, b.row);
  });
  return lines;
}

std::vector<Duplicate> duplicates(const std::vector<MedicationLine>& lines, int grace_days,
                                  util::Day today) {
  std::map<std::string, std::vector<std::size_t>> by_ingredient, by_class;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& drug = lines[i].drug;
    if (!drug.ingredient_code.empty()) by_ingredient[drug.ingredient_code].push_back(i);
    if (!drug.class_code.empty()) by_class[drug.class_code].push_back(i);
  }
  std::vector<Duplicate> found;
  Pairs told;
  for (const auto& [code, group] : by_ingredient) {
    Duplicate one{Duplicate::Strength::same_ingredient,
                  code,
                  lines[group.front()].drug.ingredient_name,
                  {},
                  {},
                  {},
                  false};
    add_of_group(lines, group, std::move(one), grace_days, today, told, found);
  }
  for (const auto& [code, group] : by_class) {
    Duplicate one{Duplicate::Strength::same_class,
                  code,
                  lines[group.front()].drug.class_name,
                  {},
                  {},
                  {},
                  false};
    add_of_group(lines, group, std::move(one), grace_days, today, told, found);
  }
  return found;
}

}  // namespace madoguchi::history
