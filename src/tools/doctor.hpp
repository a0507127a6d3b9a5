#pragma once

#include <string>
#include <vector>

#include "center/center.hpp"
#include "terminal/terminal.hpp"
#include "tools/findings.hpp"

namespace madoguchi::tools {

// 運用テスト (the guide's test before the start, and whenever something is odd): everything that a
// vendor or an operator can check from outside, each thing a line of its own. Nothing here prints
// anything of a person but the ids of the list of test people.

struct ClinicUnderTest {
  terminal::TerminalConfig config;
  std::string start_at;     // clock.start_at: a test bed's clock
  std::string people_file;  // test people; empty: doctor-people.csv beside terminal.toml, if any
  std::string config_file;
};
Findings examine_clinic(const ClinicUnderTest& clinic, util::Instant now);

struct CenterUnderTest {
  center::CenterConfig config;
  std::string start_at;
};
Findings examine_center(const CenterUnderTest& center, util::Instant now);

}  // namespace madoguchi::tools
