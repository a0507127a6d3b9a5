#include <algorithm>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>

#include "center/changed_answer.hpp"
#include "center/operations.hpp"
#include "center/page_query.hpp"
#include "oqs/office_messages.hpp"
#include "util/hash.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

// What a page's notices say, by their cursors.
using Notices = std::map<domain::VersionId, std::string>;

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

std::string item_json(const store::FeedItem& item) {
  util::JsonLine out;
  out.add_number("cursor", item.cursor)
      .add_number("batch", item.batch)
      .add("at", util::iso_date_time_in_japan(item.at))
      .add("kind", store::name_of(item.kind))
      .add("change", store::name_of(item.change));
  if (!item.office_code.empty()) out.add("OfficeCode", item.office_code);
  if (!item.recipient_key.empty()) out.add("RecipientKey", item.recipient_key);
  if (!item.institution_code.empty()) out.add("MedicalInstitutionCode", item.institution_code);
  if (!item.payer.empty()) out.add("PublicExpenseNumber", item.payer);
  if (!item.issue_number.empty()) out.add("IssueNumber", item.issue_number);
  if (item.month) out.add("MedicalTreatmentMonth", item.month->text());
  return std::move(out).finish();
}

std::string notice_item_json(const store::FeedItem& item, const std::string& content) {
  util::JsonLine out;
  out.add_number("cursor", item.cursor)
      .add_number("batch", item.batch)
      .add("at", util::iso_date_time_in_japan(item.at))
      .add("kind", item.notice->content.empty() ? "notice" : "reply")
      .add("change", item.notice->kind)
      .add("MedicalInstitutionCode", item.institution_code)
      .add_json("notice", content);
  return std::move(out).finish();
}

std::optional<oqs::NoticeKind> kind_named(std::string_view name) {
  for (const auto kind : {oqs::NoticeKind::lost, oqs::NoticeKind::registered,
                          oqs::NoticeKind::changed, oqs::NoticeKind::as_answered}) {
    if (oqs::name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

// An office's reply (POST /office/replies), to what was asked.
void add_reply(const store::FeedItem& item, const std::vector<ChangedAnswer>& answers,
               Notices& notices) {
  const auto content = nlohmann::json::parse(item.notice->content, nullptr, false);
  const auto answer =
      std::find_if(answers.begin(), answers.end(), [](const auto& one) { return one.speaks; });
  if (answer == answers.end() || !content.is_object()) return;
  auto said = content.value("reply", nlohmann::json::object());
  said["recipient_key"] = content.value("recipient_key", std::string());
  said["institution_code"] = content.value("institution_code", std::string());
  const auto reply = oqs::read_office_reply(said.dump());
  if (!reply) return;
  domain::Office office;
  office.name = content.value("office_name", std::string());
  office.telephone = content.value("office_telephone", std::string());
  auto asked = answer->notice;
  asked.number = item.cursor;
  asked.made_at = item.at;
  asked.now = {};  // nothing beyond what was told
  notices.emplace(item.cursor, oqs::write_reply_notice(asked, *reply, office));
}

// Made anew from the record. What may not be spoken of any more leaves the page.
util::Task<util::Result<Notices, store::StoreProblem>> contents_of(Context& context,
                                                                   store::FeedPage& page) {
  Notices notices;
  const bool any = std::any_of(page.items.begin(), page.items.end(),
                               [](const auto& item) { return item.notice.has_value(); });
  if (!any) co_return notices;
  auto* home = util::Executor::current();
  co_await util::ResumeOn{context.workers};  // answers must not wait behind a thousand of them
  std::optional<store::StoreProblem> problem;
  ChangedAnswers answers(context);
  for (const auto& item : page.items) {
    if (!item.notice) continue;
    auto read = co_await answers.told(item.notice->record, item.notice->person, item.notice->as_of);
    if (!read) {
      problem = read.error();
      break;
    }
    if (!item.notice->content.empty()) {
      add_reply(item, *read, notices);
      continue;
    }
    const auto kind = kind_named(item.notice->kind);
    const auto answer = std::find_if(read->begin(), read->end(), [&item](const auto& one) {
      return one.unit == item.notice->unit;
    });
    if (answer == read->end() || !answer->speaks || !kind) continue;
    auto& notice = answer->notice;
    notice.number = item.cursor;
    notice.made_at = item.at;
    notice.kind = *kind;
    notices.emplace(item.cursor, oqs::write_notice(notice));
  }
  if (home != nullptr) co_await util::ResumeOn{*home};
  if (problem) co_return util::failure(std::move(*problem));
  std::erase_if(page.items,
                [&](const auto& item) { return item.notice && !notices.contains(item.cursor); });
  co_return notices;
}

// Who was told what, for the record.
std::string notices_json(const store::FeedPage& page, const Notices& notices) {
  std::string list = "[";
  for (const auto& item : page.items) {
    if (!item.notice) continue;
    if (list.size() > 1) list += ',';
    util::JsonLine one;
    one.add_number("cursor", item.cursor)
        .add_number("record", item.notice->record)
        .add_number("person", item.notice->person)
        .add_number("as_of", item.notice->as_of)
        .add("kind", item.notice->kind)
        .add("content", util::hex(util::sha256(notices.at(item.cursor))));
    list += std::move(one).finish();
  }
  return list + "]";
}

std::string page_json(const store::FeedPage& page, const Notices& notices) {
  std::string items = "[";
  for (const auto& item : page.items) {
    if (items.size() > 1) items += ',';
    const auto notice = notices.find(item.cursor);
    items += notice == notices.end() ? item_json(item) : notice_item_json(item, notice->second);
  }
  util::JsonLine out;
  out.add_json("items", items + "]").add_number("next", page.next).add_truth("more", page.more);
  return std::move(out).finish();
}

// A page with content is recorded before it leaves: as a look, with notices as a download.
util::Task<net::Response> deliver(Context& context, const Asked& asked, const store::FeedPage& page,
                                  const Notices& notices) {
  store::Commit commit;
  commit.record = entry_of(context, asked, notices.empty() ? "look" : "download");
  commit.record.request_key.clear();
  util::JsonLine detail;
  detail.add_number("first", page.items.front().cursor)
      .add_number("last", page.items.back().cursor)
      .add_number("items", static_cast<std::int64_t>(page.items.size()));
  if (!notices.empty()) detail.add_json("notices", notices_json(page, notices));
  commit.record.detail = std::move(detail).finish();
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  auto response = json_reply(200, page_json(page, notices));
  response.headers.emplace_back("Madoguchi-Record", std::to_string(done->id));
  co_return response;
}

}  // namespace

util::Task<net::Response> read_feed(Context& context, Asked asked) {
  const auto query = page_query(context, asked.request);
  if (!query) co_return problem_reply(422, {oqs::ErrorCode::element_format, "query"});
  if (asked.party.kind == PartyKind::institution) {
    auto stands = co_await standing(context, asked.party);
    if (!stands) co_return store_reply(context, stands.error());
    if (*stands) co_return co_await refuse_json(context, asked, 403, **stands);
  }
  for (;;) {
    // Waiting begins before reading: a batch published in between must not be missed.
    auto published = context.feed_waiters.wait(query->until);
    auto page = co_await context.registry->feed(scope_of(asked.party), query->after, query->limit);
    if (!page) co_return store_reply(context, page.error());
    const bool anything = !page->items.empty();
    auto notices = co_await contents_of(context, *page);
    if (!notices) co_return store_reply(context, notices.error());
    if (!page->items.empty()) co_return co_await deliver(context, asked, *page, *notices);
    if (anything || std::chrono::steady_clock::now() >= query->until ||
        context.feed_waiters.stopped()) {
      co_return json_reply(200, page_json(*page, *notices));
    }
    co_await published;
  }
}

}  // namespace madoguchi::center
