// docs/scenarios.md says what the running system answers.
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>

#include "flow/manual.hpp"
#include "flow/process.hpp"
#include "flow/reading.hpp"
#include "oqs/errors.hpp"
#include "tools/scenario_document.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;

// To write it anew: madoguchi demo --scenarios docs/scenarios.md
TEST(ScenarioDocument, Is_what_the_program_makes) {
  const auto made = fs::temp_directory_path() / ("scenarios-" + std::to_string(::getpid()));
  const auto said = run({"demo", "--scenarios", made.string()});
  ASSERT_EQ(said.code, 0) << said.out << said.err;
  const auto text = bytes_of(made);
  fs::remove(made);
  const auto committed = bytes_of(source_folder() / "docs/scenarios.md");
  const auto differs = std::mismatch(text.begin(), text.end(), committed.begin(), committed.end());
  const auto at = static_cast<std::size_t>(differs.first - text.begin());
  EXPECT_TRUE(text == committed) << text.substr(at > 100 ? at - 100 : 0, 300)
                                 << "\nwrite it anew: madoguchi demo --scenarios docs/scenarios.md";
}

TEST(ScenarioDocument, Names_every_scenario_once_and_every_error) {
  const auto text = bytes_of(source_folder() / "docs/scenarios.md");
  for (const auto& one : tools::population(tools::scenario_document_day()).scenarios) {
    const auto heading = "\n### " + one.id + " " + one.title + "\n";
    const auto at = text.find(heading);
    EXPECT_NE(at, std::string::npos) << one.id;
    EXPECT_EQ(text.find(heading, at + 1), std::string::npos) << one.id;
    EXPECT_NE(text.find("[" + one.id + "](#" + one.id + ")"), std::string::npos) << one.id;
  }
  for (const auto error : oqs::all_errors()) {
    EXPECT_NE(text.find("\n### " + std::string(oqs::code_of(error)) + " "), std::string::npos)
        << oqs::code_of(error);
  }
}

}  // namespace
}  // namespace madoguchi::flow
