#pragma once

#include "office/publish.hpp"

namespace madoguchi::office {

// What is undone: a whole batch, or what it did to one recipient.
struct Undone {
  std::string batch;
  std::string recipient;  // empty: all of them
};

// The counter-change: what held before it, row by row. Fails when a row was changed again since
// (F4090), or when the caller may not see what it is about.
util::Result<RowChange, Problem> counter_change(Parts& parts, const Undone& undone,
                                                std::int64_t seen, bool sees_protected);

}  // namespace madoguchi::office
