#include "history/claim.hpp"

#include <array>

#include "history/json_members.hpp"
#include "util/hash.hpp"
#include "util/json_line.hpp"
#include "util/search_form.hpp"

namespace madoguchi::history {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 5> visit_names = {"out", "in", "dental", "dispensing",
                                                         "visiting_nursing"};

// [code, quantity, times, supply days, day, class, 1 when the day is known]
std::string drug_json(const DrugLine& drug) {
  std::string out = "[" + util::json_text(drug.code) + "," + util::json_text(drug.quantity) + ",";
  out += std::to_string(drug.times) + "," + std::to_string(drug.supply_days) + ",";
  return out + std::to_string(drug.dispensed.number()) + "," +
         util::json_text(drug.treatment_class) + (drug.day_known ? ",1]" : ",0]");
}

// [code, quantity, times, days, class]
std::string procedure_json(const ProcedureLine& line) {
  return "[" + util::json_text(line.code) + "," + util::json_text(line.quantity) + "," +
         std::to_string(line.times) + "," + std::to_string(line.days) + "," +
         util::json_text(line.treatment_class) + "]";
}

template <class Line, class JsonOf>
std::string list_json(const std::vector<Line>& lines, const JsonOf& json_of) {
  std::string out = "[";
  for (const auto& line : lines) {
    if (out.size() > 1) out += ',';
    out += json_of(line);
  }
  return out + "]";
}

}  // namespace

std::string_view name_of(VisitKind kind) {
  return visit_names[static_cast<std::size_t>(kind)];
}

std::optional<VisitKind> visit_kind_named(std::string_view name) {
  for (std::size_t i = 0; i < visit_names.size(); ++i) {
    if (visit_names[i] == name) return static_cast<VisitKind>(i);
  }
  return std::nullopt;
}

std::string claim_json(const Claim& claim) {
  util::JsonLine out;
  out.add("visit", name_of(claim.visit)).add_number("days", claim.days);
  out.add("institution", claim.institution_code).add("name", claim.institution_name);
  if (!claim.issuer_code.empty() || !claim.issuer_name.empty()) {
    out.add("issuer", claim.issuer_code).add("issuer_name", claim.issuer_name);
  }
  out.add_json("drugs", list_json(claim.drugs, drug_json));
  out.add_json("procedures", list_json(claim.procedures, procedure_json));
  return std::move(out).finish();
}

std::optional<Claim> read_claim_json(const std::string& text) {
  const auto from = json::parse(text, nullptr, false);
  if (!from.is_object()) return std::nullopt;
  Claim claim;
  const auto visit = visit_kind_named(text_in(from, "visit"));
  if (!visit) return std::nullopt;
  claim.visit = *visit;
  claim.days = number_in(from, "days");
  claim.institution_code = text_in(from, "institution");
  claim.institution_name = text_in(from, "name");
  claim.issuer_code = text_in(from, "issuer");
  claim.issuer_name = text_in(from, "issuer_name");
  try {
    for (const auto& one : from.at("drugs")) {
      claim.drugs.push_back({one.at(0).get<std::string>(), one.at(1).get<std::string>(),
                             one.at(2).get<int>(), one.at(3).get<int>(),
                             util::Day::from_number(one.at(4).get<std::int32_t>()),
                             one.at(5).get<std::string>(), one.at(6).get<int>() == 1});
    }
    for (const auto& one : from.at("procedures")) {
      claim.procedures.push_back({one.at(0).get<std::string>(), one.at(1).get<std::string>(),
                                  one.at(2).get<int>(), one.at(3).get<DaysOfMonth>(),
                                  one.at(4).get<std::string>()});
    }
  } catch (const json::exception&) {
    return std::nullopt;
  }
  return claim;
}

std::string identity_json(const ClaimIdentity& identity) {
  util::JsonLine out;
  out.add("name", identity.name)
      .add("kana", identity.kana)
      .add("sex", identity.sex)
      .add("birthdate", identity.birthdate.text());
  out.add_json("payers", list_json(identity.payers, [](const ClaimPayer& payer) {
                 util::JsonLine one;
                 one.add("of", payer.of == ClaimPayer::Of::insurance ? "HO" : "KO")
                     .add("payer", payer.payer)
                     .add("symbol", payer.symbol)
                     .add("number", payer.number);
                 return std::move(one).finish();
               }));
  return std::move(out).finish();
}

std::optional<ClaimIdentity> read_identity_json(const std::string& text) {
  const auto from = json::parse(text, nullptr, false);
  if (!from.is_object()) return std::nullopt;
  ClaimIdentity identity;
  identity.name = text_in(from, "name");
  identity.kana = text_in(from, "kana");
  identity.sex = text_in(from, "sex");
  const auto birth = util::Day::parse(text_in(from, "birthdate"));
  if (!birth || !from.contains("payers") || !from["payers"].is_array()) return std::nullopt;
  identity.birthdate = *birth;
  for (const auto& one : from["payers"]) {
    if (!one.is_object()) return std::nullopt;
    const auto of =
        text_in(one, "of") == "HO" ? ClaimPayer::Of::insurance : ClaimPayer::Of::public_expense;
    identity.payers.push_back(
        {of, text_in(one, "payer"), text_in(one, "symbol"), text_in(one, "number")});
  }
  return identity;
}

std::string claim_key(const Claim& claim) {
  std::string text = claim.type + "\n" + claim.issuer_code + "\n" + claim.chart_number + "\n" +
                     util::search_form(claim.identity.name) + "\n" + claim.identity.sex + "\n" +
                     claim.identity.birthdate.text();
  for (const auto& payer : claim.identity.payers) {
    text += "\n" + payer.payer + " " + util::search_form(payer.symbol) + " " +
            util::search_form(payer.number);
  }
  return util::hex(util::sha256(text)).substr(0, 32);
}

}  // namespace madoguchi::history
