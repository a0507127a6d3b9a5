#include "office/columns.hpp"

#include <algorithm>

#include "domain/registration_columns.hpp"
#include "util/csv.hpp"

namespace madoguchi::office {

const std::vector<std::string_view>& columns_of(std::string_view kind) {
  return kind == "ticket" ? domain::ticket_columns().known : domain::qualification_columns().known;
}

bool is_of_person(std::string_view column) {
  static const std::vector<std::string_view> of_person{
      "PersonLinkKey", "Name", "NameKana",  "NameOfOther", "NameOfOtherKana",
      "Sex1",          "Sex2", "Birthdate", "PostNumber",  "Address"};
  return std::find(of_person.begin(), of_person.end(), column) != of_person.end();
}

std::string csv_of(std::string_view kind, const std::vector<Json>& rows,
                   std::string_view updated_at) {
  const auto& columns = columns_of(kind);
  // Read by a program: a name that begins with a minus stays what it is.
  constexpr auto guard = util::FormulaGuard::no;
  std::string csv = util::csv_line({columns.begin(), columns.end()}, guard);
  std::vector<std::string> fields;
  for (const auto& row : rows) {
    fields.clear();
    for (const auto column : columns) {
      fields.push_back(column == "UpdatedAt" ? std::string(updated_at) : text_of(row, column));
    }
    csv += util::csv_line(fields, guard);
  }
  return csv;
}

util::Result<Json, Problem> row_from(std::string_view kind, const Json& body) {
  Json row = Json::object();
  for (const auto column : columns_of(kind)) {
    if (column == "OfficeCode" || column == "UpdatedAt" || column == "DeleteFlag") continue;
    const auto found = body.find(column);
    if (found == body.end() || found->is_null()) continue;
    if (!found->is_string()) return util::failure(malformed(column));
    row[std::string(column)] = *found;
  }
  return row;
}

Json over(Json row, const Json& fields) {
  for (const auto& [name, value] : fields.items()) row[name] = value;
  return row;
}

}  // namespace madoguchi::office
