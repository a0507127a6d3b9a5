#pragma once

#include "store/rows.hpp"

namespace madoguchi::store {

// What can be wrong with a row against what is stored already. Same codes and texts in every body
// of the registry; the texts never carry a name or a number of a person.
enum class RowFault {
  person_link_changed,
  interval_overlap,
  ticket_overlap,
  card_of_another_person,
  card_stays_revoked,
  person_differs,
  changed_meanwhile,
  protection_refused,
  institution_unknown,  // warnings from here
  outside_qualification,
  recipient_unknown,
  duplicate_in_file,
  delete_unknown,
  full_not_applied,
  full_without_rows,
  stale_row,
  warnings_cut,
};

RowProblem row_problem(std::size_t line, RowFault fault);

}  // namespace madoguchi::store
