#pragma once

#include <atomic>
#include <vector>

#include "store/history.hpp"
#include "store/sqlite/people.hpp"
#include "store/sqlite/writer.hpp"
#include "util/workers.hpp"

namespace madoguchi::store::sqlite {

// Histories in the database. Every reading call throws Failure.
HistoryRead read_history(Connection& db, const HistoryQuery& query);
std::vector<MasterRow> read_masters(Connection& db, const std::string& kind,
                                    const std::vector<std::string>& codes, HistoryImportId as_of);
UnmatchedPage read_unmatched(Connection& db, std::int64_t after, std::size_t items_max);
std::vector<KindChoice> read_choices(Connection& db, domain::PersonId person,
                                     const std::string& institution_code);
domain::HistorySwitches read_switches(Connection& db, const std::string& institution_code);
// The whole setting as a batch of its own, and its record.
util::Result<AuditRecord, StoreProblem> change_switches(Session& session,
                                                        const WholeSetting& setting,
                                                        AuditEntry record);
// Rows of months before this one go, whatever import they are of. True when none is left.
bool expire_histories(Session& session, util::Month before, std::size_t rows_max);

// Places files of histories, one after the other on a thread of its own: staged in pieces under an
// unpublished number, so that answers pass between, and made visible in one small transaction.
class HistoryImporter {
 public:
  explicit HistoryImporter(Writer& writer) : writer_(writer) {}
  // What runs or waits ends with `cancelled`; its staged rows go with the next import.
  ~HistoryImporter() { stopping_ = true; }
  HistoryImporter(const HistoryImporter&) = delete;
  HistoryImporter& operator=(const HistoryImporter&) = delete;
  using Result = util::Result<HistoryOutcome, StoreProblem>;
  void post(HistoryHeader header, std::unique_ptr<HistoryRows> rows, util::Completion<Result> done);
  // Gives rows that were nobody's to their people: an import without a file.
  void post(HistoryHeader header, std::vector<Rematched> rows, util::Completion<Result> done);

 private:
  using Some = std::function<void(Session&)>;
  Result run(HistoryHeader& header, HistoryRows& rows);
  Result run(HistoryHeader& header, const std::vector<Rematched>& rows);
  std::optional<StoreProblem> write(WriteJob::Sync sync, const Some& some);
  std::optional<StoreProblem> clean_up();
  std::optional<StoreProblem> stage(HistoryChunk chunk, HistoryOutcome& outcome);
  Result publish(HistoryHeader& header, HistoryOutcome outcome);

  Writer& writer_;
  std::atomic<bool> stopping_{false};
  HistoryImportId staging_ = 0;
  std::optional<std::int32_t> last_month_;
  util::Workers thread_{1};  // last: what runs on it uses the rest
};

}  // namespace madoguchi::store::sqlite
