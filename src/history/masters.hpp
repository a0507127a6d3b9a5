#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "history/uke_reader.hpp"

// Names of the codes in claims (医薬品マスター, 診療行為マスター), as CSV documented in
// docs/history.md.
namespace madoguchi::history {

struct Drug {
  std::string code, name;
  std::string ingredient_code, ingredient_name;  // empty: not told, counts in no duplicate
  std::string class_code, class_name;            // 薬効分類
  std::string unit;
};
struct Procedure {
  std::string code, name;
  bool listed = true;  // shown among the treatments
};
using Drugs = std::map<std::string, Drug, std::less<>>;
using Procedures = std::map<std::string, Procedure, std::less<>>;

std::string drug_json(const Drug& drug);
std::optional<Drug> read_drug_json(const std::string& code, const std::string& json);
std::string procedure_json(const Procedure& procedure);
std::optional<Procedure> read_procedure_json(const std::string& code, const std::string& json);

// The rows of such a file (UTF-8 text), and what was wrong: a wrong row is left out, a wrong header
// refuses the file.
struct MasterFile {
  std::vector<Drug> drugs;
  std::vector<Procedure> procedures;
  std::size_t rows = 0;
  std::vector<FileNote> notes;
  std::optional<FileNote> refusal;
};
MasterFile read_drug_master(std::string_view text);
MasterFile read_procedure_master(std::string_view text);

}  // namespace madoguchi::history
