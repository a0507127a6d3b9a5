#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "card/reader.hpp"
#include "oqs/errors.hpp"
#include "terminal/terminal.hpp"
#include "util/result.hpp"

namespace madoguchi::terminal {

// What is to be told of the reader and of the card that may lie on it.
struct DeskState {
  std::uint64_t version = 0;  // grows with each change
  enum class Reader {
    off,         // none is configured
    no_service,  // pcscd does not run
    missing,     // none plugged in, or unplugged
    ready,
  } reader = Reader::off;
  enum class Card {
    none,
    readable,
    foreign,     // another kind of card
    unreadable,  // put it there again
    several,     // cards in two readers
  } card = Card::none;
  std::string reader_name;
  std::optional<int> tries_left;  // of a readable card's PIN, asked without spending one
  std::uint64_t card_number = 0;  // grows with each card that is put there
};
std::string_view name_of(DeskState::Reader reader);  // "no_service"
std::string_view name_of(DeskState::Card card);

// A card while a question about it goes on. Its end lets the next one have it.
struct CardInUse {
  std::unique_lock<std::mutex> turn;
  card::JpkiCard card;
};

// The counter's card reader: watches it on a thread of its own, gives its card to one question at a
// time. Readers, cards and pcscd may come and go.
class CardDesk {
 public:
  explicit CardDesk(const TerminalConfig& config);
  // With a reader of the test's; nothing: none is configured.
  explicit CardDesk(std::unique_ptr<card::CardReader> reader);
  ~CardDesk();

  void start();  // watching
  void stop();   // every `wait` ends
  DeskState state() const;
  // The state as soon as its version is not `seen`, at the latest after `wait_ms`.
  DeskState wait(std::uint64_t seen, std::int64_t wait_ms) const;

  // `card_number`: only the card that this number was told of, and no other that came since.
  util::Result<CardInUse, card::ReaderProblem> open(
      std::optional<std::uint64_t> card_number = std::nullopt);
  // A question that used the card knows how many tries are left.
  void note_tries(int left);

 private:
  void watch();
  // What `look` means; the card is asked when there is a new one.
  void take(const card::ReaderLook& look);
  DeskState::Card card_of(const card::ReaderLook& look, std::optional<int>& tries_left);

  std::unique_ptr<card::CardReader> reader_;
  std::mutex card_turn_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  DeskState state_;
  std::string probed_mark_;  // the look whose card was asked; watching thread only
  std::string card_mark_;    // the look that was counted; watching thread only
  bool stopping_ = false;
  std::thread thread_;
};

// The error for the counter of a problem at the reader.
oqs::ErrorCode error_of(card::ReaderError error);

}  // namespace madoguchi::terminal
