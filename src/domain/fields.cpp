#include "domain/fields.hpp"

#include <unordered_map>

namespace madoguchi::domain {

namespace {

struct FieldNames {
  std::string_view element;
  std::string_view parent;
};

constexpr std::array<FieldNames, result_field_count> result_names = {{
#define X(name, parent) FieldNames{#name, parent},
    MADOGUCHI_RESULT_FIELDS(X)
#undef X
}};

constexpr std::array<std::string_view, ticket_field_count> ticket_names = {{
#define X(name) #name,
    MADOGUCHI_TICKET_FIELDS(X)
#undef X
}};

}  // namespace

std::string_view element_name(Field field) {
  return result_names[static_cast<std::size_t>(field)].element;
}

std::string_view parent_element(Field field) {
  return result_names[static_cast<std::size_t>(field)].parent;
}

std::string_view element_name(TicketField field) {
  return ticket_names[static_cast<std::size_t>(field)];
}

std::optional<Field> field_of(std::string_view element_name) {
  static const auto by_name = [] {
    std::unordered_map<std::string_view, Field> map;
    for (std::size_t i = 0; i < result_names.size(); ++i) {
      map.emplace(result_names[i].element, static_cast<Field>(i));
    }
    return map;
  }();
  const auto found = by_name.find(element_name);
  return found == by_name.end() ? std::nullopt : std::optional(found->second);
}

std::optional<TicketField> ticket_field_of(std::string_view element_name) {
  static const auto by_name = [] {
    std::unordered_map<std::string_view, TicketField> map;
    for (std::size_t i = 0; i < ticket_names.size(); ++i) {
      map.emplace(ticket_names[i], static_cast<TicketField>(i));
    }
    return map;
  }();
  const auto found = by_name.find(element_name);
  return found == by_name.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace madoguchi::domain
