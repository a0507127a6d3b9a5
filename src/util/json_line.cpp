#include "util/json_line.hpp"

#include <fmt/format.h>

#include <iterator>

namespace madoguchi::util {

namespace {

void append_text(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool control = static_cast<unsigned char>(c) < 0x20;
    if (!control && c != '"' && c != '\\') continue;
    out.append(text.substr(copied, at - copied));
    copied = at + 1;
    if (control) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out.push_back('\\');
      out.push_back(c);
    }
  }
  out.append(text.substr(copied));
  out.push_back('"');
}

}  // namespace

void JsonLine::name(std::string_view name) {
  if (text_.size() > 1) text_.push_back(',');
  append_text(text_, name);
  text_.push_back(':');
}

JsonLine& JsonLine::add(std::string_view member, std::string_view text) {
  name(member);
  append_text(text_, text);
  return *this;
}

JsonLine& JsonLine::add_number(std::string_view member, std::int64_t number) {
  name(member);
  text_ += fmt::format_int(number).c_str();
  return *this;
}

JsonLine& JsonLine::add_truth(std::string_view member, bool truth) {
  name(member);
  text_ += truth ? "true" : "false";
  return *this;
}

JsonLine& JsonLine::add_json(std::string_view member, std::string_view json) {
  name(member);
  text_ += json;
  return *this;
}

std::string json_text(std::string_view text) {
  std::string out;
  append_text(out, text);
  return out;
}

}  // namespace madoguchi::util
