#pragma once

#include <string>
#include <vector>

#include "domain/registered.hpp"
#include "store/problem.hpp"
#include "util/result.hpp"
#include "util/task.hpp"

namespace madoguchi::store {

class Registry;

// An office as it holds now, with what it stated of months.
struct OfficeRead {
  domain::Office office;
  std::vector<std::string> payer_numbers;
};

// Offices by what institutions know them by; nothing of any recipient. The fourth interface of the
// registry's body.
class Offices {
 public:
  template <class T>
  using Read = util::Task<util::Result<T, StoreProblem>>;
  virtual ~Offices() = default;

  // Those of one of these names, or with one of these 公費負担者番号; by code. Names may be shared.
  virtual Read<std::vector<OfficeRead>> offices_called(std::vector<std::string> names,
                                                       std::vector<std::string> payers) = 0;
};
Offices& offices_of(Registry& registry);

}  // namespace madoguchi::store
