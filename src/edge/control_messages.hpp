#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "edge/page.hpp"
#include "oqs/errors.hpp"
#include "oqs/json_messages.hpp"
#include "util/result.hpp"

namespace madoguchi::edge {

// What the counter asks of the running terminal through its control socket, and what comes back.

// POST /tap: one card at the reader.
struct TapQuestion {
  std::string card;   // path of a software card; empty: the card on the reader
  std::string pin;    // empty: no signature
  std::string mode;   // pin, face, visual
  std::string staff;  // who confirmed, needed without a signature
  std::string day;    // YYYYMMDD; empty: today in Japan
  std::vector<std::pair<std::string, bool>> consents;  // kind, given
  SignedIn who;  // at the terminal's page; not on the socket, where nobody signs in
  // On the reader only the card of this number (DeskState), not one that came since; not on the
  // socket.
  std::optional<std::uint64_t> card_number = {};
};

// A card that was read today and is out again.
struct RecheckQuestion {
  std::string key;    // TapAnswer::confirmation_key
  std::string staff;  // who asks, may be empty
  SignedIn who;
  enum class FaceFile { none, write } face_file = FaceFile::none;
};

struct TapAnswer {
  std::vector<std::string> files;    // names that now stand in face/
  std::vector<std::string> waiting;  // names that will come as soon as face/ can be written
  std::string record;                // the center's audit record
  std::string result;                // OQSsiquc01res, UTF-8
  std::string confirmation_key;      // QualificationConfirmationKey: asks again today, empty: none
  std::vector<std::string> validities = {};  // CenterAnswer::validities; not over the socket
};

// GET /status.
struct ControlStatus {
  std::size_t waiting = 0;
  std::size_t undelivered = 0;
  std::uint64_t answered = 0;
  std::uint64_t refused = 0;
  bool center_reachable = true;
  std::string last_problem;
};

// Code, text and place, as every refusal outside the message family.
using ControlProblem = oqs::ReadProblem;
ControlProblem control_problem(const oqs::Problem& problem);

std::string write_tap_question(const TapQuestion& question);
util::Result<TapQuestion, ControlProblem> read_tap_question(std::string_view json);
std::string write_tap_answer(const TapAnswer& answer);
util::Result<TapAnswer, ControlProblem> read_tap_answer(std::string_view json);
std::string write_status(const ControlStatus& status);
util::Result<ControlStatus, ControlProblem> read_status(std::string_view json);
std::string write_control_problem(const ControlProblem& problem);

}  // namespace madoguchi::edge
