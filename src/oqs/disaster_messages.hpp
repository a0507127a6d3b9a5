#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/disaster.hpp"
#include "domain/history_rights.hpp"
#include "oqs/errors.hpp"
#include "util/result.hpp"

namespace madoguchi::oqs {

// POST /disasters. Without `from` it begins at `now`; areas are codes of prefectures (2 digits) or
// institutions (10).
util::Result<domain::Disaster, Problem> read_disaster(std::string_view body, util::Instant now);

// POST /disasters/end.
struct DisasterEnd {
  std::int64_t disaster = 0;
  std::string reason;
};
util::Result<DisasterEnd, Problem> read_disaster_end(std::string_view body);

// POST /disaster/search. Without the patient's word (`oral_consent` true) it is no search at all.
struct PersonSearch {
  domain::WantedPerson wanted;
  std::string obtained_by;                 // who heard the oral consent
  std::vector<domain::HistoryKind> kinds;  // that were agreed to; none: eligibility only
};
util::Result<PersonSearch, Problem> read_person_search(std::string_view body);

// POST /emergency/rights.
struct EmergencyRight {
  std::string institution_code;
  enum class Granted { no, yes } granted = Granted::no;
  std::string reason;
};
util::Result<EmergencyRight, Problem> read_emergency_right(std::string_view body);

}  // namespace madoguchi::oqs
