#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "followup/book.hpp"

namespace madoguchi::followup {

// What one item is, as rules need it.
struct Item {
  std::int64_t id = 0, patient = 0, record = 0;
  std::string way;
  std::optional<util::Day> day;  // nothing of a whole month (bulk acquisition)
  util::Month month;
  std::string issuer, office;
  State state = State::open;
};
std::optional<Item> item_with(sql::Connection& db, std::int64_t id);
std::vector<Item> items_of(sql::Connection& db, std::int64_t patient,
                           const std::optional<util::Month>& month);

// Who did something: an account, or empty for the program, and when.
struct By {
  std::string who, at;
};

std::string_view name_of(Event event);  // "said_yes", as in the history

// Takes an item to the state after `event`, with a line in its history. Billing is told of what
// changes a claim.
void apply(sql::Connection& db, const Item& item, Event event, const By& by, const Json& content);
void add_event(sql::Connection& db, std::int64_t item, std::string_view kind, const By& by,
               const Json& content);

// An answer that came for somebody: opens a visit that it shows without a ticket, and settles what
// its tickets cover. Repeating one (the same record) changes nothing. All of it in the caller's
// transaction.
void take_visit(sql::Connection& db, const ShownVisit& visit, std::int64_t record, const By& by);

// The office's last word on the visits of this patient's month: when, of which visit, what was
// said. An office that either side does not know is no other.
struct Word {
  Event event = Event::said_yes;
  Json said;  // at, kind, of_item, said
};
std::optional<Word> word_of_month(sql::Connection& db, std::int64_t patient, util::Month month,
                                  const std::string& office);
// The month's word for the patient's visits that nobody has a word on yet, so that nobody is called
// twice for it.
void hear_word(sql::Connection& db, std::int64_t patient, util::Month month, const By& by);

// Items that the record of an answer stands for.
std::vector<Item> items_of_record(sql::Connection& db, std::int64_t record);
void add_record(sql::Connection& db, std::int64_t record, std::int64_t item);

// Settles a patient's items that a ticket of `results` covers; `source` says where it came from.
void settle(sql::Connection& db, std::int64_t patient,
            const std::vector<domain::ResultAnswer>& results, const By& by, const Json& source);
// One item by one ticket, when it covers it.
bool settle_one(sql::Connection& db, const Item& item,
                const std::vector<domain::ResultAnswer>& results, const By& by, const Json& source);

}  // namespace madoguchi::followup
