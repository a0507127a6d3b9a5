#include "net/http.hpp"

#include <algorithm>

#include "net/text.hpp"

namespace madoguchi::net {

std::string_view header(const Headers& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& field) { return same_name(field.first, name); });
  return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

std::string_view Request::query_value(std::string_view name) const {
  const auto found = std::find_if(query.begin(), query.end(),
                                  [&](const auto& field) { return field.first == name; });
  return found == query.end() ? std::string_view{} : std::string_view(found->second);
}

}  // namespace madoguchi::net
