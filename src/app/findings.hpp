#pragma once

#include "tools/findings.hpp"

namespace madoguchi::app {

enum class FindingsForm { japanese, english, json };

// Prints a pass/fail list: ○ good, △ warning, × bad, － not done; below what is wrong its next
// step. `title` stands above it. 0 when nothing is bad, else 1.
int print_findings(const tools::Text& title, const tools::Findings& findings, FindingsForm form);

}  // namespace madoguchi::app
