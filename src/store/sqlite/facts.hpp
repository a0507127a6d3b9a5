#pragma once

#include "store/registry.hpp"
#include "store/sqlite/people.hpp"

namespace madoguchi::store::sqlite {

// Answers one question from the state of the reader's snapshot, as of a published batch. Throws
// Failure.
FactsRead read_facts(Reader& reader, const FactsQuery& query, domain::BatchId as_of);

// Does some office protect the person as of `now` (D3)?
bool not_disclosed_as_of(Connection& db, domain::PersonId person, domain::BatchId now);

// One institution's month as of a batch; what is not disclosed as of `now` is marked as well.
BulkRead read_bulk(Reader& reader, const std::string& institution_code, util::Month month,
                   domain::BatchId as_of, domain::BatchId now);

}  // namespace madoguchi::store::sqlite
