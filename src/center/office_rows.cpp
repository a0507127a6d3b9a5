// GET /office/rows: an office's own registrations with their content, version by version, so that
// it can keep a copy of them and show who changed what.
#include "center/acting.hpp"
#include "center/operations.hpp"
#include "center/page_query.hpp"
#include "center/page_reply.hpp"
#include "center/row_cells.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

std::string row_json(const store::Row& row) {
  util::JsonLine out;
  for (const auto& [column, value] : row_cells(row)) {
    if (column != "DeleteFlag") out.add(column, value);
  }
  return std::move(out).finish();
}

std::string item_json(const store::OfficeVersion& item) {
  util::JsonLine out;
  out.add_number("cursor", item.cursor)
      .add_number("batch", item.batch)
      .add("at", util::iso_date_time_in_japan(item.at))
      .add("kind", store::name_of(store::kind_of(item.row)))
      .add("change", store::name_of(item.change));
  if (!item.acting.empty()) out.add_json("acting", item.acting);
  out.add_json("row", row_json(item.row));
  return std::move(out).finish();
}

// Recorded before it leaves: from which version to which.
util::Task<net::Response> deliver(Context& context, const Asked& asked, store::OfficePage page) {
  auto commit = look_at(context, asked, page);
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  auto* home = util::Executor::current();
  if (home != nullptr) co_await util::ResumeOn{context.workers};  // a megabyte of text
  auto text = page_json(page, item_json);
  if (home != nullptr) co_await util::ResumeOn{*home};
  auto response = json_reply(200, std::move(text));
  response.headers.emplace_back("Madoguchi-Record", std::to_string(done->id));
  co_return response;
}

}  // namespace

util::Task<net::Response> read_office_rows(Context& context, Asked asked) {
  auto allowed = co_await permission(context, asked, domain::Act::view);
  if (allowed.refused) co_return std::move(*allowed.refused);
  const auto query = page_query(context, asked.request);
  if (!query) co_return problem_reply(422, {oqs::ErrorCode::element_format, "query"});
  auto after = query->after;
  for (;;) {
    // Waiting begins before reading: a batch published in between must not be missed.
    auto published = context.feed_waiters.wait(query->until);
    auto page = co_await context.registry->office_rows(asked.party.code, after, query->limit);
    if (!page) co_return store_reply(context, page.error());
    if (!page->items.empty()) co_return co_await deliver(context, asked, std::move(*page));
    after = page->next;
    if (page->more) continue;  // nothing but what an office is not told
    if (std::chrono::steady_clock::now() >= query->until || context.feed_waiters.stopped()) {
      co_return json_reply(200, page_json(*page, item_json));
    }
    co_await published;
  }
}

}  // namespace madoguchi::center
