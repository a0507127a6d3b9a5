#include "util/gather.hpp"

namespace madoguchi::util {

namespace {
thread_local Gather* current_gather = nullptr;
}

Gather::Gather() : before_(current_gather) {
  current_gather = this;
}

Gather::~Gather() {
  current_gather = before_;
  for (const auto& wake : wakes_) wake();
}

Gather* Gather::current() {
  return current_gather;
}

}  // namespace madoguchi::util
