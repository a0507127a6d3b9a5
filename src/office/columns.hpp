#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "office/answer.hpp"

namespace madoguchi::office {

// Columns of a registration file (docs/registration.md), UpdatedAt and DeleteFlag last.
const std::vector<std::string_view>& columns_of(std::string_view kind);  // qualification, ticket
// Those of a qualification that say who somebody is, and not which interval it is.
bool is_of_person(std::string_view column);

// The rows as a registration file, all with one time of change; a row's "DeleteFlag" is its own.
std::string csv_of(std::string_view kind, const std::vector<Json>& rows,
                   std::string_view updated_at);

// What the page sent, by columns of that kind: every other member is left out. Fails with the name
// of a member that is no text.
util::Result<Json, Problem> row_from(std::string_view kind, const Json& body);

// `row` with the members of `fields` over it.
Json over(Json row, const Json& fields);

}  // namespace madoguchi::office
