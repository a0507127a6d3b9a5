#include <nlohmann/json.hpp>

#include "center/operations.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

std::string setting_json(bool uses) {
  util::JsonLine out;
  out.add("MedicalAssistance", uses ? "1" : "0");
  return std::move(out).finish();
}

}  // namespace

net::Response setting_again(const store::AuditRecord& record) {
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  return json_reply(200, setting_json(detail.is_object() &&
                                      detail.value("MedicalAssistance", std::string()) == "1"));
}

util::Task<net::Response> medical_assistance_setting(Context& context, Asked asked) {
  if (asked.party.kind != PartyKind::institution) {
    co_return co_await refuse_json(context, asked, 403, oqs::ErrorCode::not_permitted);
  }
  store::FactsQuery query;
  query.institution_code = asked.party.code;
  query.who = store::ByCard{};
  std::vector<store::FactsQuery> queries;
  queries.push_back(std::move(query));
  auto read = co_await context.registry->facts(std::move(queries));
  if (!read) co_return store_reply(context, read.error());
  const auto& found = read->front();
  if (!found.institution_known) {
    co_return co_await refuse_json(context, asked, 403, oqs::ErrorCode::institution_unknown);
  }
  const bool uses_now = found.facts.institution.uses_medical_assistance;
  if (asked.request.method == "GET") co_return json_reply(200, setting_json(uses_now));

  const auto body = nlohmann::json::parse(asked.request.body, nullptr, false);
  const auto value = body.is_object() && body.contains("MedicalAssistance") &&
                             body["MedicalAssistance"].is_string()
                         ? body["MedicalAssistance"].get<std::string>()
                         : std::string();
  if (value != "0" && value != "1") {
    co_return co_await refuse_json(context, asked, 422, oqs::ErrorCode::element_format,
                                   "MedicalAssistance");
  }
  store::Commit commit;
  commit.record = entry_of(context, asked, "setting");
  util::JsonLine detail;
  detail.add("MedicalAssistance", value).add("before", uses_now ? "1" : "0");
  commit.record.detail = std::move(detail).finish();
  commit.setting = store::SettingChange{asked.party.code, value == "1"};
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  co_return json_reply(200, setting_json(value == "1"));
}

}  // namespace madoguchi::center
