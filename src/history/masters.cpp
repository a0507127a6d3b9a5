#include "history/masters.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "history/csv_table.hpp"
#include "util/digits.hpp"
#include "util/json_line.hpp"

namespace madoguchi::history {

namespace {

using nlohmann::json;

std::string text_in(const json& from, const char* name) {
  const auto found = from.find(name);
  return found != from.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_code(std::string_view text) {
  return text.size() == 9 && std::all_of(text.begin(), text.end(), util::is_digit);
}

// Code and name of a row that is sound; else why not.
bool check_row(const CsvTable& table, MasterFile& file) {
  ++file.rows;
  if (table.broken()) {
    file.notes.push_back({table.line(), 0, "csv", "行を読み取れません。"});
  } else if (!is_code(table.at("Code"))) {
    file.notes.push_back({table.line(), table.place("Code"), "code", "コードは9桁の数字です。"});
  } else if (table.text("Name").empty()) {
    file.notes.push_back({table.line(), table.place("Name"), "empty", "名称がありません。"});
  } else {
    return true;
  }
  return false;
}

}  // namespace

std::string drug_json(const Drug& drug) {
  util::JsonLine out;
  out.add("name", drug.name)
      .add("ingredient", drug.ingredient_code)
      .add("ingredient_name", drug.ingredient_name)
      .add("class", drug.class_code)
      .add("class_name", drug.class_name)
      .add("unit", drug.unit);
  return std::move(out).finish();
}

std::optional<Drug> read_drug_json(const std::string& code, const std::string& text) {
  const auto from = json::parse(text, nullptr, false);
  if (!from.is_object()) return std::nullopt;
  return Drug{code,
              text_in(from, "name"),
              text_in(from, "ingredient"),
              text_in(from, "ingredient_name"),
              text_in(from, "class"),
              text_in(from, "class_name"),
              text_in(from, "unit")};
}

std::string procedure_json(const Procedure& procedure) {
  util::JsonLine out;
  out.add("name", procedure.name).add_truth("listed", procedure.listed);
  return std::move(out).finish();
}

std::optional<Procedure> read_procedure_json(const std::string& code, const std::string& text) {
  const auto from = json::parse(text, nullptr, false);
  if (!from.is_object()) return std::nullopt;
  return Procedure{code, text_in(from, "name"), from.value("listed", true)};
}

MasterFile read_drug_master(std::string_view text) {
  MasterFile file;
  CsvTable table(text);
  file.refusal = table.open(
      {"Code", "Name", "IngredientCode", "IngredientName", "ClassCode", "ClassName", "Unit"},
      {"Code", "Name", "IngredientCode", "IngredientName", "ClassCode"});
  while (!file.refusal && table.next()) {
    if (!check_row(table, file)) continue;
    file.drugs.push_back({table.at("Code"), table.text("Name"), table.at("IngredientCode"),
                          table.text("IngredientName"), table.at("ClassCode"),
                          table.text("ClassName"), table.text("Unit")});
  }
  return file;
}

MasterFile read_procedure_master(std::string_view text) {
  MasterFile file;
  CsvTable table(text);
  file.refusal = table.open({"Code", "Name", "Listed"}, {"Code", "Name", "Listed"});
  while (!file.refusal && table.next()) {
    if (!check_row(table, file)) continue;
    const auto listed = table.at("Listed");
    if (listed != "0" && listed != "1") {
      file.notes.push_back({table.line(), table.place("Listed"), "format", "Listed は0か1です。"});
      continue;
    }
    file.procedures.push_back({table.at("Code"), table.text("Name"), listed == "1"});
  }
  return file;
}

}  // namespace madoguchi::history
