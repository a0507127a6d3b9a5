#pragma once

#include <optional>
#include <string>
#include <vector>

#include "center/party.hpp"
#include "domain/disaster.hpp"
#include "domain/history_rights.hpp"
#include "store/disaster.hpp"

namespace madoguchi::center {

struct Context;

// One search of a disaster as its record keeps it.
struct DisasterSearch {
  store::DisasterId disaster = 0;
  domain::WantedPerson wanted;
  std::string obtained_by;                 // who heard the oral consent
  std::vector<domain::HistoryKind> kinds;  // that were agreed to
  enum class Determined { no, yes } determined = Determined::no;
  std::string answer_hash;      // of the result message; empty: none
  util::Instant at;             // of the record
  domain::PersonId person = 0;  // of the record
  std::optional<int> validity;  // that was told
  domain::BatchId as_of = 0;    // registry that was read
};
inline constexpr const char* disaster_search_kind = "disaster_search";
std::string write_disaster_search(const DisasterSearch& search);  // a JSON object
// Of a record of this party's search; nothing when it is none.
std::optional<DisasterSearch> read_disaster_search(const store::AuditRecord& record,
                                                   const Party& party);

// The declaration that covers this institution now, the newest of several; nothing: none does.
util::Task<util::Result<std::optional<store::DeclaredDisaster>, store::StoreProblem>>
disaster_in_force(Context& context, const std::string& institution_code);

}  // namespace madoguchi::center
