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

}  // namespace madoguchi::oqs
