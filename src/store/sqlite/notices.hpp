#pragma once

#include <optional>
#include <vector>

#include "store/notice.hpp"
#include "store/sqlite/session.hpp"

namespace madoguchi::store::sqlite {

// Notices of changed answers. Every call throws Failure.

NoticeCursor read_notice_cursor(Connection& db);
// Gives the rows their numbers and moves the cursor.
void insert_notice(Session& session, const NoticeRow& row);  // gives it its number
void add_notices(Session& session, const std::vector<NoticeRow>& rows, const NoticeCursor& cursor);
ChangedPeople read_changed_people(Connection& db, domain::VersionId after, std::size_t versions_max,
                                  domain::BatchId published);
void read_told_about(Connection& db, domain::PersonId person, util::Instant since,
                     std::vector<ToldAbout>& rows);
std::optional<NoticeRow> read_notice(Connection& db, domain::VersionId id);
// Ids of one institution's notices, ascending: behind `after`, up to `last`.
std::vector<domain::VersionId> read_notice_ids(Connection& db, const std::string& institution_code,
                                               domain::VersionId after, domain::VersionId last,
                                               std::size_t notices_max);
std::int64_t expire_notices(Connection& db, util::Instant made_before);

// The last version that the feed may tell: everything up to it is published, or a notice.
domain::VersionId last_told_version(Connection& db, domain::BatchId published);

}  // namespace madoguchi::store::sqlite
