#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace madoguchi::app {

struct DisasterArguments {
  enum class Act { declare, end, list, report, grant, withdraw, rights } act = Act::list;
  std::string config;  // line file of the operator
  std::vector<std::string> areas;
  std::string from, until;  // declare: date and time; report: days
  int days = 0;             // declare, instead of `until`
  std::string reason;
  std::int64_t id = 0;      // end
  std::string institution;  // grant, withdraw
  std::string output;       // report; empty: standard output
  bool json = false;
};
// 0 done; 1 the center refused; 2 wrong use, configuration or file.
int run_disaster(const DisasterArguments& arguments);

}  // namespace madoguchi::app
