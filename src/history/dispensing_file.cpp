#include <algorithm>
#include <nlohmann/json.hpp>

#include "domain/identifiers.hpp"
#include "history/checkup_files.hpp"
#include "history/lines.hpp"

namespace madoguchi::history {

namespace {

using nlohmann::json;

struct Wrong {
  const char* code;
  std::string text;
};

std::string text_at(const json& from, const char* name) {
  const auto found = from.find(name);
  if (found == from.end()) return {};
  if (!found->is_string()) throw Wrong{"format", std::string(name) + " は文字列です。"};
  return found->get<std::string>();
}

int number_at(const json& from, const char* name) {
  const auto found = from.find(name);
  if (found == from.end()) return 0;
  if (!found->is_number_integer() || *found < 0 || *found > 999) {
    throw Wrong{"format", std::string(name) + " は0から999の整数です。"};
  }
  return found->get<int>();
}

util::Day day_at(const json& from, const char* name) {
  const auto day = util::Day::parse(text_at(from, name));
  if (!day) throw Wrong{"date", std::string(name) + " がありえない日付です。"};
  return *day;
}

const json& part_of(const json& from, const char* name) {
  const auto found = from.find(name);
  if (found == from.end() || !found->is_object()) {
    throw Wrong{"format", std::string(name) + " がありません。"};
  }
  return *found;
}

std::string institution_of(const json& from) {
  auto code = text_at(from, "code");
  if (domain::form_of_institution_code(code) == domain::NumberForm::bad_format) {
    throw Wrong{"institution", "医療機関コードが正しくありません。"};
  }
  return code;
}

ClaimIdentity identity_of(const json& from) {
  ClaimIdentity who;
  who.name = text_at(from, "name");
  who.kana = text_at(from, "name_kana");
  who.sex = text_at(from, "sex");
  who.birthdate = day_at(from, "birthdate");
  if (who.sex != "1" && who.sex != "2") throw Wrong{"format", "sex は1か2です。"};
  ClaimPayer payer;
  payer.payer = text_at(from, "payer");
  payer.symbol = text_at(from, "symbol");
  payer.number = text_at(from, "number");
  if (payer.payer.empty() || payer.number.empty()) {
    throw Wrong{"number", "payer と number が必要です。"};
  }
  if (payer.payer.size() == 8 && payer.payer.starts_with("12")) {
    payer.of = ClaimPayer::Of::public_expense;
  }
  who.payers.push_back(std::move(payer));
  return who;
}

DispensedDrug drug_of(const json& from) {
  if (!from.is_object()) throw Wrong{"format", "drugs の要素はオブジェクトです。"};
  DispensedDrug drug{text_at(from, "code"),   text_at(from, "name"),  text_at(from, "quantity"),
                     text_at(from, "unit"),   text_at(from, "usage"), number_at(from, "days"),
                     number_at(from, "times")};
  const bool digits =
      std::all_of(drug.code.begin(), drug.code.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (drug.code.size() != 9 || !digits) throw Wrong{"code", "薬剤のコードは9桁の数字です。"};
  return drug;
}

Dispensing dispensing_of(const json& from) {
  if (!from.is_object()) throw Wrong{"json", "1行に1つのJSONオブジェクトを書いてください。"};
  Dispensing made;
  made.id = text_at(from, "dispensing_id");
  if (made.id.empty() || made.id.size() > 64) {
    throw Wrong{"id", "dispensing_id（64文字まで）が必要です。"};
  }
  made.identity = identity_of(part_of(from, "person"));
  made.dispensed = day_at(from, "dispensed");
  if (from.contains("prescribed")) made.prescribed = day_at(from, "prescribed");
  const auto& dispenser = part_of(from, "dispenser");
  made.dispenser_code = institution_of(dispenser);
  made.dispenser_name = text_at(dispenser, "name");
  if (from.contains("issuer")) {
    const auto& issuer = part_of(from, "issuer");
    made.issuer_code = institution_of(issuer);
    made.issuer_name = text_at(issuer, "name");
  }
  const auto drugs = from.find("drugs");
  if (drugs == from.end() || !drugs->is_array() || drugs->empty()) {
    throw Wrong{"format", "drugs がありません。"};
  }
  for (const auto& one : *drugs) made.drugs.push_back(drug_of(one));
  return made;
}

}  // namespace

DispensingFile read_dispensing_json_lines(std::string_view text) {
  DispensingFile file;
  MemoryBytes bytes(text);
  LineReader lines(bytes);
  std::string_view line;
  while (lines.next(line)) {
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    try {
      auto made = dispensing_of(json::parse(line, nullptr, false));
      made.line = lines.number();
      file.dispensings.push_back(std::move(made));
    } catch (const Wrong& wrong) {
      ++file.refused;
      file.notes.push_back({lines.number(), 0, wrong.code, wrong.text});
    }
  }
  if (lines.too_long()) {
    file.refusal = FileNote{lines.number(), 0, "line_too_long", "1行が長すぎます（64KiBまで）。"};
  } else if (file.dispensings.empty() && file.refused == 0) {
    file.refusal = FileNote{1, 0, "empty", "調剤がありません。"};
  }
  return file;
}

}  // namespace madoguchi::history
