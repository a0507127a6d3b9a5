#pragma once

#include <string>
#include <string_view>

namespace madoguchi::oqs {

// Appends `value` as element text: & < > and CR as references. Characters that no XML may hold
// become U+FFFD, so that their place is seen.
void append_escaped(std::string& out, std::string_view value);
std::string escaped(std::string_view value);

inline constexpr std::string_view result_declaration =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="no"?>)";

// Appends elements to a text, each on a line of its own, without attributes.
class XmlWriter {
 public:
  explicit XmlWriter(std::string& out) : out_(out) {}
  void begin(std::string_view name);
  void end(std::string_view name);
  void leaf(std::string_view name, std::string_view value);        // absent when empty
  void leaf_as_sent(std::string_view name, std::string_view raw);  // `raw` is XML already

 private:
  void open(std::string_view name);
  void close(std::string_view name);
  std::string& out_;
};

// A whole message: `header` and `body` write what stands in MessageHeader and MessageBody.
template <class Header, class Body>
std::string written_message(Header&& header, Body&& body) {
  std::string text(result_declaration);
  XmlWriter xml(text);
  xml.begin("XmlMsg");
  xml.begin("MessageHeader");
  header(xml);
  xml.end("MessageHeader");
  xml.begin("MessageBody");
  body(xml);
  xml.end("MessageBody");
  xml.end("XmlMsg");
  return text;
}

// The same for a request: the institution and, where there is one, the sender's identifier.
template <class Body>
std::string written_request(std::string_view institution_code, std::string_view identifier,
                            Body&& body) {
  return written_message(
      [&](XmlWriter& xml) {
        xml.leaf("MedicalInstitutionCode", institution_code);
        xml.leaf("ArbitraryFileIdentifier", identifier);
      },
      body);
}

}  // namespace madoguchi::oqs
