#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "card/channel.hpp"
#include "card/jpki.hpp"
#include "card/pin.hpp"
#include "util/result.hpp"

namespace madoguchi::card {

// The JPKI application of a card, as the counter uses it: user authentication certificate, tries
// of its PIN, signature. Nothing else is ever asked of a card (domain.md 7.3).
class JpkiCard {
 public:
  // Selects the application; card_foreign when the card has none.
  static util::Result<JpkiCard, ReaderProblem> open(std::unique_ptr<CardChannel> channel);

  util::Result<std::string, ReaderProblem> certificate_der();
  // Asked without spending one. 0: locked.
  util::Result<int, ReaderProblem> tries_left();
  // RSA-2048, PKCS#1 v1.5 over SHA-256 of `message`. A wrong PIN costs a try and is never tried
  // again; a PIN of wrong form is pin_wrong without being sent.
  util::Result<std::string, ReaderProblem> sign(std::string_view message, const Pin& pin);

 private:
  explicit JpkiCard(std::unique_ptr<CardChannel> channel) : channel_(std::move(channel)) {}
  struct Answer {
    std::string data;
    unsigned word = 0;
    bool is(StatusWord wanted) const { return word == static_cast<unsigned>(wanted); }
  };
  util::Result<Answer, ReaderProblem> ask(std::string_view command);
  util::Result<void, ReaderProblem> select(JpkiFile file);
  util::Result<std::string, ReaderProblem> read(std::size_t offset, std::size_t count);
  util::Result<void, ReaderProblem> verify(const Pin& pin);

  std::unique_ptr<CardChannel> channel_;
};

}  // namespace madoguchi::card
