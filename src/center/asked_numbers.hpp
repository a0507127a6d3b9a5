#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "oqs/messages.hpp"

namespace madoguchi::center {

// A question by numbers as records and jobs keep it. Readers throw nlohmann::json::exception on any
// other form.
std::string search_json(const domain::NumberSearch& search);
domain::NumberSearch read_search(const nlohmann::json& from);
std::string echo_json(const oqs::SearchEcho& echo);
oqs::SearchEcho read_echo(const nlohmann::json& from);

// A JSON list of what `json_of` makes of each.
template <class Item, class JsonOf>
std::string json_list(const std::vector<Item>& items, const JsonOf& json_of) {
  std::string out = "[";
  for (const auto& item : items) {
    if (out.size() > 1) out += ',';
    out += json_of(item);
  }
  return out + "]";
}

}  // namespace madoguchi::center
