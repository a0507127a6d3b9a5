#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/scenarios.hpp"
#include "util/result.hpp"

namespace madoguchi::tools {

// Test people of an institution: one for each main result, asked by number or by card. A CSV file
// (UTF-8) with these columns, in any order:
//   Id                           what the doctor prints; nothing else of the person is printed
//   Validity                     QualificationValidity that must come: 1, 2, 3, 4 or 6
//   InsurerNumber InsuredIdentificationNumber InsuredCardSymbol InsuredBranchNumber Birthdate
//   Card Pin                     a software card instead of numbers; its path from the file's
//   folder
struct TestPerson {
  std::string id;
  int validity = 0;
  ByNumbers numbers;
  std::string card, pin;  // card: absolute; empty: by number
};

inline constexpr std::string_view test_people_name = "doctor-people.csv";
inline constexpr int main_results[] = {1, 6, 2, 3, 4};

// The error is for the user (Japanese).
util::Result<std::vector<TestPerson>, std::string> read_test_people(const std::string& path);

// The demo's: of the scenarios of an institution, the first that shows each main result today.
std::string test_people_csv(const Population& population, std::string_view folder, util::Day today);

}  // namespace madoguchi::tools
