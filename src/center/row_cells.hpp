#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/rows.hpp"

namespace madoguchi::center {

// What a row says, by the columns of its registration file (domain.md 11.2), UpdatedAt left out.
using RowCells = std::vector<std::pair<std::string_view, std::string>>;
RowCells row_cells(const store::Row& row);

}  // namespace madoguchi::center
