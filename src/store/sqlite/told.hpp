#pragma once

#include <string>
#include <vector>

#include "store/sqlite/connection.hpp"
#include "store/told.hpp"

namespace madoguchi::store::sqlite {

// The index of told answers. Every call throws Failure.

void index_told(Connection& db, const std::vector<ToldRow>& rows, AuditId until);
AuditId told_until(Connection& db);
// What all indexed records told one institution about one person.
unsigned sides_told(Connection& db, const std::string& institution_code, domain::PersonId person);

}  // namespace madoguchi::store::sqlite
