#pragma once

#include <string>

namespace madoguchi::center {

// A record's detail (a JSON object) with who at the party asked; as it was when nobody is known.
inline std::string with_acting(std::string detail, const std::string& acting) {
  if (acting.empty() || detail.size() < 2 || detail.back() != '}') return detail;
  detail.pop_back();
  detail += detail.size() == 1 ? "\"acting\":" : ",\"acting\":";
  return detail + acting + "}";
}

}  // namespace madoguchi::center
