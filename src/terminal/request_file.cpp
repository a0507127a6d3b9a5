#include "terminal/request_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "oqs/messages.hpp"
#include "util/encoding.hpp"
#include "util/file.hpp"

namespace madoguchi::terminal {

namespace {

// A message that began and has not ended: cut, or still being written. Both encodings keep ASCII.
bool looks_cut(std::string_view bytes) {
  if (bytes.find("</XmlMsg") != std::string_view::npos) return false;
  if (bytes.starts_with(util::utf8_bom)) bytes.remove_prefix(util::utf8_bom.size());
  constexpr std::string_view prolog = "<?xml";
  const auto head = bytes.substr(0, prolog.size());
  return prolog.starts_with(head) || bytes.find("<XmlMsg") != std::string_view::npos;
}

std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  return text;
}

}  // namespace

util::Result<std::string, NotWhole> read_request(const std::filesystem::path& path,
                                                 std::size_t bytes_max) {
  using oqs::ErrorCode;
  const auto bytes = util::read_file(path, bytes_max);
  if (!bytes) {
    switch (bytes.error().error) {
      case util::FileError::not_found:
        return util::failure(NotWhole{{ErrorCode::file_unreadable, ""}, NotWhole::File::vanished});
      case util::FileError::not_regular:
        return util::failure(
            NotWhole{{ErrorCode::file_unreadable, ""}, NotWhole::File::not_regular});
      case util::FileError::too_large:
        return util::failure(NotWhole{{ErrorCode::too_large, ""}});
      default:
        return util::failure(NotWhole{{ErrorCode::file_unreadable, ""}});
    }
  }
  if (bytes->empty()) return util::failure(NotWhole{{ErrorCode::file_empty, ""}});
  auto text = oqs::utf8_request(*bytes, oqs::limits_for(bytes_max));
  if (text) return std::move(*text);
  auto problem = text.error();
  if (problem.error == ErrorCode::not_xml && looks_cut(*bytes)) {
    problem.error = ErrorCode::incomplete;
  }
  return util::failure(NotWhole{problem});
}

std::string error_file_text(const oqs::Problem& problem, const oqs::ClinicEncoding& clinic) {
  const auto place = util::check_utf8(problem.place) ? one_line(problem.place) : std::string();
  const auto text =
      fmt::format("{}\r\n{}\r\n{}\r\n{}\r\n", oqs::code_of(problem.error),
                  oqs::staff_text(problem.error), place, oqs::vendor_text(problem.error));
  switch (clinic.encoding) {
    case util::Encoding::utf8:
      return text;
    case util::Encoding::utf8_bom:
      return std::string(util::utf8_bom) + text;
    case util::Encoding::shift_jis:
      break;
  }
  // No XML here, so no references: what CP932 lacks can only stand in a place, as ●.
  const auto cp932 = util::cp932_from_utf8(text, util::Unencodable::black_circle);
  return cp932 ? cp932->bytes : text;
}

}  // namespace madoguchi::terminal
