#pragma once

#include <string>
#include <vector>

#include "tools/demo_world.hpp"
#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::tools {

// One file of histories, as the operator imports it.
struct DemoHistory {
  std::string kind;  // of POST /history/import
  std::string bytes;
};

// A year of claims of two clinics and a pharmacy, two check-ups and the masters, about everybody
// of the demo who has an assistance qualification: the two clinics give some of the same drugs.
std::vector<DemoHistory> demo_histories(const Population& population, util::Day today);

}  // namespace madoguchi::tools
