#pragma once

#include <optional>
#include <vector>

#include "store/sqlite/people.hpp"

namespace madoguchi::store::sqlite {

// The index by birth date. Every call throws Failure.

// SQL functions that read the birth date in a packed row, for the migration that fills the index;
// NULL of a row that cannot be read.
void add_birthdate_functions(Connection& db);

// See Disasters::people_born.
std::optional<std::vector<domain::PersonFacts>> read_people_born(Reader& reader,
                                                                 util::Day birthdate,
                                                                 std::size_t people_max,
                                                                 domain::BatchId published);

}  // namespace madoguchi::store::sqlite
