#include "store/sqlite/readers.hpp"

namespace madoguchi::store::sqlite {

Readers::Lease Readers::take() {
  std::unique_ptr<Reader> reader;
  {
    std::scoped_lock lock(mutex_);
    if (!free_.empty()) {
      reader = std::move(free_.back());
      free_.pop_back();
    }
  }
  if (!reader) reader = std::make_unique<Reader>(path_, cache_kib_);
  return {*this, std::move(reader)};
}

void Readers::give_back(std::unique_ptr<Reader> reader) {
  std::scoped_lock lock(mutex_);
  free_.push_back(std::move(reader));
}

}  // namespace madoguchi::store::sqlite
