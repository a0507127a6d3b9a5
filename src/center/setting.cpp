#include <nlohmann/json.hpp>

#include "center/acting.hpp"
#include "center/acting_detail.hpp"
#include "center/operations.hpp"
#include "oqs/setting_messages.hpp"
#include "store/history.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

oqs::Use use_of(bool used) {
  return used ? oqs::Use::yes : oqs::Use::no;
}

net::Response setting_reply(const oqs::RequestHeader& header, oqs::EnvironmentSetting setting,
                            util::Instant at, store::AuditId record) {
  return xml_reply(oqs::write_setting_result(answer_header(header, at), setting), record);
}

// The settings of the party that asks, or why it is told none.
util::Task<util::Result<oqs::EnvironmentSetting, net::Response>> setting_of(
    Context& context, const Asked& asked, const oqs::RequestHeader& header) {
  oqs::Refused refused;
  refused.header = header;
  refused.problem.error = oqs::ErrorCode::institution_mismatch;
  if (header.institution_code != asked.party.code) {
    refused.problem.place = "MessageHeader/MedicalInstitutionCode";
    co_return util::failure(co_await refuse(context, asked, std::move(refused)));
  }
  auto stands = co_await standing(context, asked.party);
  if (!stands) co_return util::failure(store_reply(context, stands.error()));
  if (*stands == oqs::ErrorCode::institution_unknown) {  // D0
    refused.problem.error = oqs::ErrorCode::institution_unknown;
    co_return util::failure(co_await refuse(context, asked, std::move(refused)));
  }
  auto switches = co_await store::histories_of(*context.registry).switches(asked.party.code);
  if (!switches) co_return util::failure(store_reply(context, switches.error()));
  co_return oqs::EnvironmentSetting{use_of(*stands != oqs::ErrorCode::assistance_off), *switches};
}

// What opens histories to a machine, or without the card's signature, no machine may switch: the
// element that needs the institution's administrator, nothing when none does.
const char* needs_administrator(const oqs::SettingChanges& changes) {
  if (changes.by_folder) return "MessageBody/EnvironmentSettingInfo/HistoryByFolder";
  if (changes.without_signature) {
    return "MessageBody/EnvironmentSettingInfo/HistoryWithoutSignature";
  }
  return nullptr;
}

// What the center's own configuration opens to nobody: the element, nothing when it may be changed.
const char* closed_to_all(const oqs::SettingChanges& changes, const CardSettings& card) {
  const bool wanted = changes.without_signature && *changes.without_signature;
  if (!wanted || card.consents_without_signature) return nullptr;
  return "MessageBody/EnvironmentSettingInfo/HistoryWithoutSignature";
}

void add_setting(util::JsonLine& detail, const oqs::EnvironmentSetting& setting) {
  detail.add("MedicalAssistance", oqs::code_of(setting.medical_assistance));
  for (const auto& element : oqs::history_switch_elements()) {
    detail.add(element.name, oqs::code_of(use_of(setting.histories.*element.value)));
  }
}

// A record that `setting_again` can be made from. `before`: empty when nothing was to be changed.
store::Commit commit_of(const Context& context, const Asked& asked, std::string_view kind,
                        const oqs::RequestHeader& header, oqs::EnvironmentSetting setting,
                        const oqs::EnvironmentSetting* before) {
  store::Commit commit;
  commit.record = entry_of(context, asked, kind);
  util::JsonLine detail;
  add_setting(detail, setting);
  if (before != nullptr) {
    detail.add("before", oqs::code_of(before->medical_assistance));
    util::JsonLine histories;
    for (const auto& element : oqs::history_switch_elements()) {
      const bool was = before->histories.*element.value;
      if (was == setting.histories.*element.value) continue;
      histories.add(element.name, oqs::code_of(use_of(was)));
    }
    detail.add_json("before_histories", std::move(histories).finish());
  }
  detail.add("institution", header.institution_code)
      .add("file_id", header.arbitrary_file_identifier.value)
      .add("file_id_raw", header.arbitrary_file_identifier.raw);
  commit.record.detail = with_acting(std::move(detail).finish(), asked.acting);
  return commit;
}

util::Task<net::Response> commit_and_tell(Context& context, store::Commit commit,
                                          oqs::RequestHeader header,
                                          oqs::EnvironmentSetting setting) {
  const auto at = commit.record.at;
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  ++context.counters.answers;
  co_return setting_reply(header, setting, at, done->id);
}

}  // namespace

net::Response setting_again(const store::AuditRecord& record) {
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  if (!detail.is_object()) return problem_reply(500, {oqs::ErrorCode::center_internal, {}});
  const auto text = [&detail](const char* name) { return detail.value(name, std::string()); };
  oqs::RequestHeader header;
  header.institution_code = text("institution");
  header.arbitrary_file_identifier = {text("file_id"), text("file_id_raw")};
  oqs::EnvironmentSetting setting{use_of(text("MedicalAssistance") == "1"), {}};
  for (const auto& element : oqs::history_switch_elements()) {
    const auto told = text(std::string(element.name).c_str());
    if (!told.empty()) setting.histories.*element.value = told == "1";
  }
  return setting_reply(header, setting, record.entry.at, record.id);
}

util::Task<net::Response> tell_setting(Context& context, Asked asked) {
  auto request = oqs::read_setting_inquiry(asked.request.body, context.read_limits());
  if (!request) co_return co_await refuse(context, asked, std::move(request.error()));
  auto setting = co_await setting_of(context, asked, request->header);
  if (!setting) co_return std::move(setting.error());
  auto commit = commit_of(context, asked, "look", request->header, *setting, nullptr);
  co_return co_await commit_and_tell(context, std::move(commit), std::move(request->header),
                                     *setting);
}

util::Task<net::Response> change_setting(Context& context, Asked asked) {
  auto request = oqs::read_setting_update(asked.request.body, context.read_limits());
  if (!request) co_return co_await refuse(context, asked, std::move(request.error()));
  // One change of an institution at a time, so that `before` is what this one replaced.
  const KeysInFlight::Hold hold(context.keys_in_flight, "setting of " + asked.party.text());
  if (!hold.free()) co_return retry_reply(context, 503, oqs::ErrorCode::center_busy, 1);
  if (const auto* place = needs_administrator(request->changes)) {
    const auto acting = acting_of(asked.request);
    if (!acting || !*acting || !may(*acting, domain::Act::clinic_settings)) {
      oqs::Refused refused;
      refused.header = std::move(request->header);
      refused.problem = {oqs::ErrorCode::not_permitted, place};
      co_return co_await refuse(context, asked, std::move(refused));
    }
    asked.acting = acting_json(*acting);
  }
  if (const auto* place = closed_to_all(request->changes, context.config.card)) {
    oqs::Refused refused;
    refused.header = std::move(request->header);
    refused.problem = {oqs::ErrorCode::setting_closed, place};
    co_return co_await refuse(context, asked, std::move(refused));
  }
  auto before = co_await setting_of(context, asked, request->header);
  if (!before) co_return std::move(before.error());
  const auto wanted = oqs::changed(*before, request->changes);
  auto commit = commit_of(context, asked, "setting", request->header, wanted, &*before);
  if (wanted.histories != before->histories) {
    store::WholeSetting whole{asked.party.code, wanted.medical_assistance == oqs::Use::yes,
                              wanted.histories};
    const auto at = commit.record.at;
    auto done = co_await store::histories_of(*context.registry)
                    .change_switches(std::move(whole), std::move(commit.record));
    if (!done) co_return store_reply(context, done.error());
    ++context.counters.answers;
    co_return setting_reply(request->header, wanted, at, done->id);
  }
  if (wanted.medical_assistance != before->medical_assistance) {
    commit.setting =
        store::SettingChange{asked.party.code, wanted.medical_assistance == oqs::Use::yes};
  }
  co_return co_await commit_and_tell(context, std::move(commit), std::move(request->header),
                                     wanted);
}

}  // namespace madoguchi::center
