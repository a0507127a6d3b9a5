#pragma once

#include <optional>
#include <vector>

#include "store/registry.hpp"
#include "store/sqlite/session.hpp"

namespace madoguchi::store::sqlite {

// Rows of the record. Every call throws Failure.

// Puts the entry at the end of the chain; the session's memory moves with it.
AuditRecord append_record(Session& session, AuditEntry entry);
bool key_is_used(Connection& db, const std::string& party, const std::string& request_key);

std::optional<AuditRecord> read_record(Connection& db, AuditId id);
std::optional<AuditRecord> read_record_of_key(Connection& db, const std::string& party,
                                              const std::string& request_key);
std::vector<AuditRecord> read_records(Connection& db, AuditId from, std::size_t records_max);
// Behind `after`, of one party, of the kinds that may tell of persons.
std::vector<AuditRecord> read_telling_records(Connection& db, AuditId after,
                                              const std::string& party);
AuditRecord read_head(Connection& db);

void insert_checkpoint(Connection& db, const Checkpoint& checkpoint);
std::vector<Checkpoint> read_checkpoints(Connection& db);

}  // namespace madoguchi::store::sqlite
