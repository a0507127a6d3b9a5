#pragma once

#include <string>

#include "office/parts.hpp"
#include "oqs/json_messages.hpp"

namespace madoguchi::office {

// What was registered for a month in one step: who, when, how many, and until when it can be
// undone. One month may be issued in several steps; each has its receipt.
struct MonthIssued {
  std::string job;  // names the receipt
  std::string month, at, by;
};
// Keeps the receipt, and returns it as the page shows it.
Json keep_month_receipt(Parts& parts, const MonthIssued& issued, const oqs::ImportReport& report);

// The receipt of the last step of a month with "undo": {"open", "until_month"}, and when it is not
// open "why": "undone" (with at and by), "next_month_issued" or "changed" (with how many). Null
// when nothing was issued.
Json month_receipt(sql::Connection& db, const std::string& month);

// Whether the batch may be undone as a whole: any that is no month's issue, and an issue until a
// later month is issued (that one was proposed from it). F4091 otherwise.
util::Result<void, Problem> may_undo_month(Parts& parts, const std::string& batch);
// Notes on the receipt, if the batch has one, that it was undone.
void month_undone(Parts& parts, const std::string& batch, const oqs::ImportReport& report,
                  const std::string& by);

}  // namespace madoguchi::office
