#pragma once

#include <string>
#include <vector>

#include "followup/items.hpp"
#include "followup/patients.hpp"

namespace madoguchi::followup {

// An acquired ticket that covers a visit and whose person looks the same: for staff to confirm,
// never taken by itself.
struct Candidate {
  std::string key, month;  // of bulk_ticket
  std::int64_t patient = 0;
  Shown person;
  domain::ResultAnswer result;
};
std::vector<Candidate> candidates_of(sql::Connection& db, const Item& item);
Json candidate_json(const Candidate& candidate);

// The patient that a ticket belongs to; one is made when nobody was known.
std::int64_t ticket_patient(sql::Connection& db, const Candidate& candidate);
// Other unsettled or settled visits of the month whose person looks the same, but is not known to
// be.
std::vector<Item> look_alikes(sql::Connection& db, const Item& item);

// A look-alike that the office has said a word on this month: its visit's row and the word. Not the
// same person's by the center's identifiers, so nothing is taken over from it.
std::optional<Json> answered_alike(sql::Connection& db, const Item& item);

void move_item(sql::Connection& db, const Item& item, std::int64_t patient, const By& by,
               std::string_view kind);

}  // namespace madoguchi::followup
