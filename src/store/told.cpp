#include "store/told.hpp"

namespace madoguchi::store {

std::string_view name_of(ToldWay way) {
  switch (way) {
    case ToldWay::card:
      return "card";
    case ToldWay::number:
      return "number";
    case ToldWay::bulk:
      return "bulk";
  }
  return {};
}

}  // namespace madoguchi::store
