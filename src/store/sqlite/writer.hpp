#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "store/sqlite/log_mover.hpp"
#include "store/sqlite/readers.hpp"
#include "store/sqlite/session.hpp"
#include "util/result.hpp"

namespace madoguchi::store::sqlite {

// One piece of writing. `run` works inside a transaction; what it returns (or nothing) reaches
// `finish` after that transaction is durable, or the problem that kept it from being so.
struct WriteJob {
  // For the answers' lane many jobs share one transaction; the import's lane has one job each.
  enum class Lane { answers, import };
  // A job of one statement needs no savepoint of its own beside the others.
  enum class Statements { one, several };
  // Staged rows need not be durable before the batch's last transaction, which syncs them with it.
  enum class Sync { full, deferred };
  // What answers are made from is the same after a job that only adds to the record or stages rows.
  enum class Touches { unseen, everything };

  Lane lane = Lane::answers;
  Statements statements = Statements::several;
  Sync sync = Sync::full;
  Touches touches = Touches::everything;
  std::function<std::optional<StoreProblem>(Session&)> run;
  std::function<void(std::optional<StoreProblem>)> finish;
};

// The one thread that writes. Takes what waits, commits it in groups, then tells each. A
// transaction that fails undoes and fails its whole group; the next one starts from what the file
// holds.
class Writer {
 public:
  struct Limits {
    std::size_t group_jobs_max = 512;
    std::size_t waiting_jobs_max = 65536;
  };
  // `answering` are the readers whose held snapshots keep the log from being moved. Throws Failure.
  Writer(const std::string& path, std::size_t cache_kib, Limits limits,
         std::shared_ptr<Readers> answering);
  ~Writer();  // fails what still waits with `cancelled`

  void post(WriteJob job);
  // Runs `work` in a transaction of its own and waits (import thread, health page).
  std::optional<StoreProblem> run_and_wait(
      WriteJob::Lane lane, WriteJob::Sync sync,
      std::function<std::optional<StoreProblem>(Session&)> work);

  domain::BatchId published() const { return published_.load(std::memory_order_acquire); }
  // Grows with every transaction that changed more than the record, before anybody is told of it.
  std::uint64_t changes() const { return changes_.load(std::memory_order_acquire); }
  void on_published(std::function<void(domain::BatchId)> told);
  std::optional<StoreProblem> last_problem() const;  // of the last transaction
  // An answer waits: a long import makes way as soon as it can.
  bool answers_wait() const { return answers_waiting_.load(std::memory_order_relaxed) > 0; }

 private:
  void loop();
  std::vector<WriteJob> take();
  void run_group(std::vector<WriteJob>& jobs);
  std::vector<std::optional<StoreProblem>> transact(std::vector<WriteJob>& jobs);
  std::optional<StoreProblem> run_one(WriteJob& job);
  void settle(const std::optional<StoreProblem>& problem);
  void tell_changes(const std::vector<WriteJob>& jobs);
  void keep_log_short();

  Connection db_;
  Limits limits_;
  std::optional<Memory> memory_;  // nothing: to be read before the next transaction
  WriteJob::Sync sync_ = WriteJob::Sync::full;
  std::atomic<domain::BatchId> published_{0};
  std::atomic<std::uint64_t> changes_{0};
  std::shared_ptr<Readers> answering_;
  domain::BatchId announced_ = 0;  // told to those who asked for it
  int log_pages_ = 0;              // after the last commit
  std::atomic<std::size_t> answers_waiting_{0};
  LogMover log_mover_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<WriteJob> answers_;
  std::deque<WriteJob> import_;
  bool stopping_ = false;
  bool idle_ = false;            // it waits for work
  bool wake_is_coming_ = false;  // somebody has work for it and will wake it
  std::optional<StoreProblem> last_problem_;
  std::mutex told_mutex_;
  std::vector<std::function<void(domain::BatchId)>> told_;
  std::thread thread_;
};

}  // namespace madoguchi::store::sqlite
