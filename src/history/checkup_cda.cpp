#include <algorithm>
#include <pugixml.hpp>

#include "history/checkup_files.hpp"
#include "util/encoding.hpp"

namespace madoguchi::history {

namespace {

// Object identifiers of the ministry's layout.
constexpr std::string_view oid_payer = "1.2.392.200119.6.101";         // 保険者番号
constexpr std::string_view oid_symbol = "1.2.392.200119.6.204";        // 被保険者証等記号
constexpr std::string_view oid_number = "1.2.392.200119.6.205";        // 被保険者証等番号
constexpr std::string_view oid_organization = "1.2.392.200119.6.102";  // 健診機関番号

constexpr std::size_t text_bytes_max = 2000;
constexpr std::size_t items_max = 2000;

std::string_view local_name(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(pugi::xml_node parent, std::string_view name) {
  for (const auto one : parent.children()) {
    if (local_name(one.name()) == name) return one;
  }
  return {};
}

pugi::xml_node at(pugi::xml_node node, std::initializer_list<std::string_view> path) {
  for (const auto name : path) node = child(node, name);
  return node;
}

std::string attribute(pugi::xml_node node, const char* name) {
  return node.attribute(name).as_string();
}

// "20240701", "202407010930+0900": the day it begins with.
std::optional<util::Day> day_of(const std::string& text) {
  return util::Day::parse(std::string_view(text).substr(0, 8));
}

std::size_t line_of(std::string_view xml, pugi::xml_node node) {
  const auto offset = node ? node.offset_debug() : 0;
  const auto until = xml.substr(0, static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)));
  return static_cast<std::size_t>(std::count(until.begin(), until.end(), '\n')) + 1;
}

class Reading {
 public:
  explicit Reading(std::string_view xml) : xml_(xml) {}

  CheckupFile run() {
    pugi::xml_document document;
    const auto parsed =
        document.load_buffer(xml_.data(), xml_.size(), pugi::parse_default | pugi::parse_doctype);
    if (!parsed) {
      refuse({}, "xml", "XMLを読み取れません: " + std::string(parsed.description()));
      return std::move(file_);
    }
    for (const auto one : document.children()) {
      if (one.type() == pugi::node_doctype) {
        refuse(one, "doctype", "文書型宣言（DOCTYPE）のあるXMLは受け付けません。");
        return std::move(file_);
      }
    }
    root_ = child(document, "ClinicalDocument");
    if (!root_) {
      refuse(document.document_element(), "not_cda",
             "特定健診のCDA（ClinicalDocument）ではありません。");
      return std::move(file_);
    }
    read();
    return std::move(file_);
  }

 private:
  void refuse(pugi::xml_node node, const char* code, std::string text) {
    if (!file_.refusal) file_.refusal = FileNote{line_of(xml_, node), 0, code, std::move(text)};
  }

  void read() {
    read_person();
    read_event();
    for (const auto part : at(root_, {"component", "structuredBody"}).children()) {
      const auto section = child(part, "section");
      for (const auto entry : section.children()) {
        if (local_name(entry.name()) == "entry") read_observations(entry);
      }
    }
    if (file_.refusal) return;
    if (made_.items.empty()) return refuse(root_, "empty", "健診の項目がありません。");
    made_.line = 1;
    file_.checkups.push_back(std::move(made_));
  }

  void read_person() {
    const auto role = at(root_, {"recordTarget", "patientRole"});
    ClaimPayer payer;
    for (const auto one : role.children()) {
      if (local_name(one.name()) != "id") continue;
      const auto oid = attribute(one, "root");
      const auto value = attribute(one, "extension");
      if (oid == oid_payer) payer.payer = util::fold_width(value);
      if (oid == oid_symbol) payer.symbol = value;
      if (oid == oid_number) payer.number = value;
    }
    if (payer.payer.empty() || payer.number.empty()) {
      return refuse(role, "number", "保険者番号・被保険者証等番号がありません。");
    }
    if (payer.payer.size() == 8 && payer.payer.starts_with("12")) {
      payer.of = ClaimPayer::Of::public_expense;
      payer.number = util::fold_width(payer.number);
    }
    made_.identity.payers.push_back(std::move(payer));
    const auto patient = child(role, "patient");
    const auto name = child(patient, "name");
    // Kanji and kana may be told apart by `use`: the ministry's layout has one name, in kana.
    made_.identity.name = text_of(name);
    made_.identity.kana = made_.identity.name;
    made_.identity.sex = attribute(child(patient, "administrativeGenderCode"), "code");
    const auto birth = day_of(attribute(child(patient, "birthTime"), "value"));
    if (!birth) return refuse(patient, "date", "生年月日がありえない日付です。");
    made_.identity.birthdate = *birth;
    if (made_.identity.sex != "1" && made_.identity.sex != "2") {
      return refuse(patient, "format", "男女区分は1か2です。");
    }
  }

  static std::string text_of(pugi::xml_node node) {
    std::string text = node.child_value();
    for (const auto part : node.children()) {  // <family>, <given>
      if (part.type() == pugi::node_element) text += part.child_value();
    }
    return text.substr(0, text_bytes_max);
  }

  void read_event() {
    const auto event = at(root_, {"documentationOf", "serviceEvent"});
    const auto time = child(event, "effectiveTime");
    auto date = day_of(attribute(time, "value"));
    if (!date) date = day_of(attribute(child(time, "low"), "value"));
    if (!date) return refuse(event, "date", "健診実施年月日がありえない日付です。");
    made_.date = *date;
    const auto performer = at(event, {"performer", "assignedEntity", "representedOrganization"});
    read_organization(
        performer ? performer : at(root_, {"author", "assignedAuthor", "representedOrganization"}));
  }

  void read_organization(pugi::xml_node organization) {
    for (const auto one : organization.children()) {
      if (local_name(one.name()) == "id" && attribute(one, "root") == oid_organization) {
        made_.organization_code = attribute(one, "extension");
      }
    }
    made_.organization_name = text_of(child(organization, "name"));
  }

  // An observation, or a group of them (組織者), at any depth the layout has.
  void read_observations(pugi::xml_node parent, int depth = 0) {
    if (depth > 4) return;
    for (const auto one : parent.children()) {
      const auto name = local_name(one.name());
      if (name == "observation") {
        add(one);
        read_observations(one, depth + 1);
      } else if (name == "organizer" || name == "component" || name == "entryRelationship") {
        read_observations(one, depth + 1);
      }
    }
  }

  void add(pugi::xml_node observation) {
    const auto code = child(observation, "code");
    const auto value = child(observation, "value");
    CheckupItem item;
    item.code = attribute(code, "code");
    if (item.code.empty() || !value || !attribute(value, "nullFlavor").empty()) return;
    if (file_.refusal || made_.items.size() == items_max) return;
    item.name = attribute(code, "displayName");
    for (const auto one : value.attributes()) {
      if (local_name(one.name()) == "type") item.type = one.as_string();
    }
    const bool coded = item.type == "CD" || item.type == "CO";
    item.value = attribute(value, coded ? "code" : "value");
    if (item.value.empty()) item.value = std::string(value.child_value()).substr(0, text_bytes_max);
    item.unit = attribute(value, "unit");
    item.value_name = attribute(value, "displayName");
    item.judgement = attribute(child(observation, "interpretationCode"), "code");
    if (item.name.empty()) item.name = item.code;
    made_.items.push_back(std::move(item));
  }

  std::string_view xml_;
  pugi::xml_node root_;
  Checkup made_;
  CheckupFile file_;
};

}  // namespace

CheckupFile read_checkup_cda(std::string_view xml) {
  return Reading(xml).run();
}

}  // namespace madoguchi::history
