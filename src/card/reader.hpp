#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "card/channel.hpp"
#include "card/jpki_card.hpp"
#include "util/result.hpp"

namespace madoguchi::card {

// What is to be seen from outside, without speaking with a card.
struct ReaderLook {
  enum class Reader { no_service, missing, ready } reader = Reader::missing;
  enum class Card { none, one, several } card = Card::none;
  std::string name;  // of the reader with the card, else of the first one
  // Another value: another card was put there, or somebody used it.
  std::string mark;
  bool operator==(const ReaderLook&) const = default;
};

// Readers of cards as the counter sees them. `look` and `wait` belong to one thread, `open` to any.
class CardReader {
 public:
  virtual ~CardReader() = default;
  virtual ReaderLook look() = 0;
  // Waits until a new look may differ from the last one, at most so long.
  virtual void wait(std::chrono::milliseconds at_most) = 0;
  virtual void interrupt() = 0;  // from any thread: the running `wait` ends
  // Speaks with the one card that lies there, its JPKI application selected. Waits for another
  // user of the card.
  virtual util::Result<JpkiCard, ReaderProblem> open() = 0;
};

}  // namespace madoguchi::card
