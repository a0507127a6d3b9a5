#pragma once

#include <optional>

#include "followup/book.hpp"

namespace madoguchi::followup {

// 一括取得 as this institution keeps it: runs, the last state of each ticket of a month, and what
// changed from one run to the next (domain.md 5.3).

// Orders a run; one of the same month that is not over is joined. Returns its number.
std::int64_t order_run(Book& book, util::Month month, const std::string& by);
// Ends a run that nobody needs any more; false when it is over already.
bool cancel_run(Book& book, std::int64_t run);

struct RunToDo {
  std::int64_t id = 0;
  util::Month month;
  std::string key;        // Idempotency-Key of the order
  std::string reception;  // empty: not ordered at the center yet
  std::string asked_by;   // empty: the schedule
};
std::optional<RunToDo> next_run(Book& book);
bool run_goes_on(Book& book, std::int64_t run);  // false: cancelled meanwhile
void run_accepted(Book& book, std::int64_t run, const std::string& reception);
void run_failed(Book& book, std::int64_t run, const std::string& code, const std::string& message);

void run_unneeded(Book& book, std::int64_t run);  // of the schedule: leaves no trace

// Takes in what a run brought, with its differences, and settles the visits that it covers; all of
// it or nothing. `file`: the name under which receipt computers find it, empty when none. Not when
// the run was cancelled or is done.
void take_acquisition(Book& book, std::int64_t run, const std::vector<Acquired>& people,
                      const std::string& file);

Json runs_json(Book& book, const std::optional<util::Month>& month);
// {"tickets": […], "changes": […], "unmatched": […]} of a month.
Json month_json(Book& book, util::Month month);
// All of them or, where one does not exist, none.
Done changes_seen(Book& book, const std::vector<std::int64_t>& changes, const std::string& who);

// Whose acquired ticket this is, by the word of a member of staff: what is to be registered at the
// center (OQSsiimm01), and what follows once it is.
struct ReferenceToRegister {
  std::string payer, number, reference;
  Shown person;
};
util::Result<ReferenceToRegister, Refusal> reference_for(Book& book, util::Month month,
                                                         const std::string& key,
                                                         const std::string& reference);
void reference_registered(Book& book, const ReferenceToRegister& registered,
                          const std::string& who);

// Months and days that the schedule needs: the visits that wait, and when their offices register.
struct AwaitedMonth {
  util::Month month;
  std::vector<util::Day> planned;
};
std::vector<AwaitedMonth> awaited_months(Book& book);
// By what the visits that wait know their offices: by card the name and telephone, by number the
// 公費負担者番号 that was asked with. Of `from` and later months.
struct AwaitedOffice {
  util::Month month;
  std::string office, telephone, payer;
  std::string last_at;  // when one of them was asked about last
  bool operator==(const AwaitedOffice&) const = default;
};
std::vector<AwaitedOffice> awaited_offices(Book& book, util::Month from);
std::optional<util::Instant> last_run_at(Book& book, util::Month month);  // ordered, not failed

}  // namespace madoguchi::followup
