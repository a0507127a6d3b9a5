#include "history/checkup_files.hpp"
#include "history/csv_table.hpp"

namespace madoguchi::history {

namespace {

const std::vector<std::string_view> columns = {
    "CheckupDate",   "PayerNumber", "Symbol",    "Number",           "Name",
    "NameKana",      "Sex1",        "Birthdate", "OrganizationCode", "OrganizationName",
    "ItemCode",      "ItemName",    "DataType",  "DataValue",        "Unit",
    "DataValueName", "Judgement"};
const std::vector<std::string_view> required = {"CheckupDate", "PayerNumber", "Number",
                                                "Name",        "Sex1",        "Birthdate",
                                                "ItemCode",    "ItemName",    "DataValue"};

// Of one line: whose, when and where; its place when something is wrong.
struct Line {
  Checkup checkup;
  std::string_view wrong;  // column
  const char* code = "";
  const char* text = "";
};

Line line_of(const CsvTable& table) {
  Line line;
  auto& checkup = line.checkup;
  const auto wrong = [&line](std::string_view column, const char* code, const char* text) {
    if (line.wrong.empty()) line = {std::move(line.checkup), column, code, text};
  };
  const auto date = util::parse_claims_day(table.at("CheckupDate"));
  const auto birth = util::parse_claims_day(table.at("Birthdate"));
  if (!date) wrong("CheckupDate", "date", "健診実施年月日がありえない日付です。");
  if (!birth) wrong("Birthdate", "date", "生年月日がありえない日付です。");
  checkup.date = date.value_or(util::Day());
  auto& who = checkup.identity;
  who.birthdate = birth.value_or(util::Day());
  who.name = table.text("Name");
  who.kana = table.text("NameKana");
  who.sex = table.at("Sex1");
  if (who.sex != "1" && who.sex != "2") wrong("Sex1", "format", "男女区分は1か2です。");
  ClaimPayer payer;
  payer.payer = table.at("PayerNumber");
  payer.symbol = table.text("Symbol");
  payer.number = table.at("Number");
  if (payer.payer.empty()) wrong("PayerNumber", "empty", "負担者・保険者の番号がありません。");
  if (payer.number.empty()) wrong("Number", "empty", "番号がありません。");
  if (payer.payer.size() == 8 && payer.payer.starts_with("12")) {
    payer.of = ClaimPayer::Of::public_expense;
  }
  who.payers.push_back(std::move(payer));
  checkup.organization_code = table.at("OrganizationCode");
  checkup.organization_name = table.text("OrganizationName");
  if (table.at("ItemCode").empty()) wrong("ItemCode", "empty", "項目コードがありません。");
  checkup.items.push_back({table.at("ItemCode"), table.text("ItemName"), table.at("DataType"),
                           table.text("DataValue"), table.text("Unit"), table.text("DataValueName"),
                           table.at("Judgement")});
  return line;
}

bool together(const Checkup& a, const Checkup& b) {
  return a.date == b.date && a.organization_code == b.organization_code &&
         identity_json(a.identity) == identity_json(b.identity);
}

}  // namespace

CheckupFile read_checkup_csv(std::string_view text) {
  CheckupFile file;
  CsvTable table(text);
  file.refusal = table.open(columns, required);
  bool broken = false;  // a line of the check-up that is being read is wrong: none of it is kept
  std::optional<Checkup> open;
  const auto close = [&] {
    if (!open) return;
    if (broken) {
      ++file.refused;
    } else {
      file.checkups.push_back(std::move(*open));
    }
    open.reset();
    broken = false;
  };
  while (!file.refusal && table.next()) {
    if (table.broken()) {
      file.notes.push_back({table.line(), 0, "csv", "行を読み取れません。"});
      broken = open.has_value();
      continue;
    }
    auto line = line_of(table);
    line.checkup.line = table.line();
    if (!open || !together(*open, line.checkup)) {
      close();
      open = line.checkup;
    } else {
      open->items.push_back(line.checkup.items.front());
    }
    if (line.wrong.empty()) continue;
    broken = true;
    file.notes.push_back({table.line(), table.place(line.wrong), line.code, line.text});
  }
  close();
  return file;
}

}  // namespace madoguchi::history
