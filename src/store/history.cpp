#include "store/history.hpp"

#include <array>

#include "store/registry.hpp"

namespace madoguchi::store {

std::string_view name_of(HistorySource source) {
  static constexpr std::array<std::string_view, 3> names = {"claim", "checkup", "dispensing"};
  return names[static_cast<std::size_t>(source)];
}

// Each body of the registry keeps histories too.
Histories& histories_of(Registry& registry) {
  return dynamic_cast<Histories&>(registry);
}

}  // namespace madoguchi::store
