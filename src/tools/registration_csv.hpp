#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/rows.hpp"
#include "util/calendar.hpp"

namespace madoguchi::tools {

// A file that `madoguchi import` takes: the center's own columns (UTF-8, CRLF), one line a row.
// Rows without an UpdatedAt of their own get `updated_at`.
std::string registration_csv(store::RowKind kind, const std::vector<store::Row>& rows,
                             util::Instant updated_at);

// `made` as what follows `before`, a file of the same kind that was imported: rows that say the
// same keep their UpdatedAt and so count as unchanged; rows that are no more come first, with
// DeleteFlag 1, where the kind has one.
std::string following_csv(store::RowKind kind, std::string_view before, std::string_view made,
                          util::Instant updated_at);

inline constexpr int deletions_kept_days = 90;

}  // namespace madoguchi::tools
