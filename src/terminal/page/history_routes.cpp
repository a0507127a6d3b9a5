#include "terminal/page/history_routes.hpp"

#include <charconv>
#include <optional>

#include "terminal/page/center_problem.hpp"
#include "util/digits.hpp"

namespace madoguchi::terminal {

namespace {

using edge::Answer;
using edge::Json;
using edge::PageCall;

constexpr const char* wishes[] = {"kinds", "from", "to", "emergency_reason"};

// Records are many: more than nine digits.
std::optional<std::int64_t> record_number(const std::string& text) {
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

Answer view_history(PageParts& parts, Checks& checks, const PageCall& call) {
  const auto number = util::digits(call.id);
  const auto check = number ? checks.find(*number) : std::nullopt;
  if (!check) return util::failure(edge::not_found());
  const auto record = record_number(check->heard.record);
  const bool searched = check->heard.way == Heard::Way::disaster;
  if ((check->heard.way != Heard::Way::reader && !searched) || !record) {
    return util::failure(edge::wrong_state("マイナンバーカードで確認した人だけ見られます。",
                                           "Only of somebody who was checked by card."));
  }
  Json question{{searched ? "search_record" : "card_record", *record}};
  for (const auto* wish : wishes) {
    if (call.body.contains(wish)) question[wish] = call.body.at(wish);
  }
  const auto told = parts.center.post("/history/view", question, {call.who, {}}, "");
  if (!told) return util::failure(problem_of(told.error()));
  return edge::json_answer(*told);
}

}  // namespace

void add_history_routes(edge::PageRoutes& routes, PageParts& parts, Checks& checks) {
  // Whoever may see any kind may see this one; which, the center decides kind by kind.
  routes.add("POST", "/api/history/{}", domain::Act::view_medication,
             [&parts, &checks](const PageCall& call) { return view_history(parts, checks, call); });
}

}  // namespace madoguchi::terminal
