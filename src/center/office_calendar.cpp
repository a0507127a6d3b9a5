// GET and POST /office/calendar: when an office's tickets of a month are registered. What it states
// is part of what the remark of an unregistered ticket says (D8, D28).
#include <cstdlib>

#include "center/acting.hpp"
#include "center/asked_numbers.hpp"
#include "center/office_note.hpp"
#include "center/office_operations.hpp"
#include "oqs/office_messages.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

constexpr int months_away_max = 24;

bool is_near(util::Month month, util::Day today) {
  const auto now = util::Month::of(today);
  return now.plus_months(-months_away_max) <= month && month <= now.plus_months(months_away_max);
}

std::string version_json(const store::CalendarVersion& version) {
  util::JsonLine out;
  out.add("month", version.stated.month.text())
      .add("planned_day", std::to_string(version.stated.planned_day))
      .add("state", oqs::name_of(version.stated.state))
      .add("text", version.stated.text)
      .add("at", util::iso_date_time_in_japan(version.at))
      .add_number("batch", version.batch)
      .add_truth("holds", version.holds);
  if (!version.acting.empty()) out.add_json("acting", version.acting);
  return std::move(out).finish();
}

}  // namespace

util::Task<net::Response> tell_calendar(Context& context, Asked asked) {
  // Whoever may state it may read it: no recipient is in it.
  auto allowed = co_await permission(context, asked, domain::Act::calendar);
  if (allowed.refused) co_return std::move(*allowed.refused);
  const auto text = asked.request.query_value("month");
  const auto month = util::Month::parse(text);
  if (!text.empty() && !month) {
    co_return co_await refuse_json(context, asked, 422, oqs::ErrorCode::element_format, "month");
  }
  auto versions = co_await context.registry->calendar(asked.party.code, month);
  if (!versions) co_return store_reply(context, versions.error());
  util::JsonLine out;
  out.add_json("items", json_list(*versions, version_json));
  co_return json_reply(200, std::move(out).finish());
}

util::Task<net::Response> state_month(Context& context, Asked asked) {
  auto allowed = co_await permission(context, asked, domain::Act::calendar);
  if (allowed.refused) co_return std::move(*allowed.refused);
  auto stated = oqs::read_stated_month(asked.request.body);
  if (!stated) co_return co_await refuse_problem(context, asked, 422, stated.error());
  if (!is_near(stated->month, util::day_in_japan(context.clock.now()))) {
    co_return co_await refuse_json(context, asked, 422, oqs::ErrorCode::month_out_of_range,
                                   "month");
  }
  store::Commit commit;
  commit.record = note_entry(context, asked, "calendar", oqs::stated_month_json(*stated));
  commit.calendar = store::CalendarChange{asked.party.code, std::move(*stated), asked.acting};
  co_return co_await keep_note(context, std::move(commit));
}

}  // namespace madoguchi::center
