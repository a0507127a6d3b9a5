#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oqs/messages.hpp"
#include "util/calendar.hpp"

namespace madoguchi::oqs {

// How one answer stands in a list and on top of its screen: the one vocabulary of every page.
struct CounterState {
  std::string_view name;  // "valid", "unregistered", "own_ticket_other_month", …, "error"
  std::string_view sign;  // "valid", "unregistered", "invalid", "none"
};
// Of an answer about one person, or an error.
CounterState counter_state(const ResultDocument& document);

// What the counter's page shows of it, in both languages:
//   {state, sign, code, headline: {ja, en}, next: {ja, en}, notes: [{ja, en}], telephone, results:
//    [{side, lines: [[FIELD]], tickets: [{lines, more, inconsistent}]}], consents}
//   FIELD {name, label: {ja, en}, value: {ja, en}, raw, kana, rare: [{character, code, ja, en}]}
// The fields are the guide's in its order, an empty value is withheld (「－」); `next` is one line:
// what to do, with the office's telephone number and calendar where the center told them. Only what
// the answer says: causes that the center tells as one are the same bytes here.
nlohmann::ordered_json counter_screen(const ResultDocument& document);

// What the answer says of one consent at the reader; what was not asked is absent.
struct ToldConsent {
  std::string_view kind;  // "medication", as in a card question
  bool given = false;
  std::optional<util::Instant> until = {};  // of histories
};
std::vector<ToldConsent> told_consents(const ResultDocument& document);

// Name and kana of the person it shows; empty when it shows none.
struct ShownPerson {
  std::string name, kana, birthdate, reference;  // 照会番号 with us
  std::string other, other_kana;                 // the other name that people go by
};
ShownPerson shown_person(const ResultDocument& document);

}  // namespace madoguchi::oqs
