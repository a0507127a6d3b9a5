#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace madoguchi::tools {

// A text in the two languages of the house.
struct Text {
  std::string japanese, english;
};

// One line of a pass/fail list. What is wrong carries its next step.
struct Finding {
  enum class State { good, warning, bad, skipped } state = State::good;
  std::string id;  // stable, for programs: "certificate.days"
  Text title;
  Text detail;
  Text next = {};
};
using Findings = std::vector<Finding>;

inline bool nothing_bad(const Findings& findings) {
  return std::none_of(findings.begin(), findings.end(),
                      [](const Finding& one) { return one.state == Finding::State::bad; });
}

}  // namespace madoguchi::tools
