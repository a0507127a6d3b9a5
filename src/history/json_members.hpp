#pragma once

#include <nlohmann/json.hpp>
#include <string>

// How the room reads the members of what it wrote itself; absent or of another kind: nothing.
namespace madoguchi::history {

inline std::string text_in(const nlohmann::json& from, const char* name) {
  const auto found = from.find(name);
  return found != from.end() && found->is_string() ? found->get<std::string>() : std::string();
}
inline int number_in(const nlohmann::json& from, const char* name) {
  const auto found = from.find(name);
  return found != from.end() && found->is_number_integer() ? found->get<int>() : 0;
}

}  // namespace madoguchi::history
