#include "store/sqlite/writer.hpp"

#include <algorithm>
#include <future>

#include "util/gather.hpp"
#include "util/log.hpp"

namespace madoguchi::store::sqlite {

namespace {

constexpr int log_pages_before_move = 16000;   // 64 MiB
constexpr int log_pages_at_most = 256 * 1024;  // 1 GiB: then answers wait for it

std::optional<StoreProblem> not_taken(const char* why, StoreError error) {
  return StoreProblem{error, why};
}

}  // namespace

Writer::Writer(const std::string& path, std::size_t cache_kib, Limits limits,
               std::shared_ptr<Readers> answering)
    : db_(path, Connection::Mode::write, cache_kib),
      limits_(limits),
      answering_(std::move(answering)),
      log_mover_(path, answering_) {
  // The log is moved into the file beside the answers, not inside their COMMIT.
  db_.execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0");
  sqlite3_wal_hook(
      db_.handle(),
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Writer*>(self)->log_pages_ = pages;
        return SQLITE_OK;
      },
      this);
  memory_ = read_memory(db_);
  published_ = memory_->published;
  announced_ = memory_->announced;
  thread_ = std::thread([this] { loop(); });
}

Writer::~Writer() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Writer::post(WriteJob job) {
  std::optional<StoreProblem> refusal;
  bool wake = false;
  {
    std::scoped_lock lock(mutex_);
    if (stopping_) {
      refusal = not_taken("closing", StoreError::cancelled);
    } else if (answers_.size() + import_.size() >= limits_.waiting_jobs_max) {
      refusal = not_taken("too many writes wait", StoreError::unavailable);
    } else {
      (job.lane == WriteJob::Lane::answers ? answers_ : import_).push_back(std::move(job));
      answers_waiting_ = answers_.size();
      wake = idle_ && !wake_is_coming_;
      wake_is_coming_ = wake_is_coming_ || wake;
    }
  }
  if (refusal) return job.finish(std::move(refusal));
  auto* gather = util::Gather::current();
  if (wake && gather != nullptr) {
    gather->at_end([this] { changed_.notify_one(); });
  } else if (wake) {
    changed_.notify_one();
  }
}

std::optional<StoreProblem> Writer::run_and_wait(
    WriteJob::Lane lane, WriteJob::Sync sync,
    std::function<std::optional<StoreProblem>(Session&)> work) {
  auto done = std::make_shared<std::promise<std::optional<StoreProblem>>>();
  auto waiting = done->get_future();
  post(WriteJob{
      lane, WriteJob::Statements::several, sync, WriteJob::Touches::everything, std::move(work),
      [done](std::optional<StoreProblem> problem) { done->set_value(std::move(problem)); }});
  changed_.notify_one();  // this thread stands still until then: nothing it gathers would wake
  return waiting.get();
}

void Writer::on_published(std::function<void(domain::BatchId)> told) {
  std::scoped_lock lock(told_mutex_);
  told_.push_back(std::move(told));
}

std::optional<StoreProblem> Writer::last_problem() const {
  std::scoped_lock lock(mutex_);
  return last_problem_;
}

void Writer::loop() {
  for (;;) {
    std::vector<WriteJob> jobs = take();
    if (jobs.empty()) break;
    run_group(jobs);
    keep_log_short();
    // An import never waits for ever behind answers, nor an answer behind more than one chunk.
    std::vector<WriteJob> chunk;
    {
      std::scoped_lock lock(mutex_);
      if (jobs.front().lane == WriteJob::Lane::answers && !import_.empty() && !stopping_) {
        chunk.push_back(std::move(import_.front()));
        import_.pop_front();
      }
    }
    if (!chunk.empty()) run_group(chunk);
  }
  std::deque<WriteJob> rest;
  {
    std::scoped_lock lock(mutex_);
    rest.swap(answers_);
    for (WriteJob& job : import_) rest.push_back(std::move(job));
    import_.clear();
  }
  for (WriteJob& job : rest) job.finish(not_taken("closing", StoreError::cancelled));
}

// Waits for work: the waiting answers up to the group's size, else one job of the import. Nothing
// when the store is closing.
std::vector<WriteJob> Writer::take() {
  std::unique_lock lock(mutex_);
  idle_ = true;
  changed_.wait(lock, [&] { return stopping_ || !answers_.empty() || !import_.empty(); });
  idle_ = false;
  wake_is_coming_ = false;
  std::vector<WriteJob> jobs;
  if (stopping_) return jobs;
  std::deque<WriteJob>& lane = answers_.empty() ? import_ : answers_;
  const std::size_t count = answers_.empty() ? 1 : std::min(lane.size(), limits_.group_jobs_max);
  for (std::size_t i = 0; i < count; ++i) {
    jobs.push_back(std::move(lane.front()));
    lane.pop_front();
  }
  answers_waiting_ = answers_.size();
  return jobs;
}

void Writer::run_group(std::vector<WriteJob>& jobs) {
  std::vector<std::optional<StoreProblem>> results(jobs.size());
  std::optional<StoreProblem> failed;
  try {
    results = transact(jobs);
  } catch (const Failure& failure) {
    failed = problem_of(failure);
  } catch (const std::exception& error) {
    failed = StoreProblem{StoreError::unavailable, error.what()};
  }
  settle(failed);
  if (failed) {
    results.assign(jobs.size(), failed);
  } else {
    tell_changes(jobs);
  }
  const util::Gather gather;  // those who wait are woken once, not one by one
  for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].finish(std::move(results[i]));
}

std::vector<std::optional<StoreProblem>> Writer::transact(std::vector<WriteJob>& jobs) {
  if (!memory_) memory_ = read_memory(db_);
  if (jobs.front().sync != sync_) {
    sync_ = jobs.front().sync;
    db_.execute(sync_ == WriteJob::Sync::full ? "PRAGMA synchronous = FULL"
                                              : "PRAGMA synchronous = NORMAL");
  }
  std::vector<std::optional<StoreProblem>> results;
  results.reserve(jobs.size());
  Query(db_, "BEGIN IMMEDIATE").run();
  for (WriteJob& job : jobs) results.push_back(run_one(job));
  Query(db_, "COMMIT").run();
  return results;
}

// Throws a Failure that concerns the whole transaction; one that concerns only this job undoes it.
std::optional<StoreProblem> Writer::run_one(WriteJob& job) {
  const Memory before = *memory_;
  const bool savepoint = job.statements == WriteJob::Statements::several;
  if (savepoint) Query(db_, "SAVEPOINT one").run();
  std::optional<StoreProblem> problem;
  try {
    Session session{db_, *memory_};
    problem = job.run(session);
  } catch (const Failure& failure) {
    if (!concerns_one_operation(failure)) throw;
    problem = problem_of(failure);
  }
  if (problem) {
    *memory_ = before;
    if (savepoint) Query(db_, "ROLLBACK TO one").run();
  }
  if (savepoint) Query(db_, "RELEASE one").run();
  return problem;
}

// After a failed transaction: nothing of it stays, neither in the file nor in memory.
void Writer::settle(const std::optional<StoreProblem>& problem) {
  if (problem) {
    // SQLite may have rolled back by itself (full disk); then there is nothing left to undo.
    if (db_.in_transaction()) sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    memory_.reset();
    sync_ = WriteJob::Sync::deferred;  // unknown: set anew by the next full one
    sqlite3_exec(db_.handle(), "PRAGMA synchronous = NORMAL", nullptr, nullptr, nullptr);
    util::log(util::LogLevel::error, "store", "transaction failed: " + problem->detail);
  }
  std::scoped_lock lock(mutex_);
  last_problem_ = problem;
}

// The count comes after `published_`: who sees it sees the batch too. And before anybody is told,
// so that whoever hears of a change finds it.
void Writer::tell_changes(const std::vector<WriteJob>& jobs) {
  const bool published = memory_->published != published_.load(std::memory_order_relaxed);
  if (published) published_.store(memory_->published, std::memory_order_release);
  const bool changed = std::any_of(jobs.begin(), jobs.end(), [](const WriteJob& job) {
    return job.touches == WriteJob::Touches::everything;
  });
  if (changed) changes_.fetch_add(1, std::memory_order_acq_rel);
  if (!published || memory_->announced == announced_) return;
  announced_ = memory_->announced;
  std::scoped_lock lock(told_mutex_);
  for (const auto& told : told_) told(announced_);
}

// The mover copies most of the log; the rest is the writer's, for only then, with nobody writing,
// the log is copied whole and starts again at its beginning.
void Writer::keep_log_short() {
  if (log_pages_ >= log_pages_before_move) log_mover_.ask();
  if (!log_mover_.take_turn() && log_pages_ < log_pages_at_most) return;
  sync_ = WriteJob::Sync::full;
  sqlite3_exec(db_.handle(), "PRAGMA synchronous = FULL", nullptr, nullptr, nullptr);
  answering_->let_go();
  sqlite3_wal_checkpoint_v2(db_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  answering_->renew(changes(), published());  // who began meanwhile still reads from the log
  log_pages_ = 0;                             // the next commit tells anew how long it is
}

}  // namespace madoguchi::store::sqlite
