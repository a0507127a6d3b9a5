#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oqs/errors.hpp"
#include "util/result.hpp"

namespace madoguchi::terminal {

// What the terminal reads of the center's answer before it passes it on.
struct AnswerHead {
  std::string institution_code, arbitrary_file_identifier, reception_number;
  std::string segment;  // SegmentOfResult
  std::string error_code, error_message;
};
// Reads the header of a UTF-8 result however long its body is. answer_unreadable when it is none or
// when the message does not end.
util::Result<AnswerHead, oqs::Problem> read_head(std::string_view xml);

// A zip archive with one deflated entry. answer_unreadable never; terminal_internal when libzip
// fails.
util::Result<std::string, oqs::Problem> zip_one(const std::string& entry_name,
                                                std::string_view bytes);

// One message for each ResultOfQualificationConfirmation of `xml`, each with its own value of
// `validities` (for clients that know one result only, §5 quirks 14 to 16). Just `xml` when it has
// at most one, or when the values are not one for each: the terminal does not judge.
std::vector<std::string> split_results(const std::string& xml,
                                       const std::vector<std::string>& validities);

}  // namespace madoguchi::terminal
