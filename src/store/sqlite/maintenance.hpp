#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "store/problem.hpp"
#include "util/result.hpp"

// What an operator does to the embedded store's file from outside the center. Nothing here takes
// the store's lock; who changes a file must hold it.
namespace madoguchi::store::sqlite {

using Pages = std::function<void(std::int64_t done, std::int64_t all)>;

// Copies the database `from` as it stands at one moment into the file `to`, which must exist and be
// empty, while others go on writing `from`. The copy is one file without a log. Durable when it
// returns.
util::Result<void, StoreProblem> copy_database(const std::string& from, const std::string& to,
                                               const Pages& told);

// Which of this program's migrations a file lacks.
struct SchemaState {
  int version = 0;
  int newest = 0;                    // this program's
  int min_reader = 0;                // oldest program that may read it
  std::vector<std::string> pending;  // names, in their order
};
// Fails on a file that is not ours (corrupt) and on one that cannot be opened.
util::Result<SchemaState, StoreProblem> schema_of(const std::string& path);

// Brings a file up to this program's schema; schema_newer when it is beyond it.
util::Result<void, StoreProblem> bring_forward(const std::string& path);

// Moves the write-ahead log into the file and removes it, so that the file alone is everything.
util::Result<void, StoreProblem> fold_log(const std::string& path);

// One thing that was looked at, and what was wrong with it.
struct Inspection {
  std::string what;      // "pages", "batches", "recipients", ...
  std::string japanese;  // of it, for the operator
  std::int64_t faults = 0;
  std::string detail;  // first findings, no person in them
};
// SQLite's own check of every page and index, and that versions, batches, people and settings fit
// together. `told` hears the number of inspections.
util::Result<std::vector<Inspection>, StoreProblem> inspect(const std::string& path,
                                                            const Pages& told);

}  // namespace madoguchi::store::sqlite
