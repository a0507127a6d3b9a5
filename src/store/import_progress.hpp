#pragma once

#include <atomic>
#include <cstddef>

namespace madoguchi::store {

// How far one file is, told while it is registered; and the wish that it is not. Shared by who asks
// for it and the store.
struct ImportProgress {
  enum class State { waiting, staging, publishing };
  std::atomic<State> state{State::waiting};
  std::atomic<std::size_t> rows{0};  // staged; nobody sees them before publication
  std::atomic<std::size_t> line{0};  // of the file, of the last of them
  std::atomic<bool> withdrawn{false};
};

}  // namespace madoguchi::store
