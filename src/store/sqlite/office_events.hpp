#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/registry.hpp"
#include "store/sqlite/session.hpp"

namespace madoguchi::store::sqlite {

// What offices are told of their recipients. Every call throws Failure.

// The newest stays: its number must never be given again.
std::int64_t expire_office_events(Connection& db, util::Instant told_before);

// One of the same recipient, institution, kind and record is there already: nothing is added.
void add_office_events(Connection& db, const std::vector<OfficeEvent>& events);
OfficeEventPage read_office_events(Connection& db, const std::string& office_code,
                                   std::int64_t after, std::size_t items_max,
                                   domain::BatchId published);
// The newest verification of this recipient by this institution for a day of the month.
std::optional<OfficeEvent> read_asked_about(Connection& db, const AskedAboutQuery& query);

// Publishes what an office states about a month as a batch of its own.
std::optional<StoreProblem> change_calendar(Session& session, const CalendarChange& change,
                                            const AuditEntry& record);
// What the office states as of a batch, by month.
std::vector<domain::StatedMonth> read_stated_months(Connection& db, domain::BatchId as_of,
                                                    const std::string& office_code);
// Every statement of an office about a month, or about all (nothing), the oldest first.
std::vector<CalendarVersion> read_calendar(Connection& db, const std::string& office_code,
                                           std::optional<util::Month> month);

}  // namespace madoguchi::store::sqlite
