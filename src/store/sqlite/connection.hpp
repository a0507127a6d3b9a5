#pragma once

#include "sql/connection.hpp"
#include "store/problem.hpp"

namespace madoguchi::store::sqlite {

// The names of `sql` that this folder speaks with.
using sql::Bytes;
using sql::concerns_one_operation;
using sql::Connection;
using sql::Failure;
using sql::Query;
using sql::single;
using sql::Snapshot;

StoreProblem problem_of(const Failure& failure);

}  // namespace madoguchi::store::sqlite
