#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/history_rights.hpp"
#include "terminal/card_desk.hpp"
#include "terminal/patient/patient_desk.hpp"

namespace madoguchi::terminal {

class Terminal;

// Which histories the institution has switched on, as the center said last. Nothing is asked of a
// patient before it has said so once.
class KeptSwitches {
 public:
  void keep(const domain::HistorySwitches& switches);
  std::optional<domain::HistorySwitches> now() const;

 private:
  mutable std::mutex mutex_;
  std::optional<domain::HistorySwitches> switches_;
};

AskedKinds asked_kinds(const std::optional<domain::HistorySwitches>& switches);

// What the patient's screen says of a problem that has this code for the staff: "wrong_pin".
std::string_view patient_problem(std::string_view code);
// Kinds that this answer (OQSsiquc01res) says are not consented to, the patient's own no among
// them.
std::vector<std::string> withheld_kinds(std::string_view result);
CardOnReader card_on(const DeskState& state);

// The terminal's reader for the patient's screen. Both outlive it.
PatientReader reader_of(Terminal& terminal, const KeptSwitches& switches);

}  // namespace madoguchi::terminal
