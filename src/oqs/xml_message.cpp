#include "oqs/xml_message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "oqs/xml_check.hpp"
#include "oqs/xml_declaration.hpp"
#include "oqs/xml_writer.hpp"
#include "util/encoding.hpp"

namespace madoguchi::oqs {

namespace {

constexpr std::size_t raw_bytes_max = 600;

// Blank text is kept where it is all that an element holds; line ends become LF, as XML says.
constexpr unsigned parse_options =
    pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_ws_pcdata_single;

std::size_t element_count(pugi::xml_node parent) {
  const auto children = parent.children();
  return static_cast<std::size_t>(
      std::count_if(children.begin(), children.end(),
                    [](pugi::xml_node child) { return child.type() == pugi::node_element; }));
}

bool one_child(pugi::xml_node parent, const char* name) {
  const auto children = parent.children(name);
  return std::distance(children.begin(), children.end()) == 1;
}

bool is_blank(std::string_view value) {
  return folded(value).empty();
}

EchoText echo_text(const XmlMessage& message, pugi::xml_node element) {
  EchoText text{text_of(element), std::string(message.raw(element))};
  if (text.raw.empty() || text.raw.size() > raw_bytes_max) text.raw = escaped(text.value);
  return text;
}

}  // namespace

util::Result<XmlMessage, Problem> XmlMessage::open(std::string_view utf8, const ReadLimits& limits,
                                                   RootForm form) {
  if (utf8.starts_with(util::utf8_bom)) utf8.remove_prefix(util::utf8_bom.size());
  if (const auto whole = check_xml(utf8, limits); !whole) return util::failure(whole.error());
  XmlMessage message;
  message.source_ = utf8;
  const auto parsed =
      message.document_->load_buffer(utf8.data(), utf8.size(), parse_options, pugi::encoding_utf8);
  if (!parsed) return util::failure(Problem{ErrorCode::not_xml, {}});
  const auto root = message.document_->document_element();
  const bool root_right = std::string_view(root.name()) == "XmlMsg" &&
                          (form == RootForm::tolerant || root.first_attribute().empty());
  if (!root_right || element_count(*message.document_) != 1 || !one_child(root, "MessageHeader") ||
      !one_child(root, "MessageBody")) {
    return util::failure(Problem{ErrorCode::wrong_root, {}});
  }
  message.header_ = root.child("MessageHeader");
  message.body_ = root.child("MessageBody");
  return message;
}

std::string_view XmlMessage::raw(pugi::xml_node element) const {
  const auto offset = element.offset_debug();
  if (offset < 0) return {};
  // Behind the name only quoted attribute values can hold a '>' before the tag's own.
  std::size_t at = static_cast<std::size_t>(offset) + std::string_view(element.name()).size();
  for (char quote = 0; at < source_.size() && (quote != 0 || source_[at] != '>'); ++at) {
    const char c = source_[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    }
  }
  if (at >= source_.size() || source_[at - 1] == '/') return {};
  const auto begin = at + 1;
  const auto end = source_.find('<', begin);
  if (end == std::string_view::npos || !source_.substr(end).starts_with("</")) return {};
  return source_.substr(begin, end - begin);
}

std::string text_of(pugi::xml_node element) {
  const auto is_text = [](pugi::xml_node node) {
    return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
  };
  std::string text;
  for (const auto child : element.children()) {
    if (is_text(child)) text += child.value();
  }
  return text;
}

bool has_elements(pugi::xml_node element) {
  return element_count(element) > 0;
}

std::string folded(std::string_view value) {
  // Nearly every value is ASCII without a blank: nothing to do.
  const auto is_plain = [](char c) { return c > 0x20 && c < 0x7F; };
  if (std::all_of(value.begin(), value.end(), is_plain)) return std::string(value);
  // Blanks and line ends in any mixture: take the ASCII ones off around every fold.
  std::string text(value);
  for (std::size_t before = text.size() + 1; text.size() < before;) {
    before = text.size();
    const auto begin = std::min(text.find_first_not_of(blanks_of_xml), text.size());
    text = util::fold_width(text.substr(begin, text.find_last_not_of(blanks_of_xml) - begin + 1));
  }
  return text;
}

const EchoText* KnownElements::find(std::string_view name) const {
  const auto found = std::find_if(elements.begin(), elements.end(),
                                  [name](const auto& element) { return element.first == name; });
  return found == elements.end() || is_blank(found->second.value) ? nullptr : &found->second;
}

KnownElements known_elements(const XmlMessage& message, pugi::xml_node parent,
                             std::string_view path, std::span<const std::string_view> names) {
  KnownElements known;
  known.elements.reserve(names.size());
  for (const auto child : parent.children()) {
    const std::string_view name = child.name();
    if (std::find(names.begin(), names.end(), name) == names.end()) continue;
    const auto place = [&] { return fmt::format("{}/{}", path, name); };
    if (std::any_of(known.elements.begin(), known.elements.end(),
                    [name](const auto& element) { return element.first == name; })) {
      known.problems.push_back({ErrorCode::element_repeated, place()});
    } else if (has_elements(child)) {
      known.problems.push_back({ErrorCode::element_format, place()});
    } else {
      known.elements.emplace_back(name, echo_text(message, child));
    }
  }
  return known;
}

}  // namespace madoguchi::oqs
