#pragma once

#include <optional>
#include <vector>

#include "store/registry.hpp"
#include "store/sqlite/session.hpp"

namespace madoguchi::store::sqlite {

// Bulk jobs, consents, settings. Every call throws Failure.

void insert_job(Connection& db, const NewJob& taken);
bool change_job(Connection& db, const BulkJob& job);  // false: no such job
bool end_job(Connection& db, const EndedJob& ended);  // the same
std::int64_t expire_jobs(Connection& db, util::Instant received_before);
std::optional<BulkJob> read_job(Connection& db, const std::string& reception_number);
std::optional<BulkContent> read_job_content(Connection& db, const std::string& reception_number);
std::optional<BulkJob> read_latest_job(Connection& db, const std::string& interface,
                                       const std::string& institution_code, util::Month month);
std::vector<BulkJob> read_unfinished_jobs(Connection& db);

void insert_consent(Connection& db, const ConsentRow& row);
// Of each kind the latest choice up to `live_at`, when it is still good then.
std::vector<ConsentRow> read_consents(Connection& db, domain::PersonId person,
                                      const std::string& institution_code, util::Instant live_at);

// Publishes the setting as a batch of its own. Says why when there is no batch number left for it.
std::optional<StoreProblem> change_setting(Session& session, const SettingChange& change,
                                           const AuditEntry& record);

}  // namespace madoguchi::store::sqlite
