#include "store/sqlite/open.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <mutex>

#include "store/sqlite/access.hpp"
#include "store/sqlite/disasters.hpp"
#include "store/sqlite/facts.hpp"
#include "store/sqlite/feed.hpp"
#include "store/sqlite/histories.hpp"
#include "store/sqlite/importer.hpp"
#include "store/sqlite/migrate.hpp"
#include "store/sqlite/notices.hpp"
#include "store/sqlite/office_events.hpp"
#include "store/sqlite/office_rows.hpp"
#include "store/sqlite/operations.hpp"
#include "store/sqlite/reference_numbers.hpp"
#include "store/sqlite/told.hpp"

namespace madoguchi::store::sqlite {

namespace {

class SqliteRegistry final : Access,
                             public Registry,
                             public Histories,
                             public Disasters,
                             public Offices {
 public:
  template <class T>
  using Read = util::Task<Outcome<T>>;  // all interfaces have it

  SqliteRegistry(Options options, std::optional<util::FileLock> lock)
      : Access(std::move(options), std::move(lock)) {
    if (!writer_) return;
    importer_ = std::make_unique<Importer>(*writer_, options_.import_chunk_rows);
    histories_ = std::make_unique<HistoryImporter>(*writer_);
  }

  Read<std::vector<FactsRead>> facts(std::vector<FactsQuery> queries) override {
    co_return read_settled<std::vector<FactsRead>>([&](Reader& reader, domain::BatchId published) {
      std::vector<FactsRead> reads;
      reads.reserve(queries.size());
      for (const FactsQuery& query : queries) {
        const domain::BatchId as_of = std::min(query.as_of.value_or(published), published);
        reads.push_back(read_facts(reader, query, as_of));
      }
      return reads;
    });
  }

  Read<BulkRead> bulk(std::string institution_code, util::Month month,
                      std::optional<domain::BatchId> as_of) override {
    co_return read<BulkRead>([&](Reader& reader, domain::BatchId published) {
      return read_bulk(reader, institution_code, month,
                       std::min(as_of.value_or(published), published), published);
    });
  }

  Read<std::vector<domain::PersonId>> not_disclosed(std::vector<domain::PersonId> people) override {
    co_return read<std::vector<domain::PersonId>>([&](Reader& reader, domain::BatchId published) {
      std::erase_if(people, [&](domain::PersonId person) {
        return !not_disclosed_as_of(reader.db, person, published);
      });
      return std::move(people);
    });
  }

  Read<AuditRecord> commit(Commit commit) override {
    const bool record_only = commit.consents.empty() && !commit.setting && !commit.new_job &&
                             !commit.ended_job && commit.reference_numbers.empty() &&
                             commit.events.empty() && !commit.notice && !commit.calendar;
    auto work = [commit = std::move(commit)](Session& session) mutable -> Outcome<AuditRecord> {
      for (const ConsentRow& row : commit.consents) insert_consent(session.db, row);
      if (commit.new_job) insert_job(session.db, *commit.new_job);
      if (commit.ended_job && !end_job(session.db, *commit.ended_job)) {
        return util::failure(StoreProblem{StoreError::corrupt, "no such bulk job"});
      }
      if (commit.setting) {
        auto problem = change_setting(session, *commit.setting, commit.record);
        if (problem) return util::failure(std::move(*problem));
      }
      if (!commit.reference_numbers.empty()) {
        auto problem = change_reference_numbers(session, commit.reference_numbers, commit.record);
        if (problem) return util::failure(std::move(*problem));
      }
      if (commit.calendar) {
        auto problem = change_calendar(session, *commit.calendar, commit.record);
        if (problem) return util::failure(std::move(*problem));
      }
      if (commit.notice) insert_notice(session, *commit.notice);
      try {
        auto record = append_record(session, std::move(commit.record));
        for (OfficeEvent& event : commit.events) {
          if (event.record == 0) event.record = record.id;
        }
        add_office_events(session.db, commit.events);
        return record;
      } catch (const Failure& failure) {
        if (failure.code != SQLITE_CONSTRAINT_UNIQUE) throw;
        return util::failure(StoreProblem{StoreError::key_used, "request key used before"});
      }
    };
    const auto statements = record_only ? WriteJob::Statements::one : WriteJob::Statements::several;
    const auto touches = record_only ? WriteJob::Touches::unseen : WriteJob::Touches::everything;
    auto waiting = write<AuditRecord>(statements, std::move(work), touches);
    auto result = co_await waiting;
    co_return result;
  }

  Read<ApplyOutcome> apply(BatchHeader header, std::unique_ptr<RowSource> rows) override {
    if (!importer_) co_return util::failure(reading_only());
    util::Completion<ApplyResult> done;
    importer_->post(std::move(header), std::move(rows), done);
    auto result = co_await done;
    co_return result;
  }

  Read<std::optional<BulkJob>> job(std::string reception_number) override {
    co_return read<std::optional<BulkJob>>(
        [&](Reader& reader, domain::BatchId) { return read_job(reader.db, reception_number); });
  }
  Read<std::optional<BulkContent>> job_content(std::string reception_number) override {
    co_return read<std::optional<BulkContent>>([&](Reader& reader, domain::BatchId) {
      return read_job_content(reader.db, reception_number);
    });
  }
  Read<std::optional<BulkJob>> latest_job(std::string interface, std::string institution_code,
                                          util::Month month) override {
    co_return read<std::optional<BulkJob>>([&](Reader& reader, domain::BatchId) {
      return read_latest_job(reader.db, interface, institution_code, month);
    });
  }
  Read<std::vector<BulkJob>> unfinished_jobs() override {
    co_return read<std::vector<BulkJob>>(
        [&](Reader& reader, domain::BatchId) { return read_unfinished_jobs(reader.db); });
  }

  Read<bool> update_job(BulkJob job) override {
    auto waiting = write<bool>(WriteJob::Statements::one,
                               [job = std::move(job)](Session& session) -> Outcome<bool> {
                                 return change_job(session.db, job);
                               });
    auto result = co_await waiting;
    co_return result;
  }

  Read<std::int64_t> expire_jobs(util::Instant received_before) override {
    auto waiting = write<std::int64_t>(
        WriteJob::Statements::one, [received_before](Session& session) -> Outcome<std::int64_t> {
          return sqlite::expire_jobs(session.db, received_before);
        });
    auto result = co_await waiting;
    co_return result;
  }

  Read<FeedPage> feed(FeedScope scope, domain::VersionId after, std::size_t items_max) override {
    co_return read<FeedPage>([&](Reader& reader, domain::BatchId published) {
      return read_feed(reader.db, scope, after, items_max, published);
    });
  }

  Read<OfficePage> office_rows(std::string office_code, domain::VersionId after,
                               std::size_t items_max) override {
    co_return read<OfficePage>([&](Reader& reader, domain::BatchId published) {
      return read_office_rows(reader.db, office_code, after, items_max, published);
    });
  }

  Read<OfficeEventPage> office_events(std::string office_code, std::int64_t after,
                                      std::size_t items_max) override {
    co_return read<OfficeEventPage>([&](Reader& reader, domain::BatchId published) {
      return read_office_events(reader.db, office_code, after, items_max, published);
    });
  }
  Read<std::optional<OfficeEvent>> asked_about(AskedAboutQuery query) override {
    co_return read<std::optional<OfficeEvent>>(
        [&](Reader& reader, domain::BatchId) { return read_asked_about(reader.db, query); });
  }
  Read<std::vector<CalendarVersion>> calendar(std::string office_code,
                                              std::optional<util::Month> month) override {
    co_return read<std::vector<CalendarVersion>>([&](Reader& reader, domain::BatchId) {
      return read_calendar(reader.db, office_code, month);
    });
  }
  Read<std::vector<OfficeRead>> offices_called(std::vector<std::string> names,
                                               std::vector<std::string> payers) override {
    co_return read<std::vector<OfficeRead>>([&](Reader& reader, domain::BatchId published) {
      return read_offices_called(reader.db, published, names, payers);
    });
  }
  Read<std::optional<RecipientRead>> recipient(std::string office_code, std::string recipient_key,
                                               domain::MonthWindow tickets) override {
    co_return read<std::optional<RecipientRead>>([&](Reader& reader, domain::BatchId published) {
      return read_recipient(reader, office_code, recipient_key, tickets, published);
    });
  }

  Read<std::vector<ConsentRow>> consents(domain::PersonId person, std::string institution_code,
                                         util::Instant live_at) override {
    co_return read<std::vector<ConsentRow>>([&](Reader& reader, domain::BatchId) {
      return read_consents(reader.db, person, institution_code, live_at);
    });
  }

  Read<std::vector<KindChoice>> consent_choices(domain::PersonId person,
                                                std::string institution_code) override {
    co_return read<std::vector<KindChoice>>([&](Reader& reader, domain::BatchId) {
      return read_choices(reader.db, person, institution_code);
    });
  }
  Read<domain::HistorySwitches> switches(std::string institution_code) override {
    co_return read<domain::HistorySwitches>([&](Reader& reader, domain::BatchId) {
      return read_switches(reader.db, institution_code);
    });
  }
  Read<AuditRecord> change_switches(WholeSetting setting, AuditEntry record) override {
    auto waiting = write<AuditRecord>(
        WriteJob::Statements::several,
        [setting = std::move(setting),
         record = std::move(record)](Session& session) mutable -> Outcome<AuditRecord> {
          return sqlite::change_switches(session, setting, std::move(record));
        },
        WriteJob::Touches::everything);
    auto result = co_await waiting;
    co_return result;
  }
  Read<HistoryOutcome> import_history(HistoryHeader header,
                                      std::unique_ptr<HistoryRows> rows) override {
    if (!histories_) co_return util::failure(reading_only());
    util::Completion<HistoryImporter::Result> done;
    histories_->post(std::move(header), std::move(rows), done);
    auto result = co_await done;
    co_return result;
  }
  Read<HistoryOutcome> rematch_history(HistoryHeader header, std::vector<Rematched> rows) override {
    if (!histories_) co_return util::failure(reading_only());
    util::Completion<HistoryImporter::Result> done;
    histories_->post(std::move(header), std::move(rows), done);
    auto result = co_await done;
    co_return result;
  }
  Read<HistoryRead> history(HistoryQuery query) override {
    co_return read<HistoryRead>(
        [&](Reader& reader, domain::BatchId) { return read_history(reader.db, query); });
  }
  Read<std::vector<MasterRow>> history_masters(std::string kind, std::vector<std::string> codes,
                                               HistoryImportId as_of) override {
    co_return read<std::vector<MasterRow>>([&](Reader& reader, domain::BatchId) {
      return read_masters(reader.db, kind, codes, as_of);
    });
  }
  Read<UnmatchedPage> unmatched_histories(std::int64_t after, std::size_t items_max) override {
    co_return read<UnmatchedPage>([&](Reader& reader, domain::BatchId) {
      return read_unmatched(reader.db, after, items_max);
    });
  }
  Read<bool> expire_histories(util::Month before) override {
    for (bool done = false; !done;) {
      auto waiting = write<bool>(
          WriteJob::Statements::one,
          [before](Session& session) -> Outcome<bool> {
            return sqlite::expire_histories(session, before, histories_expired_at_once);
          },
          WriteJob::Touches::unseen);
      auto result = co_await waiting;
      if (!result) co_return result;
      done = *result;
    }
    co_return true;
  }

  Read<AuditRecord> declare_disaster(domain::Disaster disaster, AuditEntry record) override {
    auto waiting = written(
        [disaster = std::move(disaster), record = std::move(record)](Session& session) mutable {
          return sqlite::declare_disaster(session, disaster, std::move(record));
        });
    auto result = co_await waiting;
    co_return result;
  }
  Read<std::optional<AuditRecord>> end_disaster(DisasterId id, AuditEntry record) override {
    auto waiting = write<std::optional<AuditRecord>>(
        WriteJob::Statements::several,
        [id, record = std::move(record)](Session& session) mutable {
          return sqlite::end_disaster(session, id, std::move(record));
        },
        WriteJob::Touches::unseen);
    auto result = co_await waiting;
    co_return result;
  }
  Read<AuditRecord> record_use(AuditEntry record) override {
    auto waiting = written([record = std::move(record)](Session& session) mutable {
      return sqlite::record_use(session, std::move(record));
    });
    auto result = co_await waiting;
    co_return result;
  }
  Read<std::vector<DeclaredDisaster>> disasters() override {
    co_return read<std::vector<DeclaredDisaster>>(
        [&](Reader& reader, domain::BatchId) { return read_disasters(reader.db); });
  }
  Read<UsePage> exceptional_uses(AuditId after, std::size_t items_max) override {
    co_return read<UsePage>(
        [&](Reader& reader, domain::BatchId) { return read_uses(reader.db, after, items_max); });
  }
  Read<std::vector<std::string>> institutions_with_emergency_right() override {
    co_return read<std::vector<std::string>>(
        [&](Reader& reader, domain::BatchId) { return read_institutions_with_right(reader.db); });
  }
  Read<std::optional<std::vector<domain::PersonFacts>>> people_born(
      util::Day birthdate, std::size_t people_max) override {
    co_return read<std::optional<std::vector<domain::PersonFacts>>>(
        [&](Reader& reader, domain::BatchId published) {
          return read_people_born(reader, birthdate, people_max, published);
        });
  }

  Read<HoldersRead> holders(HoldersQuery query) override {
    co_return read<HoldersRead>([&](Reader& reader, domain::BatchId published) {
      return read_holders(reader, query, published);
    });
  }

  // Behind every answer that waits, and without a sync of its own: what is lost is made again.
  Read<bool> index_told(std::vector<ToldRow> rows, std::vector<OfficeEvent> verifications,
                        AuditId until) override {
    auto waiting = write_behind([rows = std::move(rows), verifications = std::move(verifications),
                                 until](Session& session) {
      add_office_events(session.db, verifications);
      sqlite::index_told(session.db, rows, until);
    });
    auto result = co_await waiting;
    co_return result;
  }
  Read<AuditId> told_until() override {
    co_return read<AuditId>(
        [&](Reader& reader, domain::BatchId) { return sqlite::told_until(reader.db); });
  }
  Read<std::vector<AuditRecord>> not_indexed(std::string party) override {
    co_return read<std::vector<AuditRecord>>([&](Reader& reader, domain::BatchId) {
      return read_telling_records(reader.db, sqlite::told_until(reader.db), party);
    });
  }

  Read<NoticeCursor> notice_cursor() override {
    co_return read<NoticeCursor>(
        [&](Reader& reader, domain::BatchId) { return read_notice_cursor(reader.db); });
  }
  Read<bool> add_notices(std::vector<NoticeRow> rows, NoticeCursor cursor) override {
    auto waiting = write<bool>(
        WriteJob::Statements::several,
        [rows = std::move(rows), cursor](Session& session) -> Outcome<bool> {
          sqlite::add_notices(session, rows, cursor);
          return true;
        },
        WriteJob::Touches::unseen);
    auto result = co_await waiting;
    co_return result;
  }
  Read<ChangedPeople> changed_people(domain::VersionId after, std::size_t versions_max) override {
    co_return read<ChangedPeople>([&](Reader& reader, domain::BatchId published) {
      return read_changed_people(reader.db, after, versions_max, published);
    });
  }
  Read<std::vector<ToldAbout>> told_about(std::vector<domain::PersonId> people,
                                          util::Instant since) override {
    co_return read<std::vector<ToldAbout>>([&](Reader& reader, domain::BatchId) {
      std::vector<ToldAbout> rows;
      for (const auto person : people) read_told_about(reader.db, person, since, rows);
      return rows;
    });
  }
  Read<std::int64_t> expire_notices(util::Instant made_before) override {
    auto waiting = write<std::int64_t>(
        WriteJob::Statements::one,
        [made_before](Session& session) -> Outcome<std::int64_t> {
          return sqlite::expire_notices(session.db, made_before);
        },
        WriteJob::Touches::unseen);
    auto result = co_await waiting;
    co_return result;
  }

  Read<std::int64_t> expire_office_events(util::Instant told_before) override {
    auto waiting = write<std::int64_t>(
        WriteJob::Statements::one,
        [told_before](Session& session) -> Outcome<std::int64_t> {
          return sqlite::expire_office_events(session.db, told_before);
        },
        WriteJob::Touches::unseen);
    auto result = co_await waiting;
    co_return result;
  }

  Read<std::optional<AuditRecord>> record(AuditId id) override {
    co_return read<std::optional<AuditRecord>>(
        [&](Reader& reader, domain::BatchId) { return read_record(reader.db, id); });
  }
  Read<std::optional<AuditRecord>> record_of_key(std::string party,
                                                 std::string request_key) override {
    co_return read<std::optional<AuditRecord>>([&](Reader& reader, domain::BatchId) {
      return read_record_of_key(reader.db, party, request_key);
    });
  }
  Read<std::vector<AuditRecord>> records(AuditId from, std::size_t records_max) override {
    co_return read<std::vector<AuditRecord>>([&](Reader& reader, domain::BatchId) {
      return read_records(reader.db, from, records_max);
    });
  }
  Read<AuditRecord> head() override {
    co_return read<AuditRecord>(
        [&](Reader& reader, domain::BatchId) { return read_head(reader.db); });
  }

  Read<bool> add_checkpoint(Checkpoint checkpoint) override {
    auto waiting =
        write<bool>(WriteJob::Statements::one,
                    [checkpoint = std::move(checkpoint)](Session& session) -> Outcome<bool> {
                      insert_checkpoint(session.db, checkpoint);
                      return true;
                    });
    auto result = co_await waiting;
    co_return result;
  }
  Read<std::vector<Checkpoint>> checkpoints() override {
    co_return read<std::vector<Checkpoint>>(
        [&](Reader& reader, domain::BatchId) { return read_checkpoints(reader.db); });
  }

  domain::BatchId published() const override {
    if (writer_) return writer_->published();
    try {
      auto lease = readers_.take();
      return published_in(lease.db());
    } catch (const Failure&) {
      return 0;
    }
  }

  void on_published(std::function<void(domain::BatchId)> told) override {
    if (writer_) writer_->on_published(std::move(told));
  }

  // Who asks again within a second hears the same: asking is open to many and must not make the
  // disk sync at will. Those who ask meanwhile wait for the one probe.
  util::Result<void, StoreProblem> healthy() override {
    if (!writer_) return util::failure(reading_only());
    std::scoped_lock lock(health_mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (!health_ || now - health_at_ >= health_kept) {
      health_ = probe();
      health_at_ = std::chrono::steady_clock::now();
    }
    return *health_;
  }

 private:
  static constexpr std::chrono::milliseconds health_kept{1000};
  static constexpr std::size_t histories_expired_at_once = 1000;

  // A record with what stands beside it.
  template <class Work>
  util::Completion<Outcome<AuditRecord>> written(Work work) {
    return write<AuditRecord>(WriteJob::Statements::several, std::move(work),
                              WriteJob::Touches::unseen);
  }

  util::Result<void, StoreProblem> probe() {
    const auto problem = writer_->run_and_wait(
        WriteJob::Lane::answers, WriteJob::Sync::full,
        [](Session& session) -> std::optional<StoreProblem> {
          Query(session.db, "UPDATE meta SET value = value + 1 WHERE name = 'probe'").run();
          return std::nullopt;
        });
    if (problem) return util::failure(*problem);
    auto lease_read = read<bool>([](Reader& reader, domain::BatchId) {
      return single(reader.db, 0, "SELECT value FROM meta WHERE name = 'probe'") > 0;
    });
    if (!lease_read) return util::failure(lease_read.error());
    return {};
  }

  std::unique_ptr<Importer> importer_;
  std::unique_ptr<HistoryImporter> histories_;
  std::mutex health_mutex_;
  std::optional<util::Result<void, StoreProblem>> health_;
  std::chrono::steady_clock::time_point health_at_;
};

// The file is its owner's alone before a byte is in it, whatever the umask; the log and its index
// take over its mode. No descriptor of a file that is in use is opened here: closing it would end
// SQLite's locks. What fails here shows when SQLite opens the file.
void make_private(const std::string& path) {
  const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made >= 0) ::close(made);
  for (const char* suffix : {"", "-wal", "-shm"}) {
    const std::string file = path + suffix;
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    if (status.st_uid == ::geteuid() && (status.st_mode & 0177) != 0) {
      ::chmod(file.c_str(), status.st_mode & 0600);
    }
  }
}

Outcome<void> prepare(const Options& options) {
  if (options.open == Options::Open::read_only) {
    Connection db(options.path, Connection::Mode::read, options.cache_kib);
    return check_readable(db);
  }
  make_private(options.path);
  Connection db(options.path, Connection::Mode::write, options.cache_kib);
  db.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  return migrate(db);
}

}  // namespace

util::Result<std::unique_ptr<Registry>, StoreProblem> open(Options options) {
  std::optional<util::FileLock> lock;
  if (options.open == Options::Open::write) {
    auto taken = util::FileLock::take(options.path + ".lock");
    if (!taken) {
      const bool held = taken.error().system_errno == EWOULDBLOCK;
      return util::failure(StoreProblem{held ? StoreError::locked : StoreError::unavailable,
                                        "lock: " + taken.error().text()});
    }
    lock.emplace(std::move(*taken));
  }
  try {
    const auto prepared = prepare(options);
    if (!prepared) return util::failure(prepared.error());
    return std::make_unique<SqliteRegistry>(std::move(options), std::move(lock));
  } catch (const Failure& failure) {
    return util::failure(problem_of(failure));
  }
}

}  // namespace madoguchi::store::sqlite
