#pragma once

#include <map>
#include <string>
#include <vector>

namespace madoguchi::bench {

// What a name of `./dev bench` measures, and what it must reach.
struct Bar {
  std::string name;
  std::string unit;
  enum class Better { higher, lower } better;
  double bar;
  double goal;
  std::string meaning;
};
const std::vector<Bar>& bars();

// What was measured: a value for each bar, and details beside it (with their unit in the name).
struct Figures {
  std::map<std::string, double> values;
  std::map<std::string, double> details;
};

enum class Outcome { goal, bar, missed };
Outcome outcome_of(const Bar& bar, double value);
std::string_view name_of(Outcome outcome);

// One line a figure, on standard output.
void print_figures(const Figures& figures);
// `about`: where and how it was measured, as pairs of name and text.
void write_json(const std::string& file, const Figures& figures,
                const std::vector<std::pair<std::string, std::string>>& about);

}  // namespace madoguchi::bench
