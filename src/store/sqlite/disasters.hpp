#pragma once

#include <string>
#include <vector>

#include "store/disaster.hpp"
#include "store/sqlite/born.hpp"
#include "store/sqlite/records.hpp"

namespace madoguchi::store::sqlite {

// Disasters in the database; see store/disaster.hpp. Every call throws Failure.
util::Result<AuditRecord, StoreProblem> declare_disaster(Session& session,
                                                         const domain::Disaster& disaster,
                                                         AuditEntry record);
util::Result<std::optional<AuditRecord>, StoreProblem> end_disaster(Session& session, DisasterId id,
                                                                    AuditEntry record);
util::Result<AuditRecord, StoreProblem> record_use(Session& session, AuditEntry record);
std::vector<DeclaredDisaster> read_disasters(Connection& db);
UsePage read_uses(Connection& db, AuditId after, std::size_t items_max);
std::vector<std::string> read_institutions_with_right(Connection& db);

}  // namespace madoguchi::store::sqlite
