#include "center/asked_numbers.hpp"

#include <nlohmann/json.hpp>

#include "util/json_line.hpp"

namespace madoguchi::center {

std::string search_json(const domain::NumberSearch& search) {
  util::JsonLine out;
  out.add("insurer_number", search.insurer_number)
      .add("symbol", search.symbol)
      .add("number", search.number)
      .add("branch", search.branch)
      .add("birthdate", search.birthdate.text())
      .add_truth("limit", search.limit_certificate_consent);
  return std::move(out).finish();
}

std::string echo_json(const oqs::SearchEcho& echo) {
  std::string out = "[";
  for (const auto& [name, text] : echo.elements) {
    if (out.size() > 1) out += ',';
    out += "[" + util::json_text(name) + "," + util::json_text(text.value) + "," +
           util::json_text(text.raw) + "]";
  }
  return out + "]";
}

domain::NumberSearch read_search(const nlohmann::json& from) {
  domain::NumberSearch search;
  search.insurer_number = from.at("insurer_number").get<std::string>();
  search.symbol = from.at("symbol").get<std::string>();
  search.number = from.at("number").get<std::string>();
  search.branch = from.at("branch").get<std::string>();
  search.birthdate =
      util::Day::parse(from.at("birthdate").get<std::string>()).value_or(util::Day());
  search.limit_certificate_consent = from.at("limit").get<bool>();
  return search;
}

oqs::SearchEcho read_echo(const nlohmann::json& from) {
  oqs::SearchEcho echo;
  for (const auto& one : from) {
    echo.elements.emplace_back(
        one.at(0).get<std::string>(),
        oqs::EchoText{one.at(1).get<std::string>(), one.at(2).get<std::string>()});
  }
  return echo;
}

}  // namespace madoguchi::center
