#include "store/sqlite/connection.hpp"

namespace madoguchi::store::sqlite {

StoreProblem problem_of(const Failure& failure) {
  const int primary = failure.code & 0xff;
  const bool broken = primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
  return {broken ? StoreError::corrupt : StoreError::unavailable,
          "sqlite " + std::to_string(failure.code) + ": " + failure.text};
}

}  // namespace madoguchi::store::sqlite
