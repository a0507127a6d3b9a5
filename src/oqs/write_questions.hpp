#pragma once

#include <string>
#include <string_view>

#include "util/calendar.hpp"

namespace madoguchi::oqs {

// The numbers of one person, as somebody types them.
struct TypedNumbers {
  std::string insurer_number, symbol, number, branch;
  std::string birthdate;                                   // YYYYMMDD
  enum class Limit { no, yes } limit_consent = Limit::no;  // 限度額適用認定証
};

// Requests as a client without quirks writes them; the center checks every value.
std::string write_number_question(std::string_view institution_code, std::string_view identifier,
                                  util::Day day, const TypedNumbers& numbers);  // OQSsiquc01req
std::string write_reference_question(std::string_view institution_code, std::string_view identifier,
                                     std::string_view reference_number,
                                     const TypedNumbers& numbers);  // OQSsiimm01req

}  // namespace madoguchi::oqs
