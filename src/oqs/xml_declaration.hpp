#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace madoguchi::oqs {

struct XmlDeclaration {
  std::size_t length = 0;  // bytes up to and with "?>"; 0: there is none
  std::string encoding;    // in lower case; empty when not named
};

// The XML declaration that begins `text` (any ASCII-compatible encoding); nothing when one begins
// but is cut off or not well-formed.
std::optional<XmlDeclaration> xml_declaration(std::string_view text);

inline constexpr std::string_view blanks_of_xml = " \t\r\n";

}  // namespace madoguchi::oqs
