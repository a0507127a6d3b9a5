#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "center/context.hpp"
#include "net/http.hpp"

namespace madoguchi::center {

inline constexpr std::int64_t page_items_max = 1000;

// What a page of something ordered is asked with: ?after=N[&wait_s=S][&limit=N].
struct PageQuery {
  std::int64_t after = 0;
  std::size_t limit = page_items_max;
  std::chrono::steady_clock::time_point until;  // an empty page is waited for so long
};

// Nothing when one of the three is there but is no whole number.
std::optional<PageQuery> page_query(const Context& context, const net::Request& request);

}  // namespace madoguchi::center
