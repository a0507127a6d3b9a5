#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "domain/project.hpp"

namespace madoguchi::oqs {

// A ResultList as JSON, for people and programs that read no XML: official element names, one
// object a result, its tickets as PublicExpenseResultList.
nlohmann::ordered_json results_json(const std::vector<domain::ResultAnswer>& results);

}  // namespace madoguchi::oqs
