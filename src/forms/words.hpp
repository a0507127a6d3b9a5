#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "util/calendar.hpp"

// Inside the room: registered values as paper shows them.
namespace madoguchi::forms {

std::string shown(std::string_view value);       // "－" for nothing
std::string era_day(std::string_view yyyymmdd);  // "令和6年7月1日"; what is no day as it is
std::string era_month(std::string_view yyyymm);  // "令和6年7月"
// "昭和50年3月1日（49歳）", the age on that day.
std::string birth_with_age(std::string_view yyyymmdd, util::Day on);
std::string sex_word(std::string_view code);       // OQSCD007
std::string yes_or_no(std::string_view code);      // 01 あり, 02 なし
std::string single_word(std::string_view code);    // OQSCD020
std::string yen(std::string_view digits);          // "1,200円"
std::string post_number(std::string_view number);  // "〒100-0001"

struct Choice {
  std::string_view code, word;
};
const std::vector<Choice>& treatment_choices();  // OQSCD019

}  // namespace madoguchi::forms
