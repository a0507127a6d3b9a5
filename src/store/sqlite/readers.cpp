#include "store/sqlite/readers.hpp"

namespace madoguchi::store::sqlite {

Readers::Lease Readers::take() {
  std::unique_ptr<Reader> reader;
  std::uint64_t times_let_go = 0;
  {
    std::scoped_lock lock(mutex_);
    times_let_go = times_let_go_;
    if (!free_.empty()) {
      reader = std::move(free_.back());
      free_.pop_back();
    }
  }
  if (!reader) reader = std::make_unique<Reader>(path_, cache_kib_);
  reader->times_let_go = times_let_go;
  return {*this, std::move(reader)};
}

void Readers::give_back(std::unique_ptr<Reader> reader) {
  std::scoped_lock lock(mutex_);
  if (reader->times_let_go != times_let_go_) reader->held.reset();
  free_.push_back(std::move(reader));
}

void Readers::renew(std::uint64_t changes, domain::BatchId published) {
  std::scoped_lock lock(mutex_);
  ++times_let_go_;
  for (const auto& reader : free_) {
    reader->held.reset();
    try {
      reader->held.emplace(reader->db, changes, published);
      single(reader->db, 0, "SELECT value FROM meta WHERE name = 'published'");  // begins it
    } catch (const Failure&) {
      // Nothing is held: the next read tells what is wrong.
    }
  }
}

void Readers::let_go() {
  std::scoped_lock lock(mutex_);
  ++times_let_go_;
  for (const auto& reader : free_) reader->held.reset();
}

}  // namespace madoguchi::store::sqlite
