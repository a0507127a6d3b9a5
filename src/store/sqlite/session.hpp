#pragma once

#include <string>

#include "domain/registered.hpp"
#include "store/audit.hpp"
#include "store/sqlite/connection.hpp"

namespace madoguchi::store::sqlite {

// What the writer knows without asking the file. Read anew after a transaction that failed.
struct Memory {
  AuditId head = 0;
  std::string head_hash = std::string(64, '0');
  domain::BatchId published = 0;
  domain::BatchId announced = 0;  // the last published one that concerns more than one institution
  domain::BatchId staging = 0;    // being staged, 0 when none: larger than every published one
  domain::VersionId last_version = 0;
  domain::PersonId last_person = 0;
  std::int64_t last_recipient = 0;
  std::int64_t last_code = 0;
};

Memory read_memory(Connection& db);  // throws Failure

// What a piece of work on the writer's thread works with, inside its transaction.
struct Session {
  Connection& db;
  Memory& memory;
};

}  // namespace madoguchi::store::sqlite
