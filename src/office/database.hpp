#pragma once

#include "office/schema.hpp"
#include "sql/database.hpp"

namespace madoguchi::office {

// The copy of the office's rows at the center, and what only the office knows (plans, drafts, jobs,
// replies).
using sql::Database;
using sql::keep;
using sql::kept;

// Fails with a text for the operator.
inline auto open_database(const std::string& path) {
  return Database::open(path, {schema_version, {schema}, {upgrade_to_2}});
}

}  // namespace madoguchi::office
