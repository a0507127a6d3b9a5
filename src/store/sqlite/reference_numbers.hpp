#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/registry.hpp"
#include "store/sqlite/people.hpp"
#include "store/sqlite/session.hpp"

namespace madoguchi::store::sqlite {

// 照会番号 of institutions. Every call throws Failure.

// Publishes the changes as one batch. changed_meanwhile when one cannot be made any more.
std::optional<StoreProblem> change_reference_numbers(Session& session,
                                                     const std::vector<ReferenceChange>& changes,
                                                     const AuditEntry& record);
// Empty when there is none.
std::string reference_number_of(Connection& db, domain::BatchId as_of,
                                const std::string& institution_code, domain::PersonId person);
// Whom numbers mean as of the published batch, among those whom the institution was told about.
HoldersRead read_holders(Reader& reader, const HoldersQuery& query, domain::BatchId published);

}  // namespace madoguchi::store::sqlite
