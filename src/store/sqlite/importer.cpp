#include "store/sqlite/importer.hpp"

#include "store/outcome_detail.hpp"
#include "store/sqlite/batch.hpp"
#include "store/sqlite/records.hpp"
#include "util/log.hpp"

namespace madoguchi::store::sqlite {

namespace {

constexpr std::size_t orders_waiting_max = 1000;
constexpr std::size_t chunks_in_transaction = 10;  // when no answer waits
constexpr std::size_t pieces_in_chunk = 4;         // an answer waits for one of them at most
constexpr std::size_t recipients_in_chunk = 200;
constexpr std::size_t rows_taken_back_in_chunk = 1000;

StoreProblem closing() {
  return {StoreError::cancelled, "closing"};
}

StoreProblem withdrawn() {
  return {StoreError::withdrawn, "withdrawn"};
}

bool is_withdrawn(const BatchHeader& header) {
  return header.progress && header.progress->withdrawn;
}

void tell(const BatchHeader& header, ImportProgress::State state) {
  if (header.progress) header.progress->state = state;
}

void tell_rows(const BatchHeader& header, const std::vector<NumberedRow>& rows) {
  if (!header.progress || rows.empty()) return;
  header.progress->rows += rows.size();
  header.progress->line = rows.back().line;
}

// Of when it ends: a large file is placed for minutes, and a record must not stand before answers
// that did not know of it.
AuditEntry finished_entry(const BatchHeader& header) {
  AuditEntry entry = header.record;
  if (header.now) entry.at = header.now();
  return entry;
}

}  // namespace

Importer::Importer(Writer& writer, std::size_t chunk_rows)
    : writer_(writer), chunk_rows_(std::max<std::size_t>(1, chunk_rows)) {
  if (const auto problem = clean_up()) {
    // Readers do not see the leftovers; the next import tries again before it begins.
    util::log(util::LogLevel::warning, "store", "unpublished rows stay: " + problem->detail);
  }
  thread_ = std::thread([this] { loop(); });
}

Importer::~Importer() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Importer::post(BatchHeader header, std::unique_ptr<RowSource> rows,
                    util::Completion<ApplyResult> done) {
  std::optional<StoreProblem> refusal;
  {
    std::scoped_lock lock(mutex_);
    if (stopping_) {
      refusal = closing();
    } else if (orders_.size() >= orders_waiting_max) {
      refusal = StoreProblem{StoreError::unavailable, "too many registrations wait"};
    } else {
      orders_.push_back({std::move(header), std::move(rows), std::move(done)});
    }
  }
  if (refusal) {
    done.set(util::failure(std::move(*refusal)));
  } else {
    changed_.notify_one();
  }
}

std::optional<StoreProblem> Importer::clean_up() {
  return until_done(
      [](Session& session) { return abandon_some(session, rows_taken_back_in_chunk); });
}

void Importer::loop() {
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stopping() || !orders_.empty(); });
    if (stopping()) break;
    Order order = std::move(orders_.front());
    orders_.pop_front();
    lock.unlock();
    ApplyResult result = run(order);
    order.rows.reset();  // a source may hold a file open
    order.done.set(std::move(result));
  }
  for (Order& order : orders_) order.done.set(util::failure(closing()));
}

ApplyResult Importer::run(Order& order) {
  if (is_withdrawn(order.header)) return util::failure(withdrawn());
  tell(order.header, ImportProgress::State::staging);
  Placing placing(order.header);
  std::optional<StoreProblem> problem = clean_up();
  if (!problem) {
    problem = writer_.run_and_wait(WriteJob::Lane::import, WriteJob::Sync::deferred,
                                   [&](Session& session) { return placing.begin(session); });
    if (problem) return util::failure(std::move(*problem));  // nothing was staged
    problem = stage(placing, *order.rows);
  }
  if (!problem) {
    const bool refused = order.header.rows == BatchHeader::Rows::whole &&
                         placing.form().refused + placing.outcome().refused > 0;
    const bool dry = order.header.run == BatchHeader::Run::dry;
    tell(order.header, ImportProgress::State::publishing);
    problem = dry || refused ? finish_unpublished(placing) : finish(placing);
  }
  if (!problem) return std::move(placing.outcome());
  if (problem->error != StoreError::cancelled) {
    if (const auto stays = clean_up()) {
      util::log(util::LogLevel::warning, "store", "unpublished rows stay: " + stays->detail);
    }
  }
  return util::failure(std::move(*problem));
}

std::optional<StoreProblem> Importer::stage(Placing& placing, RowSource& rows) {
  try {
    if (auto problem = stage_rows(placing, rows)) return problem;
    placing.form().refused = rows.refused();
    placing.form().problems = rows.problems();
    if (placing.header().scope == BatchHeader::Scope::full) {
      placing.begin_removal(rows.refused());
      auto problem = unless_withdrawn(placing.header(), [&](Session& session) {
        return placing.remove_absent(session, recipients_in_chunk);
      });
      if (problem) return problem;
    }
    return unless_withdrawn(placing.header(), [&](Session& session) {
      return placing.place_deferred(session, chunk_rows_);
    });
  } catch (const std::exception& error) {
    return StoreProblem{StoreError::unavailable, std::string("row source: ") + error.what()};
  }
}

namespace {

using Piece = std::vector<NumberedRow>;

// Between the thread that reads rows and the writer that places them.
class Pipe {
 public:
  static constexpr std::size_t pieces_max = 16;

  // Waits for room. False when a job is under way that will see the piece.
  bool put(Piece piece) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return pieces_.size() < pieces_max || !job_under_way_; });
    pieces_.push_back(std::move(piece));
    return begin_job();
  }
  // Waits for the job under way. True when there are pieces left for another one.
  bool rest() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !job_under_way_; });
    return begin_job();
  }
  std::optional<Piece> take() {
    std::scoped_lock lock(mutex_);
    if (pieces_.empty()) return std::nullopt;
    Piece piece = std::move(pieces_.front());
    pieces_.pop_front();
    changed_.notify_all();
    return piece;
  }
  void job_ended(std::optional<StoreProblem> problem) {
    std::scoped_lock lock(mutex_);
    job_under_way_ = false;
    if (problem) problem_ = std::move(problem);
    changed_.notify_all();
  }
  void wait_for_job() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !job_under_way_; });
  }
  std::optional<StoreProblem> problem() {
    std::scoped_lock lock(mutex_);
    return problem_;
  }

 private:
  bool begin_job() {
    if (job_under_way_ || pieces_.empty() || problem_) return false;
    job_under_way_ = true;
    return true;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Piece> pieces_;
  bool job_under_way_ = false;
  std::optional<StoreProblem> problem_;
};

}  // namespace

// A transaction of the import ends when an answer waits, and before it grows too large to be quick.
bool Importer::makes_way(std::size_t rows) const {
  return writer_.answers_wait() || rows >= chunk_rows_ * chunks_in_transaction || stopping();
}

// While the writer places rows, this thread reads the next ones. Larger transactions write each
// touched page once instead of many times, so one goes on while nobody else waits.
std::optional<StoreProblem> Importer::stage_rows(Placing& placing, RowSource& rows) {
  Pipe pipe;
  // Whatever happens here, the job under way still uses `placing` and `pipe`.
  struct Join {
    Pipe& pipe;
    ~Join() { pipe.wait_for_job(); }
  } join{pipe};
  const auto post = [&] {
    writer_.post(WriteJob{
        WriteJob::Lane::import, WriteJob::Statements::one, WriteJob::Sync::deferred,
        WriteJob::Touches::unseen,
        [&](Session& session) -> std::optional<StoreProblem> {
          std::size_t placed = 0;
          do {
            const auto piece = pipe.take();
            if (!piece) break;
            for (const NumberedRow& row : *piece) placing.place(session, row);
            tell_rows(placing.header(), *piece);
            placed += piece->size();
          } while (!makes_way(placed));
          return std::nullopt;
        },
        [&pipe](std::optional<StoreProblem> problem) { pipe.job_ended(std::move(problem)); }});
  };
  const std::size_t piece_rows = std::max<std::size_t>(1, chunk_rows_ / pieces_in_chunk);
  for (bool more = true; more;) {
    Piece piece;
    piece.reserve(piece_rows);
    while (piece.size() < piece_rows) {
      auto row = rows.next();
      more = row.has_value();
      if (!more) break;
      piece.push_back(std::move(*row));
    }
    if (stopping()) return closing();
    if (is_withdrawn(placing.header())) return withdrawn();
    if (auto problem = pipe.problem()) return problem;
    if (!piece.empty() && pipe.put(std::move(piece))) post();
  }
  while (!stopping() && pipe.rest()) post();
  if (stopping()) return closing();
  return pipe.problem();
}

std::optional<StoreProblem> Importer::unless_withdrawn(const BatchHeader& header,
                                                       const std::function<bool(Session&)>& some) {
  auto problem =
      until_done([&](Session& session) { return is_withdrawn(header) || some(session); });
  if (!problem && is_withdrawn(header)) return withdrawn();
  return problem;
}

std::optional<StoreProblem> Importer::until_done(std::function<bool(Session&)> some) {
  for (bool done = false; !done;) {
    if (stopping()) return closing();
    auto problem = writer_.run_and_wait(WriteJob::Lane::import, WriteJob::Sync::deferred,
                                        [&](Session& session) -> std::optional<StoreProblem> {
                                          for (std::size_t i = 0; !done; ++i) {
                                            done = some(session);
                                            if (makes_way(i * chunk_rows_)) break;
                                          }
                                          return std::nullopt;
                                        });
    if (problem) return problem;
  }
  return std::nullopt;
}

// One small transaction: the pointer moves and the record is there, or neither.
std::optional<StoreProblem> Importer::finish(Placing& placing) {
  return writer_.run_and_wait(
      WriteJob::Lane::import, WriteJob::Sync::full,
      [&](Session& session) -> std::optional<StoreProblem> {
        const BatchHeader& header = placing.header();
        if (key_is_used(session.db, header.record.party, header.record.request_key)) {
          return StoreProblem{StoreError::key_used, "request key used before"};
        }
        ApplyOutcome& outcome = placing.outcome();
        AuditEntry entry = finished_entry(header);
        if (placing.wrote()) {
          outcome.batch = session.memory.staging;
          publish_batch(session, entry.at);
        } else {
          drop_empty_batch(session);
        }
        entry.detail = outcome_detail(header, outcome, placing.form());
        outcome.record = append_record(session, std::move(entry)).id;
        return std::nullopt;
      });
}

// A dry run publishes nothing, nor does a whole file with a refused row: but that somebody tried is
// on record.
std::optional<StoreProblem> Importer::finish_unpublished(Placing& placing) {
  if (auto problem = clean_up()) return problem;
  return writer_.run_and_wait(
      WriteJob::Lane::import, WriteJob::Sync::full,
      [&](Session& session) -> std::optional<StoreProblem> {
        const BatchHeader& header = placing.header();
        if (key_is_used(session.db, header.record.party, header.record.request_key)) {
          return StoreProblem{StoreError::key_used, "request key used before"};
        }
        AuditEntry entry = finished_entry(header);
        entry.detail = outcome_detail(header, placing.outcome(), placing.form());
        placing.outcome().record = append_record(session, std::move(entry)).id;
        return std::nullopt;
      });
}

}  // namespace madoguchi::store::sqlite
