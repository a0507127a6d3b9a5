// GET /office/verifications: what an office is told of its own recipients (11.3).
#include "center/acting.hpp"
#include "center/office_operations.hpp"
#include "center/page_query.hpp"
#include "center/page_reply.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

std::string item_json(const store::OfficeEvent& event) {
  util::JsonLine out;
  out.add_number("cursor", event.cursor)
      .add_number("record", event.record)
      .add("at", util::iso_date_time_in_japan(event.at))
      .add("day", event.day.text())
      .add("kind", store::name_of(event.kind))
      .add("institution_code", event.institution_code)
      .add("institution_name", event.institution_name)
      .add("recipient_key", event.recipient_key);
  if (event.kind != store::OfficeEventKind::verification) {
    out.add_json(store::name_of(event.kind), event.content);
    return std::move(out).finish();
  }
  auto text = std::move(out).finish();  // way, validity, ... stand beside the rest
  text.back() = ',';
  return text + event.content.substr(1);
}

// Recorded before it leaves: from which cursor to which.
util::Task<net::Response> deliver(Context& context, const Asked& asked,
                                  const store::OfficeEventPage& page) {
  auto commit = look_at(context, asked, page);
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  co_return json_reply(200, page_json(page, item_json), done->id);
}

// Somebody waits: the index must not fall far behind (see ToldIndex).
struct Waiting {
  explicit Waiting(std::atomic<int>& offices) : count(offices) { ++count; }
  ~Waiting() { --count; }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  std::atomic<int>& count;
};

}  // namespace

util::Task<net::Response> read_verifications(Context& context, Asked asked) {
  auto allowed = co_await permission(context, asked, domain::Act::view);
  if (allowed.refused) co_return std::move(*allowed.refused);
  const auto query = page_query(context, asked.request);
  if (!query) co_return problem_reply(422, {oqs::ErrorCode::element_format, "query"});
  const Waiting waiting(context.offices_waiting);
  for (;;) {
    // Waiting begins before reading: what is told in between must not be missed.
    auto told = context.office_waiters.wait(query->until);
    auto page =
        co_await context.registry->office_events(asked.party.code, query->after, query->limit);
    if (!page) co_return store_reply(context, page.error());
    if (!page->items.empty()) co_return co_await deliver(context, asked, *page);
    if (std::chrono::steady_clock::now() >= query->until || context.office_waiters.stopped()) {
      co_return json_reply(200, page_json(*page, item_json));
    }
    co_await told;
  }
}

}  // namespace madoguchi::center
