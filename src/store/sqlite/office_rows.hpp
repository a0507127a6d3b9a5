#pragma once

#include <string>
#include <vector>

#include "store/offices.hpp"
#include "store/registry.hpp"
#include "store/sqlite/connection.hpp"

namespace madoguchi::store::sqlite {

// One page of an office's published versions after a cursor, with their content. Throws Failure.
OfficePage read_office_rows(Connection& db, const std::string& office_code, domain::VersionId after,
                            std::size_t items_max, domain::BatchId published);

// See Offices::offices_called. Throws Failure.
std::vector<OfficeRead> read_offices_called(Connection& db, domain::BatchId as_of,
                                            const std::vector<std::string>& names,
                                            const std::vector<std::string>& payers);

}  // namespace madoguchi::store::sqlite
