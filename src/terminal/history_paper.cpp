#include "terminal/history_paper.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "forms/forms.hpp"

namespace madoguchi::terminal {

namespace {

using forms::ListSheet;
using Align = ListSheet::Column::Align;

std::string day_text(const std::string& day, const std::string& month) {
  if (const auto read = util::Day::parse(day)) return util::era_text(*read);
  const auto read = util::Month::parse(month);
  return read ? util::era_text(*read) : month;
}

// Rows with the day (or month) they are of: the newest comes first, those of one day as they came.
class DatedRows {
 public:
  void add(const std::string& day, const std::string& month, std::vector<std::string> rest) {
    rest.insert(rest.begin(), day_text(day, month));
    rows_.emplace_back(day.empty() ? month : day, std::move(rest));
  }
  std::vector<std::vector<std::string>> newest_first() && {
    std::stable_sort(rows_.begin(), rows_.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<std::vector<std::string>> cells;
    for (auto& row : rows_) cells.push_back(std::move(row.second));
    return cells;
  }

 private:
  std::vector<std::pair<std::string, std::vector<std::string>>> rows_;
};

std::string person_line(const oqs::FolderHistory& history) {
  const auto born = util::Day::parse(history.birthdate);
  const auto sex = history.sex == "1" ? "男" : history.sex == "2" ? "女" : "";
  return history.name + "（" + history.kana + "）　" + sex + "　" +
         (born ? util::era_text(*born) : std::string()) + "生";
}

// Who gave it, and whose prescription it was where that is somebody else.
std::string where(const oqs::FolderMonth& month) {
  if (month.issuer_name.empty() || month.issuer_name == month.institution_name) {
    return month.institution_name;
  }
  return month.institution_name + "（処方 " + month.issuer_name + "）";
}

ListSheet drug_list(const oqs::FolderHistory& history) {
  ListSheet list;
  list.title = "薬剤情報";
  list.columns = {{"調剤・処方日", 1.1},
                  {"医薬品", 2.3},
                  {"成分", 1.3},
                  {"数量", 0.6},
                  {"日数・回数", 0.6, Align::right},
                  {"医療機関・薬局", 1.8}};
  DatedRows rows;
  for (const auto& month : history.months) {
    for (const auto& day : month.days) {
      for (const auto& drug : day.drugs) {
        rows.add(day.date, month.month,
                 {drug.name, drug.ingredient, drug.quantity + drug.unit, drug.times, where(month)});
      }
    }
  }
  list.rows = std::move(rows).newest_first();
  return list;
}

ListSheet care_list(const oqs::FolderHistory& history) {
  ListSheet list;
  list.title = "診療・手術情報";
  list.columns = {{"日", 1.1}, {"診療行為", 3.2}, {"区分", 0.8}, {"医療機関", 2}};
  DatedRows rows;
  for (const auto& month : history.months) {
    for (const auto& day : month.days) {
      for (const auto& one : day.procedures) {
        const bool operation = one.treatment_class == "50" || one.treatment_class == "54";
        rows.add(day.date, month.month,
                 {one.name, operation ? "手術・麻酔" : "診療", month.institution_name});
      }
    }
    if (month.days.empty()) {
      rows.add({}, month.month, {"受診", "診療", month.institution_name});
    }
  }
  list.rows = std::move(rows).newest_first();
  return list;
}

ListSheet checkup_list(const oqs::FolderHistory& history) {
  ListSheet list;
  list.title = "特定健診情報";
  list.columns = {{"健診日", 1.1}, {"項目", 2.6}, {"結果", 1.4}, {"単位", 0.7}};
  for (const auto& checkup : history.checkups) {
    for (const auto& item : checkup.items) {
      list.rows.push_back({day_text(checkup.date, {}), item.name,
                           item.value_name.empty() ? item.value : item.value_name, item.unit});
    }
  }
  return list;
}

}  // namespace

util::Result<std::string, std::string> history_paper(const oqs::FolderHistory& history,
                                                     util::Day printed_on) {
  std::vector<ListSheet> lists;
  if (history.checkups.empty()) lists.push_back(drug_list(history));
  auto care = care_list(history);
  if (!care.rows.empty()) lists.push_back(std::move(care));
  if (!history.checkups.empty()) lists.push_back(checkup_list(history));
  for (auto& list : lists) {
    list.note = person_line(history);
    list.foot = history.contents;
  }
  auto pdf = forms::lists_pdf("薬剤情報等", lists, {}, printed_on);
  if (!pdf) return util::failure(pdf.error().detail);
  return std::move(*pdf);
}

}  // namespace madoguchi::terminal
