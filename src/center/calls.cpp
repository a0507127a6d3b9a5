// POST /calls: what an institution notes of its telephone call to an office, or that it asks for a
// 調剤券. Nobody beyond those whom its own answer showed can be called about.
#include "center/asked_about.hpp"
#include "center/office_note.hpp"
#include "center/office_operations.hpp"
#include "oqs/office_messages.hpp"

namespace madoguchi::center {

util::Task<net::Response> note_call(Context& context, Asked asked) {
  auto call = oqs::read_noted_call(asked.request.body);
  if (!call) co_return co_await refuse_problem(context, asked, 422, call.error());
  auto stands = co_await standing(context, asked.party);
  if (!stands) co_return store_reply(context, stands.error());
  if (*stands) co_return co_await refuse_json(context, asked, 403, **stands);
  auto record = co_await context.registry->record(call->record);
  if (!record) co_return store_reply(context, record.error());
  std::vector<store::AuditRecord> answers;
  const bool own =
      *record && (*record)->entry.party == asked.party.text() && (*record)->entry.kind == "answer";
  if (own) answers.push_back(std::move(**record));
  // A person who was not disclosed was not shown: no call, as about an unknown one (D3).
  auto shown = co_await asked_about(context, answers, WhoIsTold::shown);
  if (!shown) co_return store_reply(context, shown.error());
  if (shown->empty()) {
    co_return co_await refuse_json(context, asked, 409, oqs::ErrorCode::record_unknown);
  }
  store::Commit commit;
  commit.record = note_entry(context, asked, "call", oqs::call_json(*call));
  commit.record.person = shown->front().person;
  for (auto& event : *shown) {
    event.kind = store::OfficeEventKind::call;
    event.record = 0;
    event.at = commit.record.at;
    event.content = oqs::call_json(*call);
    commit.events.push_back(std::move(event));
  }
  co_return co_await keep_note(context, std::move(commit));
}

}  // namespace madoguchi::center
