#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "oqs/clinic_encoding.hpp"
#include "oqs/errors.hpp"
#include "util/result.hpp"

namespace madoguchi::terminal {

// Reads a request file: its whole message as UTF-8 text, or why it is none. The same bytes always
// give the same problem, so that a restart repeats the same refusal. Never reads more than
// `bytes_max`. `vanished` is set when there is no such file (any more).
struct NotWhole {
  oqs::Problem problem;
  enum class File { there, vanished, not_regular } file = File::there;
};
util::Result<std::string, NotWhole> read_request(const std::filesystem::path& path,
                                                 std::size_t bytes_max);

// Content of the .err file (§1.7), one per line, CRLF: code, what the staff does, place (may be an
// empty line), what the vendor does; in the clinic's encoding.
std::string error_file_text(const oqs::Problem& problem, const oqs::ClinicEncoding& clinic);

}  // namespace madoguchi::terminal
