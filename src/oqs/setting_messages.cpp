#include "oqs/setting_messages.hpp"

#include <array>

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
std::optional<std::string> stranger(pugi::xml_node parent, std::string_view only) {
  for (const auto child : parent.children()) {
    if (child.type() == pugi::node_element && child.name() != only) return child.name();
  }
  return std::nullopt;
}

// What the body asks to be changed.
util::Result<EnvironmentSetting, Problem> read_info(const XmlMessage& message) {
  static constexpr std::array<std::string_view, 1> names = {assistance_name};
  const auto body = message.body();
  const auto info = body.child(info_name.data());
  if (const auto name = stranger(body, info_name)) {
    return util::failure(Problem{ErrorCode::setting_unknown, under("MessageBody", *name)});
  }
  if (info.empty()) {
    return util::failure(Problem{ErrorCode::element_missing, std::string(info_path)});
  }
  if (info.next_sibling(info_name.data())) {
    return util::failure(Problem{ErrorCode::element_repeated, std::string(info_path)});
  }
  if (const auto name = stranger(info, assistance_name)) {
    return util::failure(Problem{ErrorCode::setting_unknown, under(info_path, *name)});
  }
  const auto known = known_elements(message, info, info_path, names);
  if (!known.problems.empty()) return util::failure(known.problems.front());
  const auto place = under(info_path, assistance_name);
  const auto* sent = known.find(assistance_name);
  if (sent == nullptr) return util::failure(Problem{ErrorCode::element_missing, place});
  const auto use = use_named(folded(sent->value));
  if (!use) return util::failure(Problem{ErrorCode::element_format, place});
  return EnvironmentSetting{*use};
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
  const auto setting =
      message ? read_info(*message)
              : util::Result<EnvironmentSetting, Problem>(util::failure(message.error()));
  if (setting) return SettingUpdate{std::move(*header), *setting};
  refused.problem = setting.error();
  refused.header = std::move(*header);
  return util::failure(std::move(refused));
}

void write_setting(XmlWriter& xml, const EnvironmentSetting& setting) {
  xml.begin(info_name);
  xml.leaf(assistance_name, code_of(setting.medical_assistance));
  xml.end(info_name);
}

std::string write_setting_request(std::string_view institution_code, std::string_view identifier,
                                  const std::optional<EnvironmentSetting>& change) {
  return written_request(institution_code, identifier, [&](XmlWriter& xml) {
    if (change) write_setting(xml, *change);
  });
}

std::optional<EnvironmentSetting> setting_of(const ResultDocument& result) {
  const auto use = use_named(result.medical_assistance);
  if (!use) return std::nullopt;
  return EnvironmentSetting{*use};
}

}  // namespace madoguchi::oqs
