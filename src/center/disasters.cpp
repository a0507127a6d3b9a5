// What the operator declares, ends, grants and reads; what an institution is told of it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "center/disaster_operations.hpp"
#include "center/disaster_record.hpp"
#include "center/page_query.hpp"
#include "center/page_reply.hpp"
#include "domain/identifiers.hpp"
#include "oqs/disaster_messages.hpp"
#include "store/history.hpp"

namespace madoguchi::center {

namespace {

constexpr std::string_view change_kinds[] = {"disaster", "disaster_end", "emergency_right"};

std::string text_list(const std::vector<std::string>& texts) {
  return json_list(texts, [](const std::string& one) { return util::json_text(one); });
}

void add_declaration(util::JsonLine& out, const domain::Disaster& disaster) {
  out.add_json("areas", text_list(disaster.areas))
      .add("from", util::iso_date_time_in_japan(disaster.from))
      .add("until", util::iso_date_time_in_japan(disaster.until))
      .add("reason", disaster.reason);
}

net::Response change_reply(store::AuditId record) {
  return json_reply(200, "{\"record\":" + std::to_string(record) + "}", record);
}

std::string disaster_json(const store::DeclaredDisaster& one, util::Instant now) {
  const auto standing = one.standing();
  const char* state = "over";
  if (now < standing.from) state = "coming";
  if (now >= standing.from && now < standing.until) state = "in_force";
  util::JsonLine out;
  out.add_number("disaster", one.id);
  add_declaration(out, one.declared);
  out.add("state", state)
      .add("declared_at", util::iso_date_time_in_japan(one.declared_at))
      .add("declared_by", one.declared_by);
  if (one.ended_at) out.add("ended_at", util::iso_date_time_in_japan(*one.ended_at));
  return std::move(out).finish();
}

// One line of the separate report, from the record. Who was found is not in it: `explain` says so.
std::string use_json(const store::AuditRecord& record) {
  const auto& entry = record.entry;
  const auto detail = nlohmann::json::parse(entry.detail, nullptr, false);
  const auto part = [&](const char* name) {
    const bool there = detail.is_object() && detail.contains(name) && detail[name].is_object();
    return there ? detail[name] : nlohmann::json::object();
  };
  const auto acting = part("acting");
  const auto search = part("disaster_search");
  const auto look = part("history_view");
  const bool searched = entry.kind == disaster_search_kind;
  util::JsonLine out;
  out.add_number("record", record.id)
      .add("at", util::iso_date_time_in_japan(entry.at))
      .add("institution_code", entry.party.substr(entry.party.find(':') + 1))
      .add("operator", acting.value("operator", std::string()))
      .add("role", acting.value("role", std::string()))
      .add("use", searched ? "disaster_search" : look.value("mode", std::string()))
      .add_number("search_or_card_record", searched ? 0 : look.value("card_record", 0LL))
      .add_number("disaster",
                  searched ? search.value("disaster", 0LL) : detail.value("disaster", 0LL))
      .add("obtained_by", search.value("obtained_by", std::string()))
      .add("reason", detail.value("emergency_reason", std::string()));
  std::vector<std::string> kinds;
  if (searched) {
    for (const auto& one : search.value("kinds", nlohmann::json::array())) kinds.push_back(one);
  }
  for (const auto& one : look.value("kinds", nlohmann::json::array())) {
    if (one.value("reason", "") == "allowed") kinds.push_back(one.value("kind", ""));
  }
  out.add_json("kinds", text_list(kinds))
      .add_truth("opened", searched ? search.value("determined", false) : !kinds.empty());
  return std::move(out).finish();
}

util::Task<net::Response> told_by_operator(Context& context, const Asked& asked, std::string detail,
                                           std::string json) {
  store::Commit commit;
  commit.record = entry_of(context, asked, "look");
  commit.record.request_key.clear();
  commit.record.detail = std::move(detail);
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  co_return json_reply(200, std::move(json), done->id);
}

}  // namespace

bool is_disaster_change(const store::AuditRecord& record) {
  return std::find(std::begin(change_kinds), std::end(change_kinds), record.entry.kind) !=
         std::end(change_kinds);
}

net::Response disaster_change_again(const store::AuditRecord& record) {
  return change_reply(record.id);
}

util::Task<net::Response> declare_disaster(Context& context, Asked asked) {
  auto disaster = oqs::read_disaster(asked.request.body, context.clock.now());
  if (!disaster) co_return co_await refuse_problem(context, asked, 422, disaster.error());
  auto entry = entry_of(context, asked, "disaster");
  util::JsonLine detail;
  add_declaration(detail, *disaster);
  entry.detail = std::move(detail).finish();
  auto done = co_await store::disasters_of(*context.registry)
                  .declare_disaster(std::move(*disaster), std::move(entry));
  if (!done) co_return store_reply(context, done.error());
  co_return change_reply(done->id);
}

util::Task<net::Response> end_disaster(Context& context, Asked asked) {
  auto end = oqs::read_disaster_end(asked.request.body);
  if (!end) co_return co_await refuse_problem(context, asked, 422, end.error());
  auto entry = entry_of(context, asked, "disaster_end");
  util::JsonLine detail;
  detail.add_number("disaster", end->disaster).add("reason", end->reason);
  entry.detail = std::move(detail).finish();
  auto done =
      co_await store::disasters_of(*context.registry).end_disaster(end->disaster, std::move(entry));
  if (!done) co_return store_reply(context, done.error());
  if (!*done) {
    co_return co_await refuse_json(context, asked, 404, oqs::ErrorCode::element_format, "disaster");
  }
  co_return change_reply((*done)->id);
}

util::Task<net::Response> list_disasters(Context& context, Asked) {
  auto declared = co_await store::disasters_of(*context.registry).disasters();
  if (!declared) co_return store_reply(context, declared.error());
  const auto now = context.clock.now();
  auto list = json_list(*declared, [now](const auto& one) { return disaster_json(one, now); });
  co_return json_reply(200, "{\"items\":" + list + "}");
}

util::Task<net::Response> list_uses(Context& context, Asked asked) {
  const auto query = page_query(context, asked.request);
  if (!query) co_return problem_reply(422, {oqs::ErrorCode::element_format, "query"});
  auto page =
      co_await store::disasters_of(*context.registry).exceptional_uses(query->after, query->limit);
  if (!page) co_return store_reply(context, page.error());
  auto json = page_json(*page, use_json);
  if (page->items.empty()) co_return json_reply(200, std::move(json));
  util::JsonLine detail;
  detail.add_number("first", page->items.front().id)
      .add_number("last", page->items.back().id)
      .add_number("items", static_cast<std::int64_t>(page->items.size()));
  auto text = std::move(detail).finish();
  co_return co_await told_by_operator(context, asked, std::move(text), std::move(json));
}

util::Task<net::Response> grant_emergency(Context& context, Asked asked) {
  auto right = oqs::read_emergency_right(asked.request.body);
  if (!right) co_return co_await refuse_problem(context, asked, 422, right.error());
  const Party hospital{PartyKind::institution, right->institution_code};
  const auto code = domain::MedicalInstitutionCode::parse(right->institution_code);
  const bool medical = code && domain::fee_table_of(*code) == domain::FeeTable::medical;
  if (!medical) {
    co_return co_await refuse_json(context, asked, 422, oqs::ErrorCode::element_format,
                                   "institution_code");
  }
  store::WholeSetting setting;
  // One change of an institution at a time: the whole setting is written.
  const KeysInFlight::Hold hold(context.keys_in_flight, "setting of " + hospital.text());
  if (!hold.free()) co_return retry_reply(context, 503, oqs::ErrorCode::center_busy, 1);
  auto stands = co_await standing(context, hospital);
  if (!stands) co_return store_reply(context, stands.error());
  if (*stands == oqs::ErrorCode::institution_unknown) {
    co_return co_await refuse_json(context, asked, 422, oqs::ErrorCode::institution_unknown,
                                   "institution_code");
  }
  setting.uses_medical_assistance = *stands != oqs::ErrorCode::assistance_off;
  const bool granted = right->granted == oqs::EmergencyRight::Granted::yes;
  auto& histories = store::histories_of(*context.registry);
  auto switches = co_await histories.switches(hospital.code);
  if (!switches) co_return store_reply(context, switches.error());
  setting.institution_code = hospital.code;
  setting.histories = *switches;
  auto entry = entry_of(context, asked, "emergency_right");
  util::JsonLine detail;
  detail.add("institution", hospital.code)
      .add_truth("granted", granted)
      .add_truth("before", switches->emergency_right)
      .add("reason", right->reason);
  entry.detail = std::move(detail).finish();
  setting.histories.emergency_right = granted;
  auto done = co_await histories.change_switches(std::move(setting), std::move(entry));
  if (!done) co_return store_reply(context, done.error());
  co_return change_reply(done->id);
}

util::Task<net::Response> list_emergency_rights(Context& context, Asked) {
  auto codes = co_await store::disasters_of(*context.registry).institutions_with_emergency_right();
  if (!codes) co_return store_reply(context, codes.error());
  co_return json_reply(200, "{\"institution_codes\":" + text_list(*codes) + "}");
}

util::Task<net::Response> tell_disaster_here(Context& context, Asked asked) {
  auto declared = co_await disaster_in_force(context, asked.party.code);
  if (!declared) co_return store_reply(context, declared.error());
  auto switches = co_await store::histories_of(*context.registry).switches(asked.party.code);
  if (!switches) co_return store_reply(context, switches.error());
  util::JsonLine out;
  out.add("at", util::iso_date_time_in_japan(context.clock.now()));
  if (*declared) {
    const auto standing = (*declared)->standing();
    util::JsonLine one;
    one.add_number("disaster", (*declared)->id)
        .add("reason", standing.reason)
        .add("from", util::iso_date_time_in_japan(standing.from))
        .add("until", util::iso_date_time_in_japan(standing.until));
    out.add_json("declared", std::move(one).finish());
  }
  out.add_truth("emergency_right", switches->emergency_right);
  co_return json_reply(200, std::move(out).finish());
}

}  // namespace madoguchi::center
