#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "util/calendar.hpp"

namespace madoguchi::flow {

inline constexpr std::string_view clinic_x = "1310000011";
inline constexpr std::string_view clinic_y = "1310000029";
inline constexpr std::string_view clinic_off = "1310000037";
inline constexpr std::string_view pharmacy = "1340000015";
inline constexpr std::string_view office = "13101";
inline constexpr std::string_view payer = "12000006";

// Somebody invented. `key` is the office's key; the person's link key is "L" before it.
struct Recipient {
  std::string key, number, name, kana, sex, birthdate;
  std::string address = "〇〇市一丁目１－１";
  std::string not_disclosed = "0";
  std::string other_name = {};
  std::string end = {};  // DisqualificationDate
};

// A ticket of the whole month unless it says otherwise.
struct TicketOf {
  std::string recipient, issue, institution;
  util::Month month;
  std::string type = "01", treatment = "02";
  std::string injury = "見本の傷病";
  std::string remark = {};
  std::string deleted = "0";
};

// The people of most tests: R1 has a ticket at X, R2 none, R3 one at Y only, R4 is not disclosed
// (with a ticket at X), R6 has insurance beside a ticket at X, R7's characters are hard to carry,
// R8's ticket at X is of the month before.
const std::vector<Recipient>& everybody();
const Recipient& recipient(std::string_view key);
std::vector<TicketOf> usual_tickets(util::Month month);

// Registration files. `version` orders corrections of one row.
std::string qualification_csv(const std::vector<Recipient>& people, int version = 1);
std::string ticket_csv(const std::vector<TicketOf>& tickets, int version = 1);
std::string insurance_csv();
inline constexpr std::string_view insurer = "33120015";
inline constexpr std::string_view insured_symbol = "記号";
inline constexpr std::string_view insured_number = "123456";

// The nth invented recipient of a crowd, with a right check digit.
Recipient one_of_crowd(int n);

}  // namespace madoguchi::flow
