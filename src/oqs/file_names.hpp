#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "util/calendar.hpp"

namespace madoguchi::oqs {

// A file name of the folder protocol (§1.3): "OQSsiquc01req_202611230001.xml".
struct RequestName {
  std::string prefix;     // "OQSsiquc"
  std::string step;       // "01"
  std::string free_part;  // byte for byte
  std::string interface() const { return prefix + step; }
};

// Whether a name in req/ is of the family (any prefix of OQS and EPS, the sisters of §1.4; "req_",
// extension .xml in any case). Names of no family (temporary files of clients) are nothing and stay
// untouched.
std::optional<RequestName> request_name(std::string_view file_name);
// Prefix is of the family and this system answers it (else: file-level error unknown_interface).
bool offered(const RequestName& name);
// The second step of a bulk interface ("OQSmutic02"): asks for a result by its reception number.
bool is_download(std::string_view interface);

std::string result_file_name(const RequestName& name,
                             std::string_view extension);         // ".xml", ".zip"
std::string error_file_name(std::string_view request_file_name);  // ….err
// "OQSsiquc01res_face_{10-digit code}{20 hex digits}_{YYYYMMDDHHmmss}.xml"
std::string face_file_name(std::string_view institution_code, std::string_view twenty_hex,
                           util::Instant at);

}  // namespace madoguchi::oqs
