#pragma once

#include "store/registry.hpp"
#include "store/sqlite/connection.hpp"

namespace madoguchi::store::sqlite {

// One page of published changes after a cursor, as far as the scope may see them. Throws Failure.
FeedPage read_feed(Connection& db, const FeedScope& scope, domain::VersionId after,
                   std::size_t items_max, domain::BatchId published);

}  // namespace madoguchi::store::sqlite
