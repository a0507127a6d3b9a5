#pragma once

#include <string>
#include <string_view>

#include "util/result.hpp"

namespace madoguchi::card {

// What can go wrong between the counter and a card. One cause, one code.
enum class ReaderError {
  service_down,     // the PC/SC service (pcscd) does not run
  reader_missing,   // none is plugged in, or none of the chosen name
  no_card,          // nothing lies on it
  several_cards,    // cards in two readers: nobody may guess whose
  card_foreign,     // no JPKI application: another kind of card
  card_unreadable,  // mute, damaged, answers what no such card answers
  card_pulled_out,  // between the first and the last word with it
  pin_wrong,
  pin_locked,
};
struct ReaderProblem {
  ReaderError error = ReaderError::card_unreadable;
  int tries_left = -1;  // after pin_wrong: of the PIN; -1: not told
};

// One card, for as long as this lives: nobody else speaks with it meanwhile. Its end resets the
// card, so that a verified PIN ends with it.
class CardChannel {
 public:
  virtual ~CardChannel() = default;
  // The card's answer, at least its status word.
  virtual util::Result<std::string, ReaderProblem> transmit(std::string_view apdu) = 0;
};

}  // namespace madoguchi::card
