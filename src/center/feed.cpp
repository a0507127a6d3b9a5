#include <algorithm>
#include <charconv>
#include <chrono>

#include "center/operations.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

constexpr std::int64_t items_max = 1000;

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

store::FeedScope scope_of(const Party& party) {
  switch (party.kind) {
    case PartyKind::institution:
      return {store::FeedScopeKind::institution, party.code};
    case PartyKind::office:
      return {store::FeedScopeKind::office, party.code};
    case PartyKind::operator_:
      break;
  }
  return {store::FeedScopeKind::everything, {}};
}

std::string_view name_of(store::FeedChange change) {
  switch (change) {
    case store::FeedChange::added:
      return "added";
    case store::FeedChange::changed:
      return "changed";
    case store::FeedChange::removed:
      break;
  }
  return "removed";
}

std::string item_json(const store::FeedItem& item) {
  util::JsonLine out;
  out.add_number("cursor", item.cursor)
      .add_number("batch", item.batch)
      .add("at", util::iso_date_time_in_japan(item.at))
      .add("kind", store::name_of(item.kind))
      .add("change", name_of(item.change));
  if (!item.office_code.empty()) out.add("OfficeCode", item.office_code);
  if (!item.recipient_key.empty()) out.add("RecipientKey", item.recipient_key);
  if (!item.institution_code.empty()) out.add("MedicalInstitutionCode", item.institution_code);
  if (!item.payer.empty()) out.add("PublicExpenseNumber", item.payer);
  if (!item.issue_number.empty()) out.add("IssueNumber", item.issue_number);
  if (item.month) out.add("MedicalTreatmentMonth", item.month->text());
  return std::move(out).finish();
}

std::string page_json(const store::FeedPage& page) {
  std::string items = "[";
  for (const auto& item : page.items) {
    if (items.size() > 1) items += ',';
    items += item_json(item);
  }
  util::JsonLine out;
  out.add_json("items", items + "]").add_number("next", page.next).add_truth("more", page.more);
  return std::move(out).finish();
}

// A page with content is a download: recorded before it leaves.
util::Task<net::Response> deliver(Context& context, const Asked& asked,
                                  const store::FeedPage& page) {
  store::Commit commit;
  commit.record = entry_of(context, asked, "look");
  commit.record.request_key.clear();
  util::JsonLine detail;
  detail.add_number("first", page.items.front().cursor)
      .add_number("last", page.items.back().cursor)
      .add_number("items", static_cast<std::int64_t>(page.items.size()));
  commit.record.detail = std::move(detail).finish();
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  auto response = json_reply(200, page_json(page));
  response.headers.emplace_back("Madoguchi-Record", std::to_string(done->id));
  co_return response;
}

}  // namespace

util::Task<net::Response> read_feed(Context& context, Asked asked) {
  const auto after = number_of(asked.request, "after", 0);
  const auto wait_s = number_of(asked.request, "wait_s", 0);
  const auto limit = number_of(asked.request, "limit", items_max);
  if (!after || !wait_s || !limit) {
    co_return problem_reply(422, {oqs::ErrorCode::element_format, "query"});
  }
  if (asked.party.kind == PartyKind::institution) {
    auto stands = co_await standing(context, asked.party);
    if (!stands) co_return store_reply(context, stands.error());
    if (*stands) co_return co_await refuse_json(context, asked, 403, **stands);
  }
  const auto until = std::chrono::steady_clock::now() +
                     std::chrono::seconds(std::min(*wait_s, context.config.feed_wait_s_max));
  const auto most = static_cast<std::size_t>(std::clamp<std::int64_t>(*limit, 1, items_max));
  for (;;) {
    // Waiting begins before reading: a batch published in between must not be missed.
    auto published = context.feed_waiters.wait(until);
    auto page = co_await context.registry->feed(scope_of(asked.party), *after, most);
    if (!page) co_return store_reply(context, page.error());
    if (!page->items.empty()) co_return co_await deliver(context, asked, *page);
    if (std::chrono::steady_clock::now() >= until || context.feed_waiters.stopped()) {
      co_return json_reply(200, page_json(*page));
    }
    co_await published;
  }
}

}  // namespace madoguchi::center
