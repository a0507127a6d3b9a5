#pragma once

#include <map>
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

// The same line by line, for files that are never in memory as a whole.
class RegistrationLines {
 public:
  RegistrationLines(store::RowKind kind, util::Instant updated_at);
  std::string header() const;
  void append(const store::Row& row, std::string& to) const;

 private:
  std::vector<std::string> columns_;
  std::map<std::string, std::size_t, std::less<>> places_;
  std::string updated_at_;
};

// `made` as what follows `before`, a file of the same kind that was imported: rows that say the
// same keep their UpdatedAt and so count as unchanged; rows that are no more come first, with
// DeleteFlag 1, where the kind has one.
std::string following_csv(store::RowKind kind, std::string_view before, std::string_view made,
                          util::Instant updated_at);

inline constexpr int deletions_kept_days = 90;

}  // namespace madoguchi::tools
