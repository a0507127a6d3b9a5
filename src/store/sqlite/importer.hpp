#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "store/registry.hpp"
#include "store/sqlite/placing.hpp"
#include "store/sqlite/writer.hpp"

namespace madoguchi::store::sqlite {

using ApplyResult = util::Result<ApplyOutcome, StoreProblem>;

// The thread that registers files, one after the other: reads rows, hands them to the writer chunk
// by chunk so that answers pass between, and publishes with a last small transaction.
class Importer {
 public:
  Importer(Writer& writer, std::size_t chunk_rows);
  ~Importer();  // what runs or waits ends with `cancelled`; its staged rows go at the next start

  void post(BatchHeader header, std::unique_ptr<RowSource> rows,
            util::Completion<ApplyResult> done);
  // Takes back what an unfinished batch staged. Before the first use, and after a failed batch.
  std::optional<StoreProblem> clean_up();

 private:
  struct Order {
    BatchHeader header;
    std::unique_ptr<RowSource> rows;
    util::Completion<ApplyResult> done;
  };

  void loop();
  ApplyResult run(Order& order);
  std::optional<StoreProblem> stage(Placing& placing, RowSource& rows);
  std::optional<StoreProblem> stage_rows(Placing& placing, RowSource& rows);
  bool makes_way(std::size_t rows) const;
  std::optional<StoreProblem> until_done(std::function<bool(Session&)> some);
  std::optional<StoreProblem> unless_withdrawn(const BatchHeader& header,
                                               const std::function<bool(Session&)>& some);
  std::optional<StoreProblem> finish(Placing& placing);
  std::optional<StoreProblem> finish_unpublished(Placing& placing);
  bool stopping() const { return stopping_.load(); }

  Writer& writer_;
  std::size_t chunk_rows_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Order> orders_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace madoguchi::store::sqlite
