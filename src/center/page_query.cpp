#include "center/page_query.hpp"

#include <algorithm>
#include <charconv>

namespace madoguchi::center {

namespace {

// A whole number of the query; nothing when it is there but is none.
std::optional<std::int64_t> number_of(const net::Request& request, std::string_view name,
                                      std::int64_t otherwise) {
  const auto text = request.query_value(name);
  if (text.empty()) return otherwise;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

}  // namespace

std::optional<PageQuery> page_query(const Context& context, const net::Request& request) {
  const auto after = number_of(request, "after", 0);
  const auto wait_s = number_of(request, "wait_s", 0);
  const auto limit = number_of(request, "limit", page_items_max);
  if (!after || !wait_s || !limit) return std::nullopt;
  PageQuery query;
  query.after = *after;
  query.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(*limit, 1, page_items_max));
  query.until = std::chrono::steady_clock::now() +
                std::chrono::seconds(std::min(*wait_s, context.config.feed_wait_s_max));
  return query;
}

}  // namespace madoguchi::center
