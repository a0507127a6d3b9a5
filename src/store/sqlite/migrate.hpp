#pragma once

#include <span>
#include <string_view>

#include "store/sqlite/connection.hpp"
#include "util/result.hpp"

namespace madoguchi::store::sqlite {

// One numbered change of the schema. A later one that older programs cannot read raises
// `min_reader` in `meta` itself.
struct Migration {
  int number;
  std::string_view name;
  std::string_view sql;
};

std::span<const Migration> migrations();  // ascending, from 1

// The schema number of a file; corrupt when it is not ours. Throws Failure.
util::Result<int, StoreProblem> version_of(Connection& db);

// Brings the file up to this program's schema, each step in its own transaction. Refuses a file of
// a newer program (schema_newer) and a file that is not ours (corrupt). Throws Failure.
util::Result<void, StoreProblem> migrate(Connection& db);
// May this program read the file as it is? It may read a newer one whose `min_reader` says so.
util::Result<void, StoreProblem> check_readable(Connection& db);

}  // namespace madoguchi::store::sqlite
