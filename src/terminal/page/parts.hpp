#pragma once

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "edge/acting_center.hpp"
#include "edge/page_routes.hpp"
#include "sql/database.hpp"
#include "terminal/patient/terminal_reader.hpp"
#include "util/clock.hpp"

namespace madoguchi::terminal {

class FollowUp;
class Terminal;

// What every operation of the counter's page works with. Lives as long as the page.
struct PageParts {
  std::string institution_code;
  std::string certificate_file;  // of the line
  sql::Database& database;       // page.data_dir/counter.db
  edge::ActingCenter& center;    // everything but messages of the family
  const util::Clock& clock;
  Terminal* terminal = nullptr;    // asks messages of the family; set before the first request
  FollowUp* follow_up = nullptr;   // the terminal's
  PatientDesk* patient = nullptr;  // the patient's screen; null: none
  std::uint16_t patient_port = 0;
  KeptSwitches switches = {};  // of histories, as the center said last
  enum class Used { unknown, yes, no };
  std::atomic<Used> assistance_used{Used::unknown};  // as the center said last

  util::Day today() const { return util::day_in_japan(clock.now()); }
};

}  // namespace madoguchi::terminal
