#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/history_rights.hpp"
#include "oqs/messages.hpp"

// 医療機関環境設定情報 照会 (OQSsiinq) and 更新 (OQSsiupd). The guide names the interface, but no
// layout is public: this one is our own, in the style of the others (docs/interface.md).
namespace madoguchi::oqs {

enum class Use { no, yes };         // OQSCD037: 0 利用しない, 1 利用する
std::string_view code_of(Use use);  // "0", "1"

// EnvironmentSettingInfo: what an institution can choose.
struct EnvironmentSetting {
  Use medical_assistance = Use::no;  // MedicalAssistance
  domain::HistorySwitches histories =
      {};  // MedicationInfo and the others, see setting_messages.cpp
};

// What an update names: what it does not name stays.
struct SettingChanges {
  std::optional<Use> medical_assistance = {};
  std::optional<bool> medication = {}, diagnosis = {}, operation = {}, health_checkups = {};
  std::optional<bool> by_folder = {}, without_signature = {};
};
EnvironmentSetting changed(EnvironmentSetting setting, const SettingChanges& changes);
// Every switch of a message by its element (the right of emergency viewing is not the institution's
// to switch), and where it stands.
struct HistorySwitchElement {
  std::string_view name;  // "MedicationInfo"
  bool domain::HistorySwitches::*value;
  std::optional<bool> SettingChanges::*change;
};
const std::vector<HistorySwitchElement>& history_switch_elements();

// OQSsiinq01req: a header is all it has.
struct SettingInquiry {
  RequestHeader header;
};

// OQSsiupd01req: every setting that it names, with its new value.
struct SettingUpdate {
  RequestHeader header;
  SettingChanges changes;
};

util::Result<SettingInquiry, Refused> read_setting_inquiry(std::string_view xml,
                                                           const ReadLimits& limits);
// Anything that is no setting of ours refuses the whole message: nobody may believe that it is
// stored.
util::Result<SettingUpdate, Refused> read_setting_update(std::string_view xml,
                                                         const ReadLimits& limits);

// The request of a client without quirks: an update, or the inquiry when there is nothing to
// change.
std::string write_setting_request(std::string_view institution_code, std::string_view identifier,
                                  const std::optional<SettingChanges>& change);

class XmlWriter;
void write_setting(XmlWriter& xml, const EnvironmentSetting& setting);  // EnvironmentSettingInfo

// OQSsiinq01res and OQSsiupd01res: the settings that hold now.
std::string write_setting_result(const AnswerHeader& header, const EnvironmentSetting& setting);
// Nothing when the result is no such message.
std::optional<EnvironmentSetting> setting_of(const ResultDocument& result);
// The same with the switches of the histories, from the message itself.
std::optional<EnvironmentSetting> whole_setting_of(std::string_view result_xml);

}  // namespace madoguchi::oqs
