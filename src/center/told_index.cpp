#include "center/told_index.hpp"

#include <chrono>
#include <utility>

#include "center/asked_about.hpp"
#include "center/told.hpp"
#include "util/log.hpp"

namespace madoguchi::center {

namespace {

constexpr auto look_every = std::chrono::milliseconds(500);
constexpr std::uint64_t quiet_answers_max = 100;        // between two looks
constexpr auto office_waits = std::chrono::seconds(2);  // an office hears of it within seconds
constexpr store::AuditId waiting_records_max = 50'000;  // then it is done in any case
constexpr std::size_t piece_records = 1000;
constexpr std::uint64_t piece_answers_max = 10;         // while one piece is indexed
constexpr store::AuditId progress_records = 1'000'000;  // between two lines of the log

}  // namespace

ToldIndex::ToldIndex(Context& context)
    : context_(context), notices_(context, stopping_), thread_([this] { loop(); }) {}

ToldIndex::~ToldIndex() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void ToldIndex::loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    work();
    lock.lock();
    changed_.wait_for(lock, look_every, [this] { return stopping_.load(); });
  }
}

void ToldIndex::work() {
  const auto until = util::sync_wait(context_.registry->told_until());
  const auto head = util::sync_wait(context_.registry->head());
  if (!until || !head) return;
  const bool changes = notices_.has_work().value_or(false);
  const bool much = head->id - *until > waiting_records_max;
  const auto now = std::chrono::steady_clock::now();
  const bool due = context_.offices_waiting > 0 && now - caught_up_ >= office_waits;
  if (!quiet() && !much && !changes && !due) return;
  const auto manners = much || changes || due ? Manners::in_any_case : Manners::making_way;
  const auto indexed = catch_up(manners);
  if (indexed) caught_up_ = now;
  if (indexed && changes) notices_.look(*indexed);
}

bool ToldIndex::quiet() {
  const std::uint64_t answers = context_.counters.answers;
  const bool few = answers - answers_before_ <= quiet_answers_max;
  answers_before_ = answers;
  return few;
}

bool ToldIndex::answers_came(std::uint64_t& seen) const {
  const std::uint64_t answers = context_.counters.answers;
  return answers - std::exchange(seen, answers) > piece_answers_max;
}

std::optional<store::AuditId> ToldIndex::catch_up(Manners manners) {
  const auto until = util::sync_wait(context_.registry->told_until());
  const auto head = util::sync_wait(context_.registry->head());
  if (!until || !head) return std::nullopt;
  const bool long_way = head->id - *until >= progress_records;
  auto reached = *until;
  auto told_at = reached;
  std::uint64_t answers = context_.counters.answers;
  while (reached < head->id) {
    if (manners == Manners::making_way && answers_came(answers)) return std::nullopt;
    if (stopping_ || !index_piece(reached, reached)) return std::nullopt;
    if (long_way && (reached - told_at >= progress_records || reached >= head->id)) {
      told_at = reached;
      util::log(util::LogLevel::info, "center",
                "indexing earlier answers: " + std::to_string(reached) + " of " +
                    std::to_string(head->id) + " records");
    }
  }
  return reached;
}

bool ToldIndex::index_piece(store::AuditId after, store::AuditId& reached) {
  const auto records = util::sync_wait(context_.registry->records(after + 1, piece_records));
  if (!records || records->empty()) return false;
  std::vector<store::ToldRow> rows;
  for (const auto& record : *records) {
    for (auto& row : told_of(record)) rows.push_back(std::move(row));
  }
  auto verifications = util::sync_wait(asked_about(context_, *records));
  if (!verifications) return false;
  const bool any = !verifications->empty();
  const auto late = notices_.late_of(rows);
  if (!late.empty()) {
    // They are in the index before they are looked at, and counted as indexed only behind that.
    if (!util::sync_wait(context_.registry->index_told(rows, {}, after))) return false;
    if (!notices_.look_at_late(late)) return false;
  }
  reached = records->back().id;
  const auto indexed = util::sync_wait(
      context_.registry->index_told(std::move(rows), std::move(*verifications), reached));
  if (indexed && any) context_.office_waiters.wake_all();
  return indexed.has_value();
}

}  // namespace madoguchi::center
