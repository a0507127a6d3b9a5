#include "store/disaster.hpp"

#include "store/registry.hpp"

namespace madoguchi::store {

// Each body of the registry keeps disasters too.
Disasters& disasters_of(Registry& registry) {
  return dynamic_cast<Disasters&>(registry);
}

}  // namespace madoguchi::store
