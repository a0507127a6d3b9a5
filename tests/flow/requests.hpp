#pragma once

#include <string>

#include "flow/people.hpp"
#include "util/calendar.hpp"

namespace madoguchi::flow {

// What an OQSsiquc01req asks. Texts stand in the message as they are given, escapes included.
struct Question {
  std::string day;
  std::string institution = std::string(clinic_x);
  std::string payer = std::string(flow::payer);
  std::string number;
  std::string birthdate;
  std::string identifier = "ID-1";
  std::string symbol, branch;
};
Question about(const Recipient& person, util::Day day);

// The message of a client without quirks, in UTF-8.
std::string message(const Question& question);
std::string tickets_message(const std::string& institution, util::Month month,
                            const std::string& identifier);
std::string download_message(const std::string& institution, const std::string& reception_number);

}  // namespace madoguchi::flow
