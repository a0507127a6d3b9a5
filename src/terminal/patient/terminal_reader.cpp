#include "terminal/patient/terminal_reader.hpp"

#include "oqs/counter_screen.hpp"
#include "terminal/terminal.hpp"
#include "util/secret.hpp"

namespace madoguchi::terminal {

namespace {

using oqs::ErrorCode;

struct Meaning {
  ErrorCode error;
  std::string_view problem;
};
constexpr Meaning meanings[] = {
    {ErrorCode::pin_wrong, "wrong_pin"},        {ErrorCode::pin_locked, "locked"},
    {ErrorCode::card_pulled_out, "removed"},    {ErrorCode::reader_empty, "removed"},
    {ErrorCode::card_foreign, "other_card"},    {ErrorCode::reader_several_cards, "other_card"},
    {ErrorCode::card_unreadable, "other_card"}, {ErrorCode::reader_missing, "no_reader"},
    {ErrorCode::reader_service, "no_reader"},   {ErrorCode::card_expired, "expired"},
    {ErrorCode::card_revoked, "expired"},       {ErrorCode::card_not_yet_valid, "expired"},
    {ErrorCode::card_untrusted, "expired"},     {ErrorCode::terminal_not_running, "line"}};
// Every code of the line's family is one thing to a patient.
constexpr std::string_view line_family = "E6";

PatientReader::Told told_of(const edge::ControlProblem& problem) {
  PatientReader::Told told;
  told.problem = patient_problem(problem.code);
  if (problem.tries_left >= 0) told.tries_left = problem.tries_left;
  return told;
}

PatientReader::Told read(Terminal& terminal, const CardOrder& order) {
  edge::TapQuestion question;
  question.mode = order.mode;
  question.pin = order.pin;
  question.staff = order.staff;
  question.consents = order.consents;
  question.card_number = order.card_number;
  const auto answer = terminal.tap(question);
  util::wipe(question.pin);
  if (!answer) return told_of(answer.error());
  return {true, "", std::nullopt, withheld_kinds(answer->result)};
}

}  // namespace

void KeptSwitches::keep(const domain::HistorySwitches& switches) {
  const std::scoped_lock lock(mutex_);
  switches_ = switches;
}

std::optional<domain::HistorySwitches> KeptSwitches::now() const {
  const std::scoped_lock lock(mutex_);
  return switches_;
}

AskedKinds asked_kinds(const std::optional<domain::HistorySwitches>& switches) {
  AskedKinds asked;
  if (!switches) return asked;
  asked.medication = switches->medication;
  asked.diagnosis = switches->diagnosis;
  asked.operation = switches->operation;
  asked.health_checkups = switches->health_checkups;
  asked.without_signature = switches->without_signature;
  return asked;
}

std::string_view patient_problem(std::string_view code) {
  for (const auto& one : meanings) {
    if (oqs::code_of(one.error) == code) return one.problem;
  }
  return code.starts_with(line_family) ? "line" : "other";
}

std::vector<std::string> withheld_kinds(std::string_view result) {
  std::vector<std::string> kinds;
  const auto document = oqs::read_result(result);
  if (!document) return kinds;
  for (const auto& consent : oqs::told_consents(*document)) {
    if (!consent.given) kinds.emplace_back(consent.kind);
  }
  return kinds;
}

CardOnReader card_on(const DeskState& state) {
  if (state.reader != DeskState::Reader::ready) return CardOnReader::no_reader;
  switch (state.card) {
    case DeskState::Card::none:
      return CardOnReader::none;
    case DeskState::Card::readable:
      return CardOnReader::readable;
    case DeskState::Card::foreign:
    case DeskState::Card::unreadable:
    case DeskState::Card::several:
      break;
  }
  return CardOnReader::other;
}

PatientReader reader_of(Terminal& terminal, const KeptSwitches& switches) {
  PatientReader reader;
  reader.watch = [&terminal](std::uint64_t version, std::int64_t wait_ms) {
    const auto state = terminal.desk().wait(version, wait_ms);
    return PatientReader::Seen{card_on(state), state.tries_left, state.version, state.card_number};
  };
  reader.read = [&terminal](const CardOrder& order) { return read(terminal, order); };
  reader.asked = [&switches] { return asked_kinds(switches.now()); };
  return reader;
}

}  // namespace madoguchi::terminal
