#include "store/sqlite/log_mover.hpp"

namespace madoguchi::store::sqlite {

namespace {
constexpr std::size_t cache_kib = 1024;
constexpr int short_rest_pages = 500;
constexpr int runs_max = 8;
}  // namespace

LogMover::LogMover(const std::string& path, std::shared_ptr<Readers> answering)
    : db_(path, Connection::Mode::write, cache_kib), answering_(std::move(answering)) {
  db_.execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0");
  thread_ = std::thread([this] { loop(); });
}

LogMover::~LogMover() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void LogMover::ask() {
  {
    std::scoped_lock lock(mutex_);
    if (asked_) return;
    asked_ = true;
  }
  changed_.notify_all();
}

bool LogMover::take_turn() {
  return writers_turn_.exchange(false);
}

void LogMover::loop() {
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return asked_ || stopping_; });
    if (stopping_) return;
    lock.unlock();
    move();
    writers_turn_ = true;
    lock.lock();
    asked_ = false;
  }
}

// Failing is no harm: the log holds everything, and the next time comes.
void LogMover::move() {
  for (int run = 0; run < runs_max; ++run) {
    int pages = 0;
    int moved = 0;
    answering_->let_go();
    const int code =
        sqlite3_wal_checkpoint_v2(db_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved);
    if (code != SQLITE_OK || pages - moved < short_rest_pages) return;
  }
}

}  // namespace madoguchi::store::sqlite
