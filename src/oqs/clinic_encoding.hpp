#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oqs/errors.hpp"
#include "util/encoding.hpp"
#include "util/result.hpp"

namespace madoguchi::oqs {

struct ClinicEncoding {
  util::Encoding encoding = util::Encoding::shift_jis;
  util::Unencodable unencodable = util::Unencodable::xml_reference;
};

// A center's UTF-8 result in the clinic's encoding: declaration and CharacterCodeIdentifier
// rewritten, characters that CP932 lacks written as references, or as ● with a remark naming their
// codes in ProcessingResultMessage. Nothing else changes.
util::Result<std::string, Problem> for_clinic(std::string_view utf8_xml,
                                              const ClinicEncoding& clinic);

}  // namespace madoguchi::oqs
