#pragma once

#include <string>
#include <vector>

#include "edge/control_messages.hpp"
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
};

// The way of a card: open it, get a challenge, sign it (with a PIN), ask the center, make the face
// files. Any problem, also one that the center's answer tells, makes no file.
class CardCounter {
 public:
  CardCounter(const TerminalConfig& config, const util::Clock& clock, Line& line)
      : config_(config), clock_(clock), line_(line) {}
  util::Result<Tapped, edge::ControlProblem> tap(const edge::TapQuestion& question);

 private:
  util::Result<std::vector<NamedBytes>, edge::ControlProblem> face_files(
      const edge::CenterAnswer& answer) const;

  const TerminalConfig& config_;
  const util::Clock& clock_;
  Line& line_;
};

}  // namespace madoguchi::terminal
