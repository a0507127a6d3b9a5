// POST /history/view, POST /consents/withdraw: an institution's side of histories.
#include <algorithm>

#include "center/history_operations.hpp"
#include "center/history_viewer.hpp"
#include "store/disaster.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

std::string person_json(const domain::PersonDetails& person) {
  util::JsonLine out;
  out.add("name", person.name)
      .add("name_kana", person.name_kana)
      .add("birthdate", person.birthdate.text())
      .add("sex", person.sex1);
  return std::move(out).finish();
}

// The answer without the record's number, which stands before it.
std::string body_of(const HistoryLook& look, const HistoryStanding& standing, util::Instant at,
                    std::string content) {
  util::JsonLine out;
  out.add("at", util::iso_date_time_in_japan(at));
  if (look.any_allowed() && standing.details) {
    out.add_json("person", person_json(*standing.details));
  }
  auto text = std::move(out).finish();
  text.back() = ',';
  return text.substr(1) + content.substr(1);
}

// A look without a card, or without consent, is told of in the separate report, too.
store::Disasters::Read<store::AuditRecord> keep_look(Context& context, domain::HistoryMode mode,
                                                     store::Commit commit) {
  const bool exceptional =
      mode == domain::HistoryMode::disaster || mode == domain::HistoryMode::emergency;
  if (exceptional) {
    auto kept =
        co_await store::disasters_of(*context.registry).record_use(std::move(commit.record));
    co_return kept;
  }
  auto kept = co_await context.registry->commit(std::move(commit));
  co_return kept;
}

net::Response record_reply(store::AuditId record, std::string rest) {
  return json_reply(
      200, "{\"record\":" + std::to_string(record) + (rest.empty() ? "}" : "," + rest), record);
}

}  // namespace

util::Task<net::Response> view_history(Context& context, Asked asked) {
  auto acting = acting_of(asked.request);
  if (!acting) co_return co_await refuse_problem(context, asked, 422, acting.error());
  asked.acting = acting_json(*acting);
  auto wanted = oqs::read_history_view(asked.request.body);
  if (!wanted) co_return co_await refuse_problem(context, asked, 422, wanted.error());
  auto found = co_await identified(context, asked, *wanted);
  if (!found) co_return std::move(found.error());
  found->viewer.acting = std::move(*acting);
  const auto& standing = found->standing;

  store::Commit commit;
  commit.record = entry_of(context, asked, "history_view");
  commit.record.request_key.clear();  // judged anew each time: a consent may have ended
  const auto now = commit.record.at;
  HistoryLook look;
  look.card_record = found->record;
  look.today = util::day_in_japan(now);
  look.grace_days = context.config.histories.overlap_grace_days;
  set_months(look, wanted->first, wanted->last, context.config.histories.months);
  look.mode = found->viewer.mode;
  look.kinds = judge(context, found->viewer, standing, wanted->kinds, now);
  HistoryMaterial material;
  if (look.any_allowed()) {
    auto& histories = store::histories_of(*context.registry);
    auto read = co_await read_material(histories, standing.person, look, std::nullopt);
    if (!read) co_return store_reply(context, read.error());
    material = std::move(*read);
  }
  auto content = history_content(look, material);
  commit.record.person = standing.person;
  util::JsonLine detail;
  if (!asked.acting.empty()) detail.add_json("acting", asked.acting);
  detail.add_json("history_view", write_history_look(look));
  if (found->disaster != 0) detail.add_number("disaster", found->disaster);
  if (!wanted->emergency_reason.empty()) {
    detail.add("emergency_reason", wanted->emergency_reason);
  }
  commit.record.detail = std::move(detail).finish();
  auto done = co_await keep_look(context, look.mode, std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  ++context.counters.answers;
  co_return record_reply(done->id, body_of(look, standing, now, std::move(content)));
}

net::Response withdrawal_again(const store::AuditRecord& record) {
  return record_reply(record.id, {});
}

util::Task<net::Response> withdraw_consents(Context& context, Asked asked) {
  auto acting = acting_of(asked.request);
  if (!acting) co_return co_await refuse_problem(context, asked, 422, acting.error());
  asked.acting = acting_json(*acting);
  auto wanted = oqs::read_consent_withdrawal(asked.request.body);
  if (!wanted) co_return co_await refuse_problem(context, asked, 422, wanted.error());
  auto card = co_await card_read_of(context, asked.party, wanted->card_record);
  if (!card) co_return store_reply(context, card.error());
  if (!*card) {
    co_return co_await refuse_json(context, asked, 409, oqs::ErrorCode::challenge_unknown,
                                   "card_record");
  }
  store::Commit commit;
  commit.record = entry_of(context, asked, "consent_withdrawal");
  commit.record.person = (*card)->person;
  std::string kinds = "[";
  for (const auto kind : wanted->kinds) {
    if (kinds.size() > 1) kinds += ',';
    kinds += util::json_text(domain::name_of(kind));
    if ((*card)->person == 0) continue;
    domain::Consent consent{domain::consent_kind_of(kind), false, commit.record.at,
                            commit.record.at};
    commit.consents.push_back({(*card)->person, asked.party.code, consent});
  }
  util::JsonLine detail;
  if (!asked.acting.empty()) detail.add_json("acting", asked.acting);
  detail.add_number("card_record", wanted->card_record).add_json("consents_withdrawn", kinds + "]");
  commit.record.detail = std::move(detail).finish();
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  co_return withdrawal_again(*done);
}

}  // namespace madoguchi::center
