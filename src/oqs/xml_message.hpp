#pragma once

#include <memory>
#include <pugixml.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "oqs/messages.hpp"

namespace madoguchi::oqs {

enum class RootForm {
  strict,    // without attributes, as requests are
  tolerant,  // results of other programs
};

// A checked and parsed message of the family: XmlMsg with one MessageHeader and one MessageBody.
class XmlMessage {
 public:
  // `utf8` (with or without a BOM) must outlive the message.
  static util::Result<XmlMessage, Problem> open(std::string_view utf8, const ReadLimits& limits,
                                                RootForm form);
  pugi::xml_node header() const { return header_; }
  pugi::xml_node body() const { return body_; }
  // What stands between the tags of `element` in the source; empty when that holds more than text.
  std::string_view raw(pugi::xml_node element) const;

 private:
  std::unique_ptr<pugi::xml_document> document_ = std::make_unique<pugi::xml_document>();
  pugi::xml_node header_, body_;
  std::string_view source_;
};

// All text of an element, CDATA included; comments do not count.
std::string text_of(pugi::xml_node element);
bool has_elements(pugi::xml_node element);
// The value without blanks (of any width) at its ends, full-width ASCII as ASCII.
std::string folded(std::string_view value);

// The elements of one parent that a reader knows, in their order, and the first thing wrong with
// them.
struct KnownElements {
  std::vector<std::pair<std::string, EchoText>> elements;  // empty ones too
  std::vector<Problem> problems;
  // The element's text; nullptr when it is absent or holds only blanks.
  const EchoText* find(std::string_view name) const;
};
KnownElements known_elements(const XmlMessage& message, pugi::xml_node parent,
                             std::string_view path, std::span<const std::string_view> names);

}  // namespace madoguchi::oqs
