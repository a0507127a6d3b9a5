// docs/openapi.json against the running center: openapi_check.py drives every operation that the
// document names, in both forms, and validates what goes and comes (python3-jsonschema).
#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "center/center.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

TEST(Openapi, The_document_is_what_the_center_does) {
  System system;
  system.center_more = "[updates]\npackages_dir = \"updates\"\n";
  write_in_place(system.path("program"), "program");
  for (const auto* version : {"9.0.0", "9.1.0"}) {
    const auto made = run({"update", "sign", "--key", system.path("update.key").string(),
                           "--program", system.path("program").string(), "--version", version,
                           "--out", system.path("updates").string()});
    EXPECT_EQ(made.code, 0) << made.err;
  }
  system.start_center();
  system.register_everybody();
  nlohmann::json people = nlohmann::json::array();
  for (const auto& one : everybody()) {
    people.push_back({{"key", one.key},
                      {"number", one.number},
                      {"birthdate", one.birthdate},
                      {"card", system.card(one.key)}});
  }
  const nlohmann::json bed = {{"source", MADOGUCHI_SOURCE_DIR},
                              {"port", system.center_port()},
                              {"center_config", system.center_config()},
                              {"pki", system.path("pki").string()},
                              {"routes", center::Center::routes()},
                              {"today", system.today().text()},
                              {"month", system.month().text()},
                              {"clinic", clinic_x},
                              {"other_clinic", clinic_y},
                              {"office", office},
                              {"payer", payer},
                              {"insurance",
                               {{"InsurerNumber", insurer},
                                {"InsuredCardSymbol", insured_symbol},
                                {"InsuredIdentificationNumber", insured_number},
                                {"InsuredBranchNumber", "01"}}},
                              {"people", people}};
  const auto file = system.path("bed.json");
  write_in_place(file, bed.dump());
  const auto log = system.path("openapi.log");
  // NOLINTNEXTLINE(cert-env33-c): a script of this tree with paths of our own
  const int ended =
      std::system(fmt::format("/usr/bin/python3 '{}/tests/flow/openapi_check.py' '{}' > '{}' 2>&1",
                              MADOGUCHI_SOURCE_DIR, file.string(), log.string())
                      .c_str());
  EXPECT_EQ(ended, 0) << bytes_of(log);
  std::cout << bytes_of(log);
  system.expect_whole_chain();
  for (const auto& person : everybody()) {
    EXPECT_EQ(system.center_log().find(person.number), std::string::npos) << person.number;
    EXPECT_EQ(system.center_log().find(person.name), std::string::npos) << person.name;
  }
}

}  // namespace
}  // namespace madoguchi::flow
