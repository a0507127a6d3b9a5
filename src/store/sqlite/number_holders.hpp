#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/sqlite/people.hpp"

namespace madoguchi::store::sqlite {

// Whom numbers mean. Every call throws Failure.

// Whom a number may mean, found in an index. When nobody has the number they are its neighbour's:
// the same statements run for it and the result is thrown away, so that an unknown number takes the
// steps of a known one (D22).
struct Candidates {
  std::vector<std::int64_t> ids;  // each once, ascending
  bool decoy = false;
};

// The indexes give the ids of one number in ascending order.
void keep(std::vector<std::int64_t>& ids, std::int64_t id);

// Recipients that have or had this packed number.
Candidates recipients_with(Connection& db, std::int64_t number);

// Does the person have the number: by a qualification that holds, of whatever interval, else by a
// ticket that holds, of the window when there is one?
bool has_number(Connection& db, const People::Loaded& loaded, const ByAssistanceNumber& asked,
                std::int64_t number, const std::optional<domain::MonthWindow>& window,
                domain::BatchId as_of);

// Branch numbers are typed with and without a leading zero.
bool same_branch(const std::string& one, const std::string& other);

}  // namespace madoguchi::store::sqlite
