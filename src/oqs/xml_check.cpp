#include "oqs/xml_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "oqs/xml_declaration.hpp"
#include "util/encoding.hpp"

namespace madoguchi::oqs {

namespace {

constexpr auto npos = std::string_view::npos;

// What a byte may be, one bit a class.
constexpr std::uint8_t blank_class = 1;
constexpr std::uint8_t name_start_class = 2;
constexpr std::uint8_t name_class = 4;
constexpr std::uint8_t suspect_class = 8;  // a control, or the lead byte of U+FFFE and U+FFFF

constexpr auto classes = [] {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t byte = 0; byte < 0x20; ++byte) table[byte] = suspect_class;
  for (const char c : blanks_of_xml) table[static_cast<std::uint8_t>(c)] = blank_class;
  for (std::size_t byte = 'A'; byte <= 'Z'; ++byte) table[byte] = name_start_class | name_class;
  for (std::size_t byte = 'a'; byte <= 'z'; ++byte) table[byte] = name_start_class | name_class;
  for (std::size_t byte = 0x80; byte <= 0xFF; ++byte) table[byte] = name_start_class | name_class;
  table['_'] = table[':'] = name_start_class | name_class;
  for (std::size_t byte = '0'; byte <= '9'; ++byte) table[byte] = name_class;
  table['-'] = table['.'] = name_class;
  table[0xEF] |= suspect_class;
  return table;
}();

bool is(std::uint8_t byte_class, char c) {
  return (classes[static_cast<std::uint8_t>(c)] & byte_class) != 0;
}

// First byte of a character that no XML text may hold: a control, U+FFFE or U+FFFF.
std::size_t forbidden_character(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is(suspect_class, text[at])) continue;
    const auto character = text.substr(at, 3);
    if (text[at] != '\xEF' || character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF") {
      return at;
    }
  }
  return npos;
}

bool character_allowed(std::uint32_t code) {
  return code == 0x9 || code == 0xA || code == 0xD || (code >= 0x20 && code <= 0xD7FF) ||
         (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF);
}

// "x41" or "65", what stands between "&#" and ";".
bool character_reference_allowed(std::string_view digits) {
  const std::uint32_t base = digits.starts_with('x') ? 16 : 10;
  if (base == 16) digits.remove_prefix(1);
  if (digits.empty()) return false;
  std::uint32_t code = 0;
  for (const char c : digits) {
    std::uint32_t digit = 16;
    if (c >= '0' && c <= '9') digit = static_cast<std::uint32_t>(c - '0');
    if (c >= 'a' && c <= 'f') digit = static_cast<std::uint32_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') digit = static_cast<std::uint32_t>(c - 'A' + 10);
    if (digit >= base) return false;
    code = std::min<std::uint32_t>(code * base + digit, 0x110000);
  }
  return character_allowed(code);
}

bool reference_allowed(std::string_view name) {
  if (name.starts_with('#')) return character_reference_allowed(name.substr(1));
  constexpr std::array<std::string_view, 5> predefined = {"lt", "gt", "amp", "apos", "quot"};
  return std::find(predefined.begin(), predefined.end(), name) != predefined.end();
}

// Walks over the text once, token by token. Every step says what is wrong, or nothing.
class Walk {
 public:
  using Wrong = std::optional<ErrorCode>;

  Walk(std::string_view text, const ReadLimits& limits) : text_(text), limits_(limits) {}
  std::size_t at() const { return at_; }

  Wrong run() {
    const auto declaration = xml_declaration(text_);
    if (!declaration) return ErrorCode::not_xml;
    at_ = declaration->length;
    while (at_ < text_.size()) {
      if (const auto wrong = text_[at_] == '<' ? markup() : characters()) return wrong;
    }
    if (!open_.empty() || !root_seen_) return ErrorCode::not_xml;  // cut off, or no element at all
    return std::nullopt;
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }
  bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }

  std::size_t skip_blanks() {
    const auto begin = at_;
    while (at_ < text_.size() && is(blank_class, text_[at_])) ++at_;
    return at_ - begin;
  }

  std::string_view name() {
    const auto begin = at_;
    if (at_ == text_.size() || !is(name_start_class, text_[at_])) return {};
    while (at_ < text_.size() && is(name_class, text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  // Moves behind the next `mark`.
  bool skip_behind(std::string_view mark) {
    const auto found = text_.find(mark, at_);
    if (found == npos) return false;
    at_ = found + mark.size();
    return true;
  }

  Wrong references(std::string_view run) {
    for (auto amp = run.find('&'); amp != npos; amp = run.find('&', amp + 1)) {
      const auto end = run.find(';', amp);
      if (end == npos || !reference_allowed(run.substr(amp + 1, end - amp - 1))) {
        return ErrorCode::not_xml;
      }
    }
    return std::nullopt;
  }

  Wrong characters() {
    const auto end = std::min(text_.find('<', at_), text_.size());
    const auto run = text_.substr(at_, end - at_);
    if (open_.empty() && run.find_first_not_of(blanks_of_xml) != npos) return ErrorCode::not_xml;
    if (const auto wrong = references(run)) return wrong;
    at_ = end;
    return std::nullopt;
  }

  Wrong markup() {
    if (rest().starts_with("<!--")) return comment();
    if (rest().starts_with("<![CDATA[")) {
      if (open_.empty() || !skip_behind("]]>")) return ErrorCode::not_xml;
      return std::nullopt;
    }
    if (rest().starts_with("<!") || rest().starts_with("<?")) return declaration();
    return rest().starts_with("</") ? end_tag() : start_tag();
  }

  Wrong comment() {
    at_ += 4;
    if (!skip_behind("--") || !next_is('>')) return ErrorCode::not_xml;
    ++at_;
    return std::nullopt;
  }

  // DOCTYPE, ENTITY and processing instructions are refused for what they are; a second XML
  // declaration, one cut off in its name, and what is none of these, is no XML.
  Wrong declaration() {
    const bool instruction = text_[at_ + 1] == '?';
    at_ += 2;
    const auto target = name();
    const bool reserved = instruction && target.size() == 3 && (target[0] | 0x20) == 'x' &&
                          (target[1] | 0x20) == 'm' && (target[2] | 0x20) == 'l';
    const bool cut = at_ == text_.size();
    return target.empty() || reserved || cut ? ErrorCode::not_xml : ErrorCode::document_type;
  }

  Wrong end_tag() {
    at_ += 2;
    const auto closed = name();
    skip_blanks();
    if (open_.empty() || closed != open_.back() || !next_is('>')) return ErrorCode::not_xml;
    open_.pop_back();
    ++at_;
    return std::nullopt;
  }

  Wrong start_tag() {
    ++at_;
    const auto opened = name();
    if (opened.empty() || (open_.empty() && root_seen_)) return ErrorCode::not_xml;
    root_seen_ = true;
    if (++elements_ > limits_.elements_max) return ErrorCode::too_large;
    if (open_.size() + 1 > limits_.depth_max) return ErrorCode::too_deep;
    for (;;) {
      const auto blanks = skip_blanks();
      if (next_is('>')) {
        open_.push_back(opened);
        ++at_;
        return std::nullopt;
      }
      if (rest().starts_with("/>")) {
        at_ += 2;
        return std::nullopt;
      }
      if (blanks == 0) return ErrorCode::not_xml;
      if (const auto wrong = attribute()) return wrong;
    }
  }

  Wrong attribute() {
    if (name().empty()) return ErrorCode::not_xml;
    skip_blanks();
    if (!next_is('=')) return ErrorCode::not_xml;
    ++at_;
    skip_blanks();
    if (!next_is('"') && !next_is('\'')) return ErrorCode::not_xml;
    const auto end = text_.find(text_[at_], at_ + 1);
    if (end == npos) return ErrorCode::not_xml;
    const auto value = text_.substr(at_ + 1, end - at_ - 1);
    if (value.find('<') != npos) return ErrorCode::not_xml;
    if (const auto wrong = references(value)) return wrong;
    at_ = end + 1;
    return std::nullopt;
  }

  std::string_view text_;
  const ReadLimits& limits_;
  std::size_t at_ = 0;
  std::vector<std::string_view> open_;
  std::size_t elements_ = 0;
  bool root_seen_ = false;
};

Problem at_line(ErrorCode error, std::string_view text, std::size_t at) {
  const auto before = text.substr(0, at);
  return {error, fmt::format("line {}", 1 + std::count(before.begin(), before.end(), '\n'))};
}

}  // namespace

util::Result<void, Problem> check_xml(std::string_view utf8, const ReadLimits& limits) {
  if (utf8.size() > limits.request_bytes_max)
    return util::failure(Problem{ErrorCode::too_large, {}});
  if (const auto valid = util::check_utf8(utf8); !valid) {
    return util::failure(
        Problem{ErrorCode::wrong_encoding, fmt::format("byte {}", valid.error().offset + 1)});
  }
  // What stands before the first forbidden character decides which refusal it is.
  const auto forbidden = forbidden_character(utf8);
  Walk walk(utf8.substr(0, forbidden), limits);
  const auto wrong = walk.run();
  if (wrong && (*wrong != ErrorCode::not_xml || forbidden == npos)) {
    return util::failure(at_line(*wrong, utf8, walk.at()));
  }
  if (forbidden != npos) return util::failure(at_line(ErrorCode::not_xml, utf8, forbidden));
  return {};
}

}  // namespace madoguchi::oqs
