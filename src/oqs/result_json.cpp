#include "oqs/result_json.hpp"

#include "domain/fields.hpp"

namespace madoguchi::oqs {

nlohmann::ordered_json results_json(const std::vector<domain::ResultAnswer>& results) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& result : results) {
    nlohmann::ordered_json one;
    for (const auto& [field, value] : result.fields) one[std::string(element_name(field))] = value;
    for (const auto& ticket : result.tickets) {
      nlohmann::ordered_json fields;
      for (const auto& [field, value] : ticket) fields[std::string(element_name(field))] = value;
      one["PublicExpenseResultList"].push_back(std::move(fields));
    }
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace madoguchi::oqs
