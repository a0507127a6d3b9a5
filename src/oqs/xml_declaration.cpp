#include "oqs/xml_declaration.hpp"

#include <algorithm>

namespace madoguchi::oqs {

namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789";

// Reads `version = "1.0"` and its like from the front of a text.
class PseudoAttributes {
 public:
  explicit PseudoAttributes(std::string_view text) : rest_(text) {}

  // The value of the attribute that comes next if it has this name.
  std::optional<std::string_view> take(std::string_view name) {
    std::string_view at = rest_;
    if (!skip_blanks(at) || !at.starts_with(name)) return std::nullopt;
    at.remove_prefix(name.size());
    skip_blanks(at);
    if (!at.starts_with('=')) return std::nullopt;
    at.remove_prefix(1);
    skip_blanks(at);
    if (!at.starts_with('"') && !at.starts_with('\'')) return std::nullopt;
    const auto end = at.find(at.front(), 1);
    if (end == std::string_view::npos) return std::nullopt;
    const auto value = at.substr(1, end - 1);
    rest_ = at.substr(end + 1);
    return value;
  }
  bool at_end() {
    skip_blanks(rest_);
    return rest_.empty();
  }

 private:
  static bool skip_blanks(std::string_view& text) {
    const auto count = std::min(text.find_first_not_of(blanks_of_xml), text.size());
    text.remove_prefix(count);
    return count > 0;
  }
  std::string_view rest_;
};

bool only(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_encoding_name(std::string_view name) {
  if (!only(name.substr(0, 1), letters)) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return letters.find(c) != std::string_view::npos || digits.find(c) != std::string_view::npos ||
           c == '.' || c == '_' || c == '-';
  });
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

std::optional<XmlDeclaration> xml_declaration(std::string_view text) {
  constexpr std::string_view begin = "<?xml";
  constexpr std::string_view end = "?>";
  if (!text.starts_with(begin)) return XmlDeclaration{};
  // "<?xml-stylesheet" is a processing instruction, which the check of the whole text refuses.
  if (text.size() > begin.size() &&
      blanks_of_xml.find(text[begin.size()]) == std::string_view::npos) {
    return XmlDeclaration{};
  }
  const auto close = text.find(end);
  if (close == std::string_view::npos) return std::nullopt;
  PseudoAttributes attributes(text.substr(begin.size(), close - begin.size()));
  const auto version = attributes.take("version");
  if (!version || !version->starts_with("1.") || !only(version->substr(2), digits)) {
    return std::nullopt;
  }
  const auto encoding = attributes.take("encoding");
  if (encoding && !is_encoding_name(*encoding)) return std::nullopt;
  const auto standalone = attributes.take("standalone");
  if (standalone && *standalone != "yes" && *standalone != "no") return std::nullopt;
  if (!attributes.at_end()) return std::nullopt;
  return XmlDeclaration{close + end.size(), lower(encoding.value_or(""))};
}

}  // namespace madoguchi::oqs
