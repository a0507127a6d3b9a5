#pragma once

#include <optional>
#include <string>
#include <vector>

#include "card/question.hpp"
#include "edge/control_messages.hpp"
#include "terminal/card_desk.hpp"
#include "terminal/line.hpp"
#include "terminal/spool.hpp"
#include "terminal/terminal.hpp"
#include "util/result.hpp"

namespace madoguchi::terminal {

// What one card at the reader led to: files for face/ and what the counter is shown.
struct Tapped {
  std::vector<NamedBytes> files;  // in the clinic's encoding
  std::string record;
  std::string result;  // UTF-8
  std::string confirmation_key;
  std::vector<std::string> validities;  // CenterAnswer::validities
};

// The way of a card, of a file or on the reader: open it, get a challenge, sign it (with a PIN),
// ask the center, make the face files. Any problem, also one that the center's answer tells, makes
// no file.
class CardCounter {
 public:
  CardCounter(const TerminalConfig& config, const util::Clock& clock, Line& line, CardDesk& desk)
      : config_(config), clock_(clock), line_(line), desk_(desk) {}
  util::Result<Tapped, edge::ControlProblem> tap(const edge::TapQuestion& question);
  // Asks again about the person of a card that was read today, without the card.
  util::Result<Tapped, edge::ControlProblem> recheck(const edge::RecheckQuestion& question);
  // The face files of an answer that came before, by whatever way.
  util::Result<std::vector<NamedBytes>, edge::ControlProblem> face_files(
      const edge::CenterAnswer& answer) const;

 private:
  util::Result<CardInUse, card::ReaderProblem> open(const edge::TapQuestion& question);
  util::Result<oqs::CardQuestion, edge::ControlProblem> signed_by_card(
      const edge::TapQuestion& question, card::SignedQuestion& to_sign, Steady since);
  // What an answer of the center to the question of this identifier led to.
  util::Result<Tapped, edge::ControlProblem> told(
      const std::optional<util::Result<edge::CenterAnswer, edge::CenterProblem>>& answer,
      const std::string& identifier) const;

  const TerminalConfig& config_;
  const util::Clock& clock_;
  Line& line_;
  CardDesk& desk_;
};

}  // namespace madoguchi::terminal
