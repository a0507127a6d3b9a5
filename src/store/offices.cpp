#include "store/offices.hpp"

#include "store/registry.hpp"

namespace madoguchi::store {

// Each body of the registry knows offices too.
Offices& offices_of(Registry& registry) {
  return dynamic_cast<Offices&>(registry);
}

}  // namespace madoguchi::store
