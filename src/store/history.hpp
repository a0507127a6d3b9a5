#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/history_rights.hpp"
#include "store/audit.hpp"
#include "store/problem.hpp"
#include "util/calendar.hpp"
#include "util/result.hpp"
#include "util/task.hpp"

// Histories (domain.md 6): rows of claims, check-ups and dispensings, as immutable versions. They
// have a count of their own, beside the registry's batches: one import is one number, visible
// whole.
namespace madoguchi::store {

using HistoryImportId = std::int64_t;

enum class HistorySource { claim, checkup, dispensing };
std::string_view name_of(HistorySource source);  // "claim"

struct HistoryRow {
  HistorySource source = HistorySource::claim;
  std::size_t line = 0;         // of the file, for the report
  domain::PersonId person = 0;  // 0: nobody was found, see `why`
  std::string institution_code;
  util::Month month;
  util::Month billed;      // a claim that was billed earlier replaces none
  std::string key;         // the same of one source, institution and month: the same thing
  std::string search_key;  // 検索番号: the same is the same claim, whatever else changed
  std::string content;     // JSON of src/history
  std::string identity;    // JSON, of a row that is nobody's; else empty
  std::string why;         // of a row that is nobody's
};

struct MasterRow {
  std::string kind;  // "drug", "procedure"
  std::string code;
  std::string content;  // JSON
};

struct HistoryChunk {
  std::vector<HistoryRow> rows;
  std::vector<MasterRow> masters;
};

// Hands on rows piece by piece, on the import's own thread. Nothing at the end.
class HistoryRows {
 public:
  virtual ~HistoryRows() = default;
  virtual std::optional<HistoryChunk> next() = 0;
};

struct HistoryOutcome {
  HistoryImportId import = 0;   // 0: nothing was stored
  HistoryImportId earlier = 0;  // the same file was imported with this number: nothing was done
  std::size_t added = 0, changed = 0, unchanged = 0, older = 0, unmatched = 0;
  std::vector<std::size_t> older_lines;  // the first thousand
  AuditId record = 0;
};

struct HistoryHeader {
  std::string kind;                                          // "uke", "checkup_csv", ..., "rematch"
  std::string file_hash;                                     // empty: not looked at
  AuditEntry record;                                         // without detail
  std::function<std::string(const HistoryOutcome&)> detail;  // of the record, as the last step
  std::function<util::Instant()> now;
};

struct HistoryQuery {
  domain::PersonId person = 0;
  util::Month first, last;               // inclusive
  std::optional<HistoryImportId> as_of;  // nothing: now
};
struct StoredHistory {
  std::int64_t id = 0;
  HistorySource source = HistorySource::claim;
  util::Month month;
  std::string content;
};
struct HistoryRead {
  std::vector<StoredHistory> rows;  // by month, then id
  HistoryImportId as_of = 0;
  std::optional<util::Month> last_claim_month;  // of anybody: how old the data are
  util::Instant imported_at;                    // of the last claims file
};

struct UnmatchedRow {
  std::int64_t id = 0;
  HistorySource source = HistorySource::claim;
  std::string institution_code;
  util::Month month;
  std::string identity, why;
  HistoryImportId import = 0;
};
struct UnmatchedPage {
  std::vector<UnmatchedRow> items;
  std::int64_t next = 0;
  bool more = false;
};
struct Rematched {
  std::int64_t id = 0;
  domain::PersonId person = 0;
};

struct KindChoice {
  domain::ConsentKind kind{};
  domain::LastChoice choice;
};

// The whole 環境設定 of an institution.
struct WholeSetting {
  std::string institution_code;
  bool uses_medical_assistance = false;
  domain::HistorySwitches histories;
};

// The center's memory of histories: the second interface of the body that is a Registry.
class Histories {
 public:
  template <class T>
  using Read = util::Task<util::Result<T, StoreProblem>>;
  virtual ~Histories() = default;

  // One file at a time, others wait in turn. Good rows become visible together, or nothing.
  virtual Read<HistoryOutcome> import_history(HistoryHeader header,
                                              std::unique_ptr<HistoryRows> rows) = 0;
  // Gives rows that were nobody's to their people.
  virtual Read<HistoryOutcome> rematch_history(HistoryHeader header,
                                               std::vector<Rematched> rows) = 0;
  virtual Read<HistoryRead> history(HistoryQuery query) = 0;
  virtual Read<std::vector<MasterRow>> history_masters(std::string kind,
                                                       std::vector<std::string> codes,
                                                       HistoryImportId as_of) = 0;
  virtual Read<UnmatchedPage> unmatched_histories(std::int64_t after, std::size_t items_max) = 0;
  // Rows of months before this one go.
  virtual Read<bool> expire_histories(util::Month before) = 0;
  // The last choice of each kind, whatever its time.
  virtual Read<std::vector<KindChoice>> consent_choices(domain::PersonId person,
                                                        std::string institution_code) = 0;
  virtual Read<domain::HistorySwitches> switches(std::string institution_code) = 0;
  // Durable with its record when it returns; key_used as Registry::commit.
  virtual Read<AuditRecord> change_switches(WholeSetting setting, AuditEntry record) = 0;
};

class Registry;
// Of an opened registry.
Histories& histories_of(Registry& registry);

}  // namespace madoguchi::store
