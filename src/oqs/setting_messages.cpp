#include "oqs/setting_messages.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "oqs/xml_message.hpp"
#include "oqs/xml_writer.hpp"

namespace madoguchi::oqs {

namespace {

constexpr std::string_view info_name = "EnvironmentSettingInfo";
constexpr std::string_view info_path = "MessageBody/EnvironmentSettingInfo";
constexpr std::string_view assistance_name = "MedicalAssistance";

std::string under(std::string_view path, std::string_view name) {
  return std::string(path).append("/").append(name);
}

std::optional<Use> use_named(std::string_view code) {
  if (code == "0") return Use::no;
  if (code == "1") return Use::yes;
  return std::nullopt;
}

// The first element below `parent` that has none of the names.
std::optional<std::string> stranger(pugi::xml_node parent,
                                    std::span<const std::string_view> known) {
  for (const auto child : parent.children()) {
    if (child.type() != pugi::node_element) continue;
    if (std::find(known.begin(), known.end(), child.name()) == known.end()) return child.name();
  }
  return std::nullopt;
}

std::span<const std::string_view> setting_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all = {assistance_name};
    for (const auto& element : history_switch_elements()) all.push_back(element.name);
    return all;
  }();
  return names;
}

// What the body asks to be changed.
util::Result<SettingChanges, Problem> read_info(const XmlMessage& message) {
  static constexpr std::array<std::string_view, 1> info_only = {info_name};
  const auto body = message.body();
  const auto info = body.child(info_name.data());
  if (const auto name = stranger(body, info_only)) {
    return util::failure(Problem{ErrorCode::setting_unknown, under("MessageBody", *name)});
  }
  if (info.empty()) {
    return util::failure(Problem{ErrorCode::element_missing, std::string(info_path)});
  }
  if (info.next_sibling(info_name.data())) {
    return util::failure(Problem{ErrorCode::element_repeated, std::string(info_path)});
  }
  if (const auto name = stranger(info, setting_names())) {
    return util::failure(Problem{ErrorCode::setting_unknown, under(info_path, *name)});
  }
  const auto known = known_elements(message, info, info_path, setting_names());
  if (!known.problems.empty()) return util::failure(known.problems.front());
  SettingChanges changes;
  bool any = false;
  for (const auto name : setting_names()) {
    const auto* sent = known.find(name);
    if (sent == nullptr) {
      if (info.child(name.data()).empty()) continue;
      return util::failure(Problem{ErrorCode::element_missing, under(info_path, name)});
    }
    const auto use = use_named(folded(sent->value));
    if (!use) return util::failure(Problem{ErrorCode::element_format, under(info_path, name)});
    any = true;
    if (name == assistance_name) changes.medical_assistance = *use;
    for (const auto& element : history_switch_elements()) {
      if (element.name == name) changes.*element.change = *use == Use::yes;
    }
  }
  if (!any) {
    return util::failure(Problem{ErrorCode::element_missing, under(info_path, assistance_name)});
  }
  return changes;
}

}  // namespace

std::string_view code_of(Use use) {
  return use == Use::yes ? "1" : "0";
}

util::Result<SettingInquiry, Refused> read_setting_inquiry(std::string_view xml,
                                                           const ReadLimits& limits) {
  auto header = read_header(xml, limits);
  if (!header) return util::failure(std::move(header.error()));
  return SettingInquiry{std::move(*header)};
}

util::Result<SettingUpdate, Refused> read_setting_update(std::string_view xml,
                                                         const ReadLimits& limits) {
  auto header = read_header(xml, limits);
  if (!header) return util::failure(std::move(header.error()));
  Refused refused;
  const auto message = XmlMessage::open(xml, limits, RootForm::strict);
  const auto setting = message
                           ? read_info(*message)
                           : util::Result<SettingChanges, Problem>(util::failure(message.error()));
  if (setting) return SettingUpdate{std::move(*header), *setting};
  refused.problem = setting.error();
  refused.header = std::move(*header);
  return util::failure(std::move(refused));
}

void write_setting(XmlWriter& xml, const EnvironmentSetting& setting) {
  xml.begin(info_name);
  xml.leaf(assistance_name, code_of(setting.medical_assistance));
  for (const auto& element : history_switch_elements()) {
    xml.leaf(element.name, code_of(setting.histories.*element.value ? Use::yes : Use::no));
  }
  xml.end(info_name);
}

const std::vector<HistorySwitchElement>& history_switch_elements() {
  using S = domain::HistorySwitches;
  using C = SettingChanges;
  static const std::vector<HistorySwitchElement> elements = {
      {"MedicationInfo", &S::medication, &C::medication},
      {"DiagnosisInfo", &S::diagnosis, &C::diagnosis},
      {"OperationInfo", &S::operation, &C::operation},
      {"SpecificHealthCheckupsInfo", &S::health_checkups, &C::health_checkups},
      {"HistoryByFolder", &S::by_folder, &C::by_folder},
      {"HistoryWithoutSignature", &S::without_signature, &C::without_signature}};
  return elements;
}

EnvironmentSetting changed(EnvironmentSetting setting, const SettingChanges& changes) {
  if (changes.medical_assistance) setting.medical_assistance = *changes.medical_assistance;
  for (const auto& element : history_switch_elements()) {
    if (const auto& change = changes.*element.change) setting.histories.*element.value = *change;
  }
  return setting;
}

namespace {

void write_changes(XmlWriter& xml, const SettingChanges& changes) {
  xml.begin(info_name);
  if (changes.medical_assistance) xml.leaf(assistance_name, code_of(*changes.medical_assistance));
  for (const auto& element : history_switch_elements()) {
    const auto& change = changes.*element.change;
    if (change) xml.leaf(element.name, code_of(*change ? Use::yes : Use::no));
  }
  xml.end(info_name);
}

}  // namespace

std::string write_setting_request(std::string_view institution_code, std::string_view identifier,
                                  const std::optional<SettingChanges>& change) {
  return written_request(institution_code, identifier, [&](XmlWriter& xml) {
    if (change) write_changes(xml, *change);
  });
}

std::optional<EnvironmentSetting> setting_of(const ResultDocument& result) {
  const auto use = use_named(result.medical_assistance);
  if (!use) return std::nullopt;
  return EnvironmentSetting{*use, {}};
}

std::optional<EnvironmentSetting> whole_setting_of(std::string_view result_xml) {
  const auto message = XmlMessage::open(result_xml, {}, RootForm::tolerant);
  if (!message) return std::nullopt;
  const auto info = message->body().child(info_name.data());
  const auto use = use_named(text_of(info.child(assistance_name.data())));
  if (!use) return std::nullopt;
  EnvironmentSetting setting{*use, {}};
  for (const auto& element : history_switch_elements()) {
    const auto told = info.child(element.name.data());
    if (told.empty()) continue;  // a center of an earlier version
    setting.histories.*element.value = use_named(text_of(told)) == Use::yes;
  }
  return setting;
}

}  // namespace madoguchi::oqs
