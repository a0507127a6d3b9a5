#include "oqs/feed_page.hpp"

#include <algorithm>
#include <optional>

#include "oqs/json_text.hpp"

namespace madoguchi::oqs {

namespace {

constexpr JsonLimits page_limits{256UL * 1024 * 1024, 16};

// The month of a ticket that changed; nothing of another item.
std::optional<util::Month> ticket_month(const nlohmann::ordered_json& item) {
  const auto text = [&item](const char* name) {
    const auto found = item.find(name);
    return found != item.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  if (text("kind") != "ticket") return std::nullopt;
  return util::Month::parse(text("month"));
}

}  // namespace

util::Result<FeedNotices, Problem> read_feed_notices(std::string_view text) {
  const auto unreadable = util::failure(Problem{ErrorCode::answer_unreadable, {}});
  if (!json_object(text, page_limits)) return unreadable;
  // Once more with the order of the names kept: people read these files.
  const auto page = nlohmann::ordered_json::parse(text, nullptr, false);
  const auto items = page.find("items");
  const auto next = page.find("next");
  const bool whole =
      items != page.end() && items->is_array() && next != page.end() && next->is_number_integer();
  if (!whole) return unreadable;
  FeedNotices read;
  read.next = next->get<std::int64_t>();
  const auto more = page.find("more");
  read.more = more != page.end() && more->is_boolean() && more->get<bool>();
  for (const auto& item : *items) {
    const auto notice = item.find("notice");
    if (notice == item.end()) {
      const auto month = ticket_month(item);
      auto& months = read.ticket_months;
      if (month && std::find(months.begin(), months.end(), *month) == months.end()) {
        months.push_back(*month);
      }
      continue;
    }
    const auto cursor = item.find("cursor");
    const bool sound = notice->is_object() && cursor != item.end() && cursor->is_number_integer();
    if (!sound) return unreadable;
    read.notices.push_back(
        {cursor->get<std::int64_t>(),
         notice->dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n"});
  }
  return read;
}

}  // namespace madoguchi::oqs
