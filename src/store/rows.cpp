#include "store/rows.hpp"

#include <array>
#include <utility>

namespace madoguchi::store {

namespace {
constexpr std::array<std::pair<RowKind, std::string_view>, 6> row_kinds{{
    {RowKind::qualification, "qualification"},
    {RowKind::ticket, "ticket"},
    {RowKind::insurance, "insurance"},
    {RowKind::card, "card"},
    {RowKind::institution, "institution"},
    {RowKind::office, "office"},
}};
}  // namespace

RowKind kind_of(const Row& row) {
  static_assert(row_kinds.size() == std::variant_size_v<Row>);
  return row_kinds.at(row.index()).first;  // both in one order
}

std::string_view name_of(RowKind kind) {
  for (const auto& [known, name] : row_kinds) {
    if (known == kind) return name;
  }
  return {};
}

std::optional<RowKind> row_kind_named(std::string_view name) {
  for (const auto& [kind, known] : row_kinds) {
    if (known == name) return kind;
  }
  return std::nullopt;
}

}  // namespace madoguchi::store
