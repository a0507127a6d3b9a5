#pragma once

#include <optional>

#include "followup/book.hpp"

namespace madoguchi::followup {

// Names taken down while the center was away, and what it said of them when it was back. Who gave
// no numbers cannot be asked about without the card: such a line waits for somebody's hand.
struct TakenDown {
  std::string name, kana, birthdate;  // as said or read off a paper ticket
  std::string payer, number;          // both or none
  std::string note;
  util::Day day;  // of the visit
};
util::Result<std::int64_t, Refusal> take_down(Book& book, const TakenDown& taken,
                                              const std::string& staff);
// Numbers that came later (a call, a paper ticket): the line is asked about as soon as possible.
Done add_numbers(Book& book, std::int64_t id, const std::string& payer, const std::string& number,
                 const std::string& birthdate);
Done drop(Book& book, std::int64_t id, const std::string& who);  // settled otherwise
// Of a line whose answer names somebody else: a member of staff says that it is the same person.
Done confirm_answered(Book& book, std::int64_t id, const std::string& who);
Json after_checks_json(Book& book);

std::int64_t open_after_checks(Book& book);  // still to be dealt with

struct ToCheck {
  std::int64_t id = 0;
  std::string key;  // Idempotency-Key, the same at each try
  util::Day day;
  std::string payer, number, birthdate, staff;
};
std::optional<ToCheck> next_to_check(Book& book);
struct CheckedNow {
  std::string record, validity, code, message;
  // Whom the answer names, each as far as told; `other`: the other name that people go by.
  std::string name = {}, kana = {}, other = {}, other_kana = {};
};
// The answer came. Where it names somebody else than was taken down, the line `differs` and waits
// for somebody's hand; a name that one side does not tell is no difference.
void checked(Book& book, std::int64_t id, const CheckedNow& told);
void check_failed(Book& book, std::int64_t id, const std::string& code, const std::string& message);

}  // namespace madoguchi::followup
