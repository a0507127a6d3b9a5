#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/decide.hpp"
#include "store/audit.hpp"
#include "store/import_progress.hpp"
#include "store/notice.hpp"
#include "store/office_event.hpp"
#include "store/problem.hpp"
#include "store/rows.hpp"
#include "util/result.hpp"
#include "util/task.hpp"

namespace madoguchi::store {

template <class T>
using Read = util::Task<util::Result<T, StoreProblem>>;

// Everybody whose birth date (and symbol, branch) fits is told; others who hold the same number
// fill up to sixteen places, for the reason on record. More than 64 fitting people under one number
// are StoreError::corrupt: a short list would answer somebody wrongly.
struct ByAssistanceNumber {
  std::string payer;
  std::string beneficiary;
  std::optional<util::Day> birthdate = {};
};
struct ByInsuranceNumber {
  std::string insurer_number;
  std::string number;
  std::string symbol = {};  // empty: not asked
  std::string branch = {};  // empty: not asked
  std::optional<util::Day> birthdate = {};
};
struct ByCard {
  std::string issuer;
  std::string serial_hex;
};

struct ByPerson {  // for notices: whom a record told of
  domain::PersonId person = 0;
};

struct FactsQuery {
  std::string institution_code;  // who asks
  std::variant<ByAssistanceNumber, ByInsuranceNumber, ByCard, ByPerson> who;
  domain::MonthWindow window;            // of tickets
  std::optional<domain::BatchId> as_of;  // nothing: what is published now
};

struct FactsRead {
  domain::Facts facts;
  bool institution_known = false;
  bool card_revoked = false;  // ByCard: the card's row says so
  domain::BatchId as_of = 0;  // what was read
};

// Everybody with a ticket of this institution for this month, for a bulk acquisition. Tickets of
// other institutions are not read. `not_disclosed` is what holds as of the snapshot or now.
struct BulkRead {
  domain::Facts facts;
  domain::BatchId as_of = 0;
};

enum class JobState { accepted, processing, done, done_empty, failed, expired };
std::string_view name_of(JobState state);

// One bulk job (domain.md 5.3). What it delivers is made from the registry as of `snapshot`.
struct BulkJob {
  std::string reception_number;
  std::string interface;  // "OQSmutic01"
  std::string institution_code;
  util::Month month;                          // asked for, or of the asked day
  std::optional<util::Day> day;               // QualificationConfirmationDate, when it has one
  std::string arbitrary_file_identifier;      // value
  std::string arbitrary_file_identifier_raw;  // as it stood in the request's XML
  util::Instant received_at;
  JobState state = JobState::accepted;
  domain::BatchId snapshot = 0;
  std::int64_t units = 0;
  std::string error_code;  // when failed
};

// What a job that asks about several people holds, beside its row: JSON of the center's.
struct BulkContent {
  std::string questions;  // as taken in
  std::string outcome;    // what was settled when the job ran; empty before
};

struct NewJob {
  BulkJob job;
  std::optional<std::string> questions;  // nothing: the job's row says it all
};
// A job that ran: its new state, snapshot, units and error, and its content's outcome.
struct EndedJob {
  BulkJob job;
  std::string outcome;
};

struct ConsentRow {
  domain::PersonId person = 0;
  std::string institution_code;
  domain::Consent consent;
};

struct SettingChange {
  std::string institution_code;
  bool uses_medical_assistance = false;
};

// Whom numbers mean, for the 照会番号 of an institution (domain.md 3.6). Symbol and branch count as
// asked: an empty symbol means somebody without one; an empty branch anybody's.
struct HoldersQuery {
  std::string institution_code;
  std::variant<ByAssistanceNumber, ByInsuranceNumber> who;  // birth dates are not looked at
  std::string reference_number;
  std::vector<domain::PersonId> also;  // told about by records that the index has not reached
};

// An office states something about a month; it holds until the next statement of the month.
struct CalendarChange {
  std::string office_code;
  domain::StatedMonth stated;
  std::string acting;  // who at the office, as in BatchHeader
};
struct CalendarVersion {
  domain::StatedMonth stated;
  domain::BatchId batch = 0;
  util::Instant at;
  std::string acting;
  bool holds = false;  // nothing later was stated of the month
};

// Did this institution ask about an office's recipient, for a day of the month?
struct AskedAboutQuery {
  std::string office_code;
  std::string recipient_key;
  std::string institution_code;
  util::Month month;
};

// One of an office's recipients, and what is registered of the person.
struct RecipientRead {
  domain::PersonFacts person;  // qualifications, tickets of the window, insurances
  // Of the current card certificate that ends last: nothing when there is none.
  std::optional<util::Day> card_valid_to;
};

// Everything that one operation makes durable, in one transaction with the record that tells of it.
struct Commit {
  AuditEntry record;
  std::vector<ConsentRow> consents;
  std::optional<SettingChange> setting;
  std::optional<NewJob> new_job;
  std::optional<EndedJob> ended_job;
  // StoreError::changed_meanwhile when one's `before` holds no longer or its number became another
  // person's: nothing is stored then.
  std::vector<ReferenceChange> reference_numbers;
  std::vector<OfficeEvent> events;  // of record 0: this commit's own
  std::optional<NoticeRow> notice;  // gets its number in the feed's order
  std::optional<CalendarChange> calendar;
};

struct BatchHeader {
  RowKind kind = RowKind::ticket;
  std::string party;        // "office:13101", "operator:..."
  std::string office_code;  // of an office's certificate, empty for the operator
  enum class Scope { changes, full } scope = Scope::changes;  // full: missing rows are gone
  enum class Run { publish, dry } run = Run::publish;
  // whole: one refused row and nothing is published (batch 0), as a dry run would tell.
  enum class Rows { each, whole } rows = Rows::each;
  // Behind it is what the author did not see: not changed by a row, nor missing in a full file.
  std::optional<domain::VersionId> seen;
  // refused: no row sets or lifts 不開示, and no full file removes it by leaving it out.
  enum class Protection { may_change, refused } protection = Protection::may_change;
  std::string acting;  // who at an office did it, a JSON object of the center's; empty: a machine
  AuditEntry record;   // detail is completed by the store with the counts
  // When it is published: asked by the store as its last step, must not block. Empty: record.at.
  std::function<util::Instant()> now = {};
  // Told how far it is; StoreError::withdrawn when it says so before publication. Empty: nobody
  // asks.
  std::shared_ptr<ImportProgress> progress = {};
};

struct ApplyOutcome {
  domain::BatchId batch = 0;  // 0 when nothing was published
  std::size_t added = 0, changed = 0, removed = 0, unchanged = 0, refused = 0;
  std::vector<RowProblem> problems;  // those found against stored rows
  AuditId record = 0;
};

enum class FeedScopeKind { institution, office, everything };
struct FeedScope {
  FeedScopeKind kind = FeedScopeKind::institution;
  std::string code;  // of the institution or office
};
enum class FeedChange { added, changed, removed };
std::string_view name_of(FeedChange change);
struct FeedItem {  // a changed row, or a notice (then kind and change say nothing)
  domain::VersionId cursor = 0;
  domain::BatchId batch = 0;
  util::Instant at;  // published
  RowKind kind = RowKind::ticket;
  FeedChange change = FeedChange::added;
  std::string office_code;
  std::string recipient_key;     // offices and operator only
  std::string institution_code;  // tickets
  std::string payer;             // billing payer number of a ticket, when known
  std::string issue_number;
  std::optional<util::Month> month;
  std::optional<NoticeRow> notice;  // institutions only
};
struct FeedPage {
  std::vector<FeedItem> items;  // in the order of their cursors
  domain::VersionId next = 0;   // ask again with this
  bool more = false;
};

// A version of an office's own row, or of an institution's, with its content: what an office keeps
// a copy of. Of a removed row the content is the last.
struct OfficeVersion {
  domain::VersionId cursor = 0;
  domain::BatchId batch = 0;
  util::Instant at;  // published
  FeedChange change = FeedChange::added;
  Row row;             // qualification, ticket, institution, or the office's own
  std::string acting;  // of its batch
};
struct OfficePage {
  std::vector<OfficeVersion> items;  // in the order of their cursors
  domain::VersionId next = 0;        // ask again with this
  bool more = false;
};

// The center's memory. One interface, two bodies (SQLite, PostgreSQL) that pass one test suite.
// Every call may be awaited from any thread; reads see a published state, never half a batch.
class Registry {
 public:
  virtual ~Registry() = default;

  // Facts for several questions at once, in their order. Unknown numbers cost the same steps as
  // known.
  virtual Read<std::vector<FactsRead>> facts(std::vector<FactsQuery> queries) = 0;
  virtual Read<BulkRead> bulk(std::string institution_code, util::Month month,
                              std::optional<domain::BatchId> as_of) = 0;

  // Those of `people` whom some office protects now (D3), whatever their numbers are by now.
  virtual Read<std::vector<domain::PersonId>> not_disclosed(
      std::vector<domain::PersonId> people) = 0;

  // Durable when it returns. StoreError::key_used when (party, request_key) has a record already.
  virtual Read<AuditRecord> commit(Commit commit) = 0;

  // Registers the rows of one file: good rows become visible together (one batch), bad ones are
  // reported. Runs beside answers, not before them; one batch at a time, others wait in turn.
  virtual Read<ApplyOutcome> apply(BatchHeader header, std::unique_ptr<RowSource> rows) = 0;

  virtual Read<std::optional<BulkJob>> job(std::string reception_number) = 0;
  virtual Read<std::optional<BulkContent>> job_content(std::string reception_number) = 0;
  virtual Read<std::optional<BulkJob>> latest_job(std::string interface,
                                                  std::string institution_code,
                                                  util::Month month) = 0;
  virtual Read<std::vector<BulkJob>> unfinished_jobs() = 0;
  // State, snapshot, units, error of an existing job.
  virtual Read<bool> update_job(BulkJob job) = 0;
  virtual Read<std::int64_t> expire_jobs(util::Instant received_before) = 0;

  virtual Read<FeedPage> feed(FeedScope scope, domain::VersionId after, std::size_t items_max) = 0;
  // Every version of this office's qualifications and tickets, of its own row and of institutions.
  virtual Read<OfficePage> office_rows(std::string office_code, domain::VersionId after,
                                       std::size_t items_max) = 0;
  // What this office is told of its recipients.
  virtual Read<OfficeEventPage> office_events(std::string office_code, std::int64_t after,
                                              std::size_t items_max) = 0;
  virtual Read<std::optional<OfficeEvent>> asked_about(AskedAboutQuery query) = 0;
  virtual Read<std::vector<CalendarVersion>> calendar(std::string office_code,
                                                      std::optional<util::Month> month) = 0;
  // Nothing when the office has no such recipient now.
  virtual Read<std::optional<RecipientRead>> recipient(std::string office_code,
                                                       std::string recipient_key,
                                                       domain::MonthWindow tickets) = 0;
  virtual Read<std::vector<ConsentRow>> consents(domain::PersonId person,
                                                 std::string institution_code,
                                                 util::Instant live_at) = 0;

  // Unknown numbers cost the same steps as known.
  virtual Read<HoldersRead> holders(HoldersQuery query) = 0;
  // The index of told answers: rows of the records behind `told_until`, up to `until`, in order;
  // and what offices are told of the same records.
  virtual Read<bool> index_told(std::vector<ToldRow> rows, std::vector<OfficeEvent> verifications,
                                AuditId until) = 0;
  virtual Read<AuditId> told_until() = 0;
  // Records of this party behind the index that may tell of persons (answers, downloads).
  virtual Read<std::vector<AuditRecord>> not_indexed(std::string party) = 0;

  // Notices of changed answers. The rows get their numbers, in the feed's order.
  virtual Read<NoticeCursor> notice_cursor() = 0;
  virtual Read<bool> add_notices(std::vector<NoticeRow> rows, NoticeCursor cursor) = 0;
  virtual Read<ChangedPeople> changed_people(domain::VersionId after, std::size_t versions_max) = 0;
  // Answers told since then about these people, by person and record.
  virtual Read<std::vector<ToldAbout>> told_about(std::vector<domain::PersonId> people,
                                                  util::Instant since) = 0;
  virtual Read<std::int64_t> expire_notices(util::Instant made_before) = 0;
  // Some of what offices were told before then, the oldest first; 0 when there is none left. The
  // record keeps it.
  virtual Read<std::int64_t> expire_office_events(util::Instant told_before) = 0;

  virtual Read<std::optional<AuditRecord>> record(AuditId id) = 0;
  virtual Read<std::optional<AuditRecord>> record_of_key(std::string party,
                                                         std::string request_key) = 0;
  virtual Read<std::vector<AuditRecord>> records(AuditId from, std::size_t records_max) = 0;
  // The newest record that is durable (its id is 0 when there is none).
  virtual Read<AuditRecord> head() = 0;
  virtual Read<bool> add_checkpoint(Checkpoint checkpoint) = 0;
  virtual Read<std::vector<Checkpoint>> checkpoints() = 0;

  virtual domain::BatchId published() const = 0;
  // Called after each published batch of registrations or settings, on any thread. (Not of
  // 照会番号: they concern nobody but their institution.)
  virtual void on_published(std::function<void(domain::BatchId)> told) = 0;
  // Readable and writable right now (health page).
  virtual util::Result<void, StoreProblem> healthy() = 0;
};

// Walks the whole chain against its hashes and the checkpoints (of the store and of the file beside
// it).
util::Result<ChainReport, StoreProblem> verify_chain(Registry& registry,
                                                     const std::vector<Checkpoint>& outside,
                                                     const CheckpointKey& key);

}  // namespace madoguchi::store
