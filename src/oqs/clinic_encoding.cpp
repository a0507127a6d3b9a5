#include "oqs/clinic_encoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "oqs/xml_declaration.hpp"

namespace madoguchi::oqs {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::string_view remark_code = "N0900";

std::string tag(std::string_view name) {
  return fmt::format("<{}>", name);
}
std::string end_tag(std::string_view name) {
  return fmt::format("</{}>", name);
}

// Texts of results never hold a literal '<' (they are escaped, and an echo with one is escaped
// too), so that tags can be found as they stand.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};
Range content_of(std::string_view xml, std::string_view element) {
  const auto open = tag(element);
  const auto found = xml.find(open);
  if (found == npos) return {npos, npos};
  const auto begin = found + open.size();
  const auto end = xml.find(end_tag(element), begin);
  return end == npos ? Range{npos, npos} : Range{begin, end};
}

Problem unreadable(std::string place) {
  return {ErrorCode::answer_unreadable, std::move(place)};
}

// Declaration and CharacterCodeIdentifier (0 UTF-8, 1 Shift_JIS, §1.6) as the clinic reads them.
util::Result<std::string, Problem> declared(std::string_view xml, util::Encoding encoding) {
  if (xml.starts_with(util::utf8_bom)) xml.remove_prefix(util::utf8_bom.size());
  const auto declaration = xml_declaration(xml);
  if (!declaration) return util::failure(unreadable("line 1"));
  xml.remove_prefix(declaration->length);
  const auto header = content_of(xml, "MessageHeader");
  if (header.begin == npos) return util::failure(unreadable("MessageHeader"));
  auto identifier =
      content_of(xml.substr(header.begin, header.end - header.begin), "CharacterCodeIdentifier");
  if (identifier.begin == npos) {
    return util::failure(unreadable("MessageHeader/CharacterCodeIdentifier"));
  }
  const bool shift_jis = encoding == util::Encoding::shift_jis;
  std::string out;
  out.reserve(xml.size() + xml.size() / 8 + 128);
  if (encoding == util::Encoding::utf8_bom) out += util::utf8_bom;
  out.append(R"(<?xml version="1.0" encoding=")")
      .append(shift_jis ? "Shift_JIS" : "UTF-8")
      .append(R"(" standalone="no"?>)")
      .append(xml.substr(0, header.begin + identifier.begin))
      .append(shift_jis ? "1" : "0")
      .append(xml.substr(header.begin + identifier.end));
  return out;
}

std::string remark_text(const std::vector<char32_t>& lost) {
  std::string codes;
  for (const char32_t character : lost) {
    codes +=
        fmt::format("{}U+{:04X}", codes.empty() ? "" : " ", static_cast<std::uint32_t>(character));
  }
  return fmt::format("この端末の文字コードで表せない文字を●で示しています（{}）。", codes);
}

// Appends `text` to an element of `part`, behind what stands there.
bool append_to(std::string& part, std::string_view element, std::string_view text) {
  const auto content = content_of(part, element);
  if (content.begin == npos) return false;
  part.insert(content.end,
              content.begin == content.end ? std::string(text) : fmt::format("　{}", text));
  return true;
}

// The remark stands where the reader of this part looks: in its message, else in a new one behind
// its status, else at the front of `container`.
void add_remark(std::string& part, std::string_view container, const std::vector<char32_t>& lost) {
  const auto text = remark_text(lost);
  if (append_to(part, "ProcessingResultMessage", text)) return;
  const auto added = fmt::format(
      "<ProcessingResultCode>{}</ProcessingResultCode>\n"
      "<ProcessingResultMessage>{}</ProcessingResultMessage>\n",
      remark_code, text);
  const auto status = end_tag("ProcessingResultStatus") + "\n";
  const auto behind = part.find(status);
  if (behind != npos) {
    part.insert(behind + status.size(), added);
    return;
  }
  const auto open = tag(container);
  const auto front = part.find(open);
  part.insert(front == npos ? 0 : front + open.size(), added);
}

std::vector<char32_t> lost_in(std::string_view part) {
  auto text = util::cp932_from_utf8(part, util::Unencodable::black_circle);
  return text ? std::move(text->lost) : std::vector<char32_t>{};
}

// The client's own identifiers are looked for literally: in them a reference is kept, which its XML
// reader restores.
void keep_as_references(std::string& header, std::string_view element) {
  const auto content = content_of(header, element);
  if (content.begin == npos) return;
  std::string kept;
  for (std::size_t at = content.begin; at < content.end;) {
    auto next = at + 1;
    while (next < content.end && (static_cast<std::uint8_t>(header[next]) & 0xC0) == 0x80) ++next;
    const auto character = std::string_view(header).substr(at, next - at);
    const auto text = util::cp932_from_utf8(character, util::Unencodable::xml_reference);
    const bool reference = text && text->bytes.starts_with("&#");
    kept += reference ? text->bytes : std::string(character);
    at = next;
  }
  header.replace(content.begin, content.end - content.begin, kept);
}

void add_remark_if_lost(std::string& part, std::string_view container) {
  if (const auto lost = lost_in(part); !lost.empty()) add_remark(part, container, lost);
}

// Writes into every unit, and into what stands outside of units, which of its characters become ●.
// The text stays UTF-8.
std::string with_remarks(std::string_view xml) {
  constexpr std::string_view unit_tag = "<BulkConfirmUnit>";
  constexpr std::string_view unit_end = "</BulkConfirmUnit>";
  const auto body_at = std::min(xml.find("<MessageBody>"), xml.size());
  std::string header(xml.substr(0, body_at));
  auto rest = xml.substr(body_at);
  const auto units_at = std::min(rest.find(unit_tag), rest.size());
  std::string front(rest.substr(0, units_at));
  rest.remove_prefix(units_at);
  std::string units;
  for (auto end = rest.find(unit_end); end != npos; end = rest.find(unit_end)) {
    std::string unit(rest.substr(0, end + unit_end.size()));
    add_remark_if_lost(unit, "BulkConfirmUnit");
    units += unit;
    rest.remove_prefix(end + unit_end.size());
  }
  keep_as_references(header, "ArbitraryFileIdentifier");
  keep_as_references(header, "ReceptionNumber");
  add_remark_if_lost(front, "MessageBody");
  if (const auto lost = lost_in(header); !lost.empty()) {
    if (!append_to(header, "ErrorMessage", remark_text(lost)))
      add_remark(front, "MessageBody", lost);
  }
  return header + front + units + std::string(rest);
}

}  // namespace

util::Result<std::string, Problem> for_clinic(std::string_view utf8_xml,
                                              const ClinicEncoding& clinic) {
  auto text = declared(utf8_xml, clinic.encoding);
  if (!text) return text;
  if (clinic.encoding != util::Encoding::shift_jis) {
    if (!util::check_utf8(*text)) return util::failure(unreadable({}));
    return text;
  }
  auto bytes = util::cp932_from_utf8(*text, clinic.unencodable);
  if (bytes && !bytes->lost.empty()) {
    bytes = util::cp932_from_utf8(with_remarks(*text), clinic.unencodable);
  }
  if (!bytes) return util::failure(unreadable(fmt::format("byte {}", bytes.error().offset + 1)));
  return std::move(bytes->bytes);
}

}  // namespace madoguchi::oqs
