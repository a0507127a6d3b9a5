#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

#include "office/answer.hpp"
#include "office/database.hpp"
#include "util/calendar.hpp"

namespace madoguchi::office {

// The office's copy of what the center keeps of it: its rows in all their versions, the
// institutions, and what was verified of its recipients. Filled page by page in the order of the
// center's cursors; a page that was taken before changes nothing. From nothing it is read anew.
class Mirror {
 public:
  explicit Mirror(Database& database) : database_(database) {}

  // A page of GET /office/rows, or of GET /office/verifications; `at` is when it was read. False
  // when it is not of the documented form. Throws sql::Failure.
  bool take_rows(const Json& page, util::Instant at);
  bool take_events(const Json& page);
  // The center had nothing newer at `at`.
  void confirm(util::Instant at);

  std::int64_t rows_cursor();
  std::int64_t events_cursor();
  std::string as_of();  // ISO instant of the last word from the center; empty when none yet

  // Waits until anything was taken or said behind `seen`, at most until `seconds` went by; the
  // number to wait behind next.
  std::int64_t wait_for_news(std::int64_t seen, std::int64_t seconds);
  void tell_news();
  void stop();  // ends every wait

 private:
  Database& database_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t news_ = 1;
  bool stopped_ = false;
};

// "active", "suspended", "abolished" or "future" on a day, from a person's spans.
std::string state_on(std::string_view spans, std::string_view day);

// Key of one row among its recipient's rows of that kind.
std::string item_of(std::string_view kind, const Json& row);

}  // namespace madoguchi::office
