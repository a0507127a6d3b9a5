#include "store/office_event.hpp"

namespace madoguchi::store {

std::string_view name_of(OfficeEventKind kind) {
  switch (kind) {
    case OfficeEventKind::verification:
      return "verification";
    case OfficeEventKind::call:
      return "call";
    case OfficeEventKind::reply:
      break;
  }
  return "reply";
}

}  // namespace madoguchi::store
