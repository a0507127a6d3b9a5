#pragma once

#include <string>

#include "store/registry.hpp"
#include "store/sqlite/connection.hpp"

namespace madoguchi::store::sqlite {

// One page of an office's published versions after a cursor, with their content. Throws Failure.
OfficePage read_office_rows(Connection& db, const std::string& office_code, domain::VersionId after,
                            std::size_t items_max, domain::BatchId published);

}  // namespace madoguchi::store::sqlite
