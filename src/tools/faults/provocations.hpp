#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oqs/errors.hpp"
#include "tools/scenarios.hpp"
#include "util/calendar.hpp"

namespace madoguchi::tools {

// One step on the way to an error in the running demo.
struct ProvocationStep {
  enum class Kind {
    file,      // `name` with `content` into clinic/req/
    folder,    // a folder of that name into clinic/req/
    command,   // madoguchi `name`; {demo} is the demo's folder
    fault,     // madoguchi demo --fault `name`
    request,   // "POST /path" in `name` with `content` to the center, by the clinic's certificate
    saved,     // the file `name` with `content` under the demo's folder
    scenario,  // the scenario `name`
  } kind = Kind::file;
  std::string name;
  std::string content;
  std::string party = {};  // request: another one's certificate, "institution-1310000045"
  std::string key = {};    // request: its Idempotency-Key
};

// How to see one error in the test bed, or why it cannot be seen there. {reception} in a content is
// the ReceptionNumber of the answer before.
struct Provocation {
  oqs::ErrorCode error = oqs::ErrorCode::not_xml;
  std::vector<ProvocationStep> steps;  // the last one meets the error
  std::string_view why_not, why_not_english;
};

// Every error of the house, in the order of its table.
std::vector<Provocation> provocations(const Population& population, util::Day today);

// Content that documents do not show in full.
inline constexpr std::size_t shown_bytes_max = 2000;

}  // namespace madoguchi::tools
