#include "store/registry.hpp"

namespace madoguchi::store {

std::string_view name_of(FeedChange change) {
  switch (change) {
    case FeedChange::added:
      return "added";
    case FeedChange::changed:
      return "changed";
    case FeedChange::removed:
      break;
  }
  return "removed";
}

}  // namespace madoguchi::store
