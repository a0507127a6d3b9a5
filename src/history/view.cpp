#include "history/view.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace madoguchi::history {

namespace {

using nlohmann::ordered_json;

std::string dump(const ordered_json& made) {
  return made.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

ordered_json line_json(const MedicationLine& line) {
  ordered_json one;
  one["row"] = line.row;
  one["day"] = line.day_known ? line.day.text() : std::string();
  one["month"] = util::Month::of(line.day).text();
  one["drug_code"] = line.drug.code;
  one["drug_name"] = line.drug.name;
  one["known"] = line.known;
  one["ingredient_code"] = line.drug.ingredient_code;
  one["ingredient_name"] = line.drug.ingredient_name;
  one["class_code"] = line.drug.class_code;
  one["class_name"] = line.drug.class_name;
  one["quantity"] = line.quantity;
  one["unit"] = line.unit;
  one["days"] = line.supply_days;
  one["times"] = line.times;
  one["usage"] = line.usage;
  one["in_out"] = name_of(line.visit);
  one["source"] = line.source == MedicationLine::Source::claim ? "claim" : "prescription";
  one["issuer_code"] = line.issuer_code;
  one["issuer_name"] = line.issuer_name;
  one["dispenser_code"] = line.dispenser_code;
  one["dispenser_name"] = line.dispenser_name;
  one["active_to"] = line.active_to.text();
  return one;
}

// The chart: what was taken in which month, by ingredient; a drug that is not in the master stands
// by itself.
struct Bar {
  const MedicationLine* line = nullptr;  // one of it
  std::map<util::Month, int> days;
};

void add_days(Bar& bar, const MedicationLine& line) {
  for (auto from = line.day; from <= line.active_to;) {
    const auto month = util::Month::of(from);
    const auto to = std::min(line.active_to, month.last_day());
    bar.days[month] += to.number() - from.number() + 1;
    from = to.plus_days(1);
  }
}

ordered_json bar_json(const std::string& code, const Bar& bar) {
  const auto& drug = bar.line->drug;
  ordered_json one;
  one["code"] = code;
  one["name"] = drug.ingredient_name.empty() ? drug.name : drug.ingredient_name;
  one["class_code"] = drug.class_code;
  one["class_name"] = drug.class_name;
  one["known"] = bar.line->known;
  one["months"] = ordered_json::array();
  for (const auto& [month, days] : bar.days) {
    one["months"].push_back({{"month", month.text()}, {"days", days}});
  }
  return one;
}

ordered_json duplicate_json(const Duplicate& duplicate) {
  ordered_json one;
  const bool strong = duplicate.strength == Duplicate::Strength::same_ingredient;
  one["strength"] = strong ? "same_ingredient" : "same_class";
  one["code"] = duplicate.code;
  one["name"] = duplicate.name;
  one["lines"] = duplicate.lines;
  one["from"] = duplicate.from.text();
  one["to"] = duplicate.to.text();
  one["now"] = duplicate.now;
  return one;
}

std::string name_in(const Procedures& procedures, const std::string& code, bool& known) {
  const auto found = procedures.find(code);
  known = found != procedures.end();
  return known ? found->second.name : code;
}

ordered_json procedure_json(const ClaimEntry& entry, const ProcedureLine& line,
                            const Procedures& procedures) {
  bool known = false;
  ordered_json one;
  one["row"] = entry.row;
  one["month"] = entry.month.text();
  one["days"] = ordered_json::array();
  for (const auto day : days_of(entry.month, line.days)) one["days"].push_back(day.text());
  one["code"] = line.code;
  one["name"] = name_in(procedures, line.code, known);
  one["known"] = known;
  one["quantity"] = line.quantity;
  one["times"] = line.times;
  one["institution_code"] = entry.claim.institution_code;
  one["institution_name"] = entry.claim.institution_name;
  return one;
}

// A number that can be drawn: "165.5".
bool is_number(const std::string& text) {
  if (text.empty() || text.size() > 12) return false;
  const auto digits =
      std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto dots = std::count(text.begin(), text.end(), '.');
  return digits > 0 && dots <= 1 && digits + dots == static_cast<std::ptrdiff_t>(text.size());
}

ordered_json checkup_view(const CheckupEntry& entry) {
  ordered_json one;
  one["row"] = entry.row;
  one["date"] = entry.checkup.date.text();
  one["organization_code"] = entry.checkup.organization_code;
  one["organization"] = entry.checkup.organization_name;
  one["items"] = ordered_json::array();
  for (const auto& item : entry.checkup.items) {
    one["items"].push_back({{"code", item.code},
                            {"name", item.name},
                            {"type", item.type},
                            {"value", item.value},
                            {"unit", item.unit},
                            {"value_name", item.value_name},
                            {"judgement", item.judgement}});
  }
  return one;
}

}  // namespace

std::vector<util::Day> days_of(util::Month month, DaysOfMonth days) {
  std::vector<util::Day> list;
  for (int day = 1; day <= month.last_day().day(); ++day) {
    if ((days >> (day - 1) & 1U) != 0) list.push_back(month.first_day().plus_days(day - 1));
  }
  return list;
}

bool is_operation(const ProcedureLine& line) {
  return line.treatment_class == "50" || is_anaesthesia(line);
}
bool is_anaesthesia(const ProcedureLine& line) {
  return line.treatment_class == "54";
}

bool is_listed_treatment(const ProcedureLine& line, const Procedures& procedures) {
  if (is_operation(line)) return false;  // their own kind, with its own consent
  const auto found = procedures.find(line.code);
  // What no master names may be anything.
  return found != procedures.end() && found->second.listed;
}

std::vector<std::string> drug_codes(const Entries& entries) {
  std::set<std::string> codes;
  for (const auto& entry : entries.claims) {
    for (const auto& drug : entry.claim.drugs) codes.insert(drug.code);
  }
  for (const auto& entry : entries.dispensings) {
    for (const auto& drug : entry.dispensing.drugs) codes.insert(drug.code);
  }
  return {codes.begin(), codes.end()};
}

std::vector<std::string> procedure_codes(const Entries& entries) {
  std::set<std::string> codes;
  for (const auto& entry : entries.claims) {
    for (const auto& line : entry.claim.procedures) codes.insert(line.code);
  }
  return {codes.begin(), codes.end()};
}

std::string medication_json(const std::vector<MedicationLine>& lines,
                            const MedicationSettings& settings) {
  ordered_json made;
  std::map<std::string, Bar> bars;
  std::set<std::string> months;
  auto list = ordered_json::array();
  for (const auto& line : lines) {
    const auto& ingredient = line.drug.ingredient_code;
    auto& bar = bars[ingredient.empty() ? line.drug.code : ingredient];
    if (bar.line == nullptr) bar.line = &line;
    add_days(bar, line);
    list.push_back(line_json(line));
  }
  auto ingredients = ordered_json::array();
  for (const auto& [code, bar] : bars) {
    for (const auto& [month, days] : bar.days) months.insert(month.text());
    ingredients.push_back(bar_json(code, bar));
  }
  auto found = ordered_json::array();
  for (const auto& one : duplicates(lines, settings.grace_days, settings.today)) {
    found.push_back(duplicate_json(one));
  }
  made["months"] = months;
  made["ingredients"] = std::move(ingredients);
  made["lines"] = std::move(list);
  made["duplicates"] = std::move(found);
  return dump(made);
}

std::string diagnosis_json(const std::vector<ClaimEntry>& claims, const Procedures& procedures) {
  ordered_json made;
  made["visits"] = ordered_json::array();
  made["treatments"] = ordered_json::array();
  for (const auto& entry : claims) {
    made["visits"].push_back({{"row", entry.row},
                              {"month", entry.month.text()},
                              {"institution_code", entry.claim.institution_code},
                              {"institution_name", entry.claim.institution_name},
                              {"kind", name_of(entry.claim.visit)},
                              {"days", entry.claim.days}});
    for (const auto& line : entry.claim.procedures) {
      if (!is_listed_treatment(line, procedures)) continue;
      made["treatments"].push_back(procedure_json(entry, line, procedures));
    }
  }
  return dump(made);
}

std::string operation_json(const std::vector<ClaimEntry>& claims, const Procedures& procedures) {
  ordered_json made;
  made["operations"] = ordered_json::array();
  for (const auto& entry : claims) {
    for (const auto& line : entry.claim.procedures) {
      if (!is_operation(line)) continue;
      auto one = procedure_json(entry, line, procedures);
      one["anaesthesia"] = is_anaesthesia(line);
      made["operations"].push_back(std::move(one));
    }
  }
  return dump(made);
}

std::string checkups_json(const std::vector<CheckupEntry>& checkups) {
  auto sorted = checkups;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.checkup.date < b.checkup.date; });
  ordered_json made;
  made["checkups"] = ordered_json::array();
  struct Trend {
    const CheckupItem* item = nullptr;
    ordered_json points = ordered_json::array();
  };
  std::map<std::string, Trend> trends;
  for (const auto& entry : sorted) {
    made["checkups"].push_back(checkup_view(entry));
    for (const auto& item : entry.checkup.items) {
      if (!is_number(item.value) || item.type == "CO" || item.type == "CD") continue;
      auto& trend = trends[item.code + " " + item.unit];
      if (trend.item == nullptr) trend.item = &item;
      trend.points.push_back({{"date", entry.checkup.date.text()}, {"value", item.value}});
    }
  }
  made["trends"] = ordered_json::array();
  for (auto& [key, trend] : trends) {
    if (trend.points.size() < 2) continue;
    made["trends"].push_back({{"code", trend.item->code},
                              {"name", trend.item->name},
                              {"unit", trend.item->unit},
                              {"points", std::move(trend.points)}});
  }
  return dump(made);
}

}  // namespace madoguchi::history
