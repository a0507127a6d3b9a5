#pragma once

#include <string>
#include <string_view>

#include "util/calendar.hpp"

namespace madoguchi::oqs {

// Both steps of 委託先資格情報の一括取得, as a client without quirks writes them.
std::string write_tickets_request(std::string_view institution_code, std::string_view identifier,
                                  util::Month month);  // OQSmutic01req
std::string write_download_request(std::string_view institution_code,
                                   std::string_view reception_number);  // OQSmutic02req

}  // namespace madoguchi::oqs
