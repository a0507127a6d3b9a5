#include "center/folder_history.hpp"

#include <map>
#include <tuple>

#include "history/view.hpp"

namespace madoguchi::center {

namespace {

using domain::HistoryKind;
using oqs::FolderMonth;

// OQSCD019.
std::string_view code_of(history::VisitKind kind) {
  switch (kind) {
    case history::VisitKind::in:
      return "01";
    case history::VisitKind::out:
      return "02";
    case history::VisitKind::dental:
      return "03";
    case history::VisitKind::dispensing:
      return "04";
    case history::VisitKind::visiting_nursing:
      return "05";
  }
  return {};
}

std::string count(int number) {
  return number > 0 ? std::to_string(number) : std::string();
}

// Blocks as the message has them: source, month, who gave it, whose prescription, in or out; and
// in each the days.
class Blocks {
 public:
  using Source = FolderMonth::Source;

  void add(const history::MedicationLine& line) {
    oqs::FolderDrug drug;
    drug.code = line.drug.code;
    drug.name = line.drug.name;
    drug.ingredient = line.drug.ingredient_name;
    drug.quantity = line.quantity;
    drug.unit = line.unit;
    drug.usage = line.usage;
    drug.times = count(line.supply_days > 0 ? line.supply_days : line.times);
    FolderMonth block;
    block.source =
        line.source == history::MedicationLine::Source::claim ? Source::claim : Source::dispensing;
    block.month = util::Month::of(line.day).text();
    block.institution_code = line.dispenser_code;
    block.institution_name = line.dispenser_name;
    block.issuer_code = line.issuer_code;
    block.issuer_name = line.issuer_name;
    block.in_out = code_of(line.visit);
    day_of(std::move(block), line.day_known ? line.day.text() : std::string())
        .drugs.push_back(std::move(drug));
  }

  void add(const history::ClaimEntry& entry, const history::ProcedureLine& line,
           const history::Procedures& procedures) {
    const auto known = procedures.find(line.code);
    oqs::FolderProcedure procedure;
    procedure.code = line.code;
    procedure.name = known == procedures.end() ? line.code : known->second.name;
    procedure.treatment_class = line.treatment_class;
    procedure.quantity = line.quantity;
    const auto days = history::days_of(entry.month, line.days);
    if (days.size() <= 1) procedure.times = count(line.times);
    const auto block = block_of(entry);
    if (days.empty()) day_of(block, {}).procedures.push_back(procedure);
    for (const auto day : days) day_of(block, day.text()).procedures.push_back(procedure);
  }

  // A visit without anything that is listed is a block without days.
  void add_visit(const history::ClaimEntry& entry) {
    months_[key_of(block_of(entry))].first = block_of(entry);
  }

  std::vector<FolderMonth> finish() && {
    std::vector<FolderMonth> list;
    for (auto& [key, month] : months_) {
      auto& block = list.emplace_back(std::move(month.first));
      for (auto& [date, day] : month.second) {
        day.date = date;
        block.days.push_back(std::move(day));
      }
    }
    return list;
  }

 private:
  using Key = std::tuple<Source, std::string, std::string, std::string, std::string>;
  using Month = std::pair<FolderMonth, std::map<std::string, oqs::FolderDay>>;

  static Key key_of(const FolderMonth& block) {
    return {block.source, block.month, block.institution_code, block.issuer_code, block.in_out};
  }

  static FolderMonth block_of(const history::ClaimEntry& entry) {
    const auto& claim = entry.claim;
    const bool pharmacy = claim.visit == history::VisitKind::dispensing;
    FolderMonth block;
    block.month = entry.month.text();
    block.institution_code = claim.institution_code;
    block.institution_name = claim.institution_name;
    block.issuer_code = pharmacy ? claim.issuer_code : claim.institution_code;
    block.issuer_name = pharmacy ? claim.issuer_name : claim.institution_name;
    block.in_out = code_of(claim.visit);
    return block;
  }

  oqs::FolderDay& day_of(FolderMonth block, const std::string& date) {
    auto& month = months_[key_of(block)];
    month.first = std::move(block);
    return month.second[date];
  }

  std::map<Key, Month> months_;
};

std::vector<oqs::FolderCheckup> checkups_of(const std::vector<history::CheckupEntry>& entries) {
  std::multimap<std::string, oqs::FolderCheckup> by_date;
  for (const auto& entry : entries) {
    oqs::FolderCheckup checkup{entry.checkup.date.text(), {}};
    for (const auto& item : entry.checkup.items) {
      checkup.items.push_back(
          {item.code, item.name, item.type, item.value, item.unit, item.value_name});
    }
    by_date.emplace(checkup.date, std::move(checkup));
  }
  std::vector<oqs::FolderCheckup> list;
  for (auto& [date, checkup] : by_date) list.push_back(std::move(checkup));
  return list;
}

}  // namespace

oqs::FolderHistory folder_history(const HistoryLook& look, const HistoryMaterial& material) {
  const auto& entries = material.entries;
  Blocks blocks;
  if (look.allowed(HistoryKind::medication)) {
    for (const auto& line :
         history::medication_lines(entries.claims, entries.dispensings, material.drugs)) {
      blocks.add(line);
    }
  }
  const bool treatments = look.allowed(HistoryKind::diagnosis);
  const bool operations = look.allowed(HistoryKind::operation);
  for (const auto& entry : entries.claims) {
    if (treatments) blocks.add_visit(entry);
    for (const auto& line : entry.claim.procedures) {
      const bool shown = history::is_operation(line) ? operations
                                                     : treatments && history::is_listed_treatment(
                                                                         line, material.procedures);
      if (shown) blocks.add(entry, line, material.procedures);
    }
  }
  oqs::FolderHistory told;
  told.months = std::move(blocks).finish();
  if (look.allowed(HistoryKind::health_checkups)) told.checkups = checkups_of(entries.checkups);
  return told;
}

std::string withheld_text(const HistoryLook& look) {
  std::string text;
  for (const auto& one : look.kinds) {
    if (one.reason == domain::HistoryReason::allowed) continue;
    text.append(domain::label_of(one.kind)).append(": ").append(domain::text_of(one.reason));
  }
  return text;
}

}  // namespace madoguchi::center
