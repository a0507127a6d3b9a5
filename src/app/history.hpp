#pragma once

#include <string>

namespace madoguchi::app {

struct HistoryArguments {
  enum class Act { import, unmatched, rematch } act = Act::import;
  std::string config;  // line file of the operator
  std::string file;
  std::string kind = "uke";
  std::string errors_file;  // empty: FILE.errors.csv
  bool json = false;
};
// 0 done; 1 something was refused, or waits for its person; 2 wrong use, configuration or file.
int run_history(const HistoryArguments& arguments);

}  // namespace madoguchi::app
