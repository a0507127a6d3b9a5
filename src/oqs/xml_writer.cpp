#include "oqs/xml_writer.hpp"

#include <array>
#include <cstdint>

namespace madoguchi::oqs {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// Bytes at which copying has to stop and look: controls, & < >, and the lead byte of U+FFFE.
constexpr auto special = [] {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0; byte < 0x20; ++byte) table[byte] = byte != '\t' && byte != '\n';
  table['&'] = table['<'] = table['>'] = table[0xEF] = true;
  return table;
}();

bool is_special(char c) {
  return special[static_cast<std::uint8_t>(c)];
}

}  // namespace

void append_escaped(std::string& out, std::string_view value) {
  std::size_t copied = 0;
  const auto replace = [&](std::size_t at, std::size_t length, std::string_view with) {
    out.append(value.substr(copied, at - copied)).append(with);
    copied = at + length;
  };
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (!is_special(value[at])) continue;
    switch (value[at]) {
      case '&':
        replace(at, 1, "&amp;");
        break;
      case '<':
        replace(at, 1, "&lt;");
        break;
      case '>':
        replace(at, 1, "&gt;");
        break;
      case '\r':
        replace(at, 1, "&#13;");  // a reader would turn it into LF
        break;
      case '\xEF': {
        const auto character = value.substr(at, 3);
        if (character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF") replace(at, 3, replacement);
        break;
      }
      default:
        replace(at, 1, replacement);
    }
  }
  out.append(value.substr(copied));
}

std::string escaped(std::string_view value) {
  std::string out;
  append_escaped(out, value);
  return out;
}

void XmlWriter::open(std::string_view name) {
  out_.append("<").append(name).append(">");
}

void XmlWriter::close(std::string_view name) {
  out_.append("</").append(name).append(">\n");
}

void XmlWriter::begin(std::string_view name) {
  open(name);
  out_ += '\n';
}

void XmlWriter::end(std::string_view name) {
  close(name);
}

void XmlWriter::leaf(std::string_view name, std::string_view value) {
  if (value.empty()) return;
  open(name);
  append_escaped(out_, value);
  close(name);
}

void XmlWriter::leaf_as_sent(std::string_view name, std::string_view raw) {
  if (raw.empty()) return;
  open(name);
  out_ += raw;
  close(name);
}

}  // namespace madoguchi::oqs
