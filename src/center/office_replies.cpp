// POST /office/replies: an office's word to an institution that asked, instead of the telephone.
#include <algorithm>

#include "center/acting.hpp"
#include "center/office_note.hpp"
#include "center/office_operations.hpp"
#include "oqs/office_messages.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

// The question that is replied to; nothing when nothing may be said: not asked, or not disclosed
// now (D3), told apart to nobody.
struct ToReply {
  store::OfficeEvent event;
  domain::Office office;
  domain::BatchId as_of = 0;
};
using Found = util::Result<std::optional<ToReply>, store::StoreProblem>;

util::Task<Found> find(Context& context, const std::string& office_code,
                       const oqs::OfficeReply& reply) {
  store::AskedAboutQuery asked{office_code, reply.recipient_key, reply.institution_code,
                               reply.month};
  auto event = co_await context.registry->asked_about(std::move(asked));
  if (!event) co_return util::failure(event.error());
  if (!*event) co_return std::optional<ToReply>();
  store::FactsQuery query;
  query.institution_code = reply.institution_code;
  query.who = store::ByPerson{(*event)->person};
  query.window = {reply.month, reply.month};
  std::vector<store::FactsQuery> queries;
  queries.push_back(std::move(query));
  auto read = co_await context.registry->facts(std::move(queries));
  if (!read) co_return util::failure(read.error());
  const auto& found = read->front();
  ToReply to{std::move(**event), {}, found.as_of};
  for (const auto& person : found.facts.people) {
    if (std::any_of(person.qualifications.begin(), person.qualifications.end(),
                    [](const auto& one) { return one.not_disclosed; })) {
      co_return std::optional<ToReply>();
    }
  }
  for (const auto& office : found.facts.offices) {
    if (office.code == office_code) to.office = office;
  }
  co_return std::optional(std::move(to));
}

// What stays of it until it is delivered: see feed.cpp.
std::string content_of(const oqs::OfficeReply& reply, const domain::Office& office) {
  util::JsonLine out;
  out.add("recipient_key", reply.recipient_key)
      .add("institution_code", reply.institution_code)
      .add_json("reply", oqs::reply_json(reply))
      .add("office_name", office.name)
      .add("office_telephone", office.telephone);
  return std::move(out).finish();
}

}  // namespace

util::Task<net::Response> reply_to_institution(Context& context, Asked asked) {
  auto allowed = co_await permission(context, asked, domain::Act::reply);
  if (allowed.refused) co_return std::move(*allowed.refused);
  auto reply = oqs::read_office_reply(asked.request.body);
  if (!reply) co_return co_await refuse_problem(context, asked, 422, reply.error());
  auto found = co_await find(context, asked.party.code, *reply);
  if (!found) co_return store_reply(context, found.error());
  if (!*found) co_return co_await refuse_json(context, asked, 409, oqs::ErrorCode::not_asked);
  auto& to = **found;

  store::Commit commit;
  const auto content = content_of(*reply, to.office);
  commit.record = note_entry(context, asked, "reply", content);
  commit.record.person = to.event.person;
  store::NoticeRow notice;
  notice.institution_code = reply->institution_code;
  notice.record = to.event.record;
  notice.person = to.event.person;
  notice.as_of = to.as_of;
  notice.at = commit.record.at;
  notice.kind = "reply";
  notice.content = content;
  commit.notice = std::move(notice);
  auto event = std::move(to.event);
  event.kind = store::OfficeEventKind::reply;
  event.record = 0;
  event.at = commit.record.at;
  util::JsonLine said;
  if (!asked.acting.empty()) said.add_json("acting", asked.acting);
  said.add_json("said", oqs::reply_json(*reply));
  event.content = std::move(said).finish();
  commit.events.push_back(std::move(event));
  co_return co_await keep_note(context, std::move(commit));
}

}  // namespace madoguchi::center
