#include "store/sqlite/number_holders.hpp"

#include <limits>

#include "store/sqlite/versions.hpp"

namespace madoguchi::store::sqlite {

void keep(std::vector<std::int64_t>& ids, std::int64_t id) {
  if (ids.empty() || ids.back() != id) ids.push_back(id);
}

Candidates recipients_with(Connection& db, std::int64_t number) {
  Candidates found;
  Query up(db,
           "SELECT number, recipient_id FROM number_holder WHERE number >= ?1"
           " ORDER BY number, recipient_id",
           number);
  while (up.row()) {
    if (up.integer(0) == number) {
      keep(found.ids, up.integer(1));
      continue;
    }
    if (found.ids.empty()) {
      found.decoy = true;
      keep(found.ids, up.integer(1));
    }
    return found;
  }
  if (!found.ids.empty()) return found;
  found.decoy = true;
  Query down(db,
             "SELECT recipient_id FROM number_holder WHERE number < ?1"
             " ORDER BY number DESC, recipient_id DESC LIMIT 1",
             number);
  if (down.row()) keep(found.ids, down.integer(0));
  return found;
}

bool has_number(Connection& db, const People::Loaded& loaded, const ByAssistanceNumber& asked,
                std::int64_t number, const std::optional<domain::MonthWindow>& window,
                domain::BatchId as_of) {
  for (const auto& qualification : loaded.person.qualifications) {
    if (qualification.payer.text() == asked.payer &&
        qualification.beneficiary.text() == asked.beneficiary) {
      return true;
    }
  }
  using Months = std::numeric_limits<std::int32_t>;
  for (const std::int64_t recipient : loaded.recipients) {
    Query ticket(db,
                 "SELECT 1 FROM ticket INDEXED BY ticket_of_recipient"
                 " WHERE recipient_id = ?2 AND month BETWEEN ?4 AND ?5 AND number = ?3"
                 " AND " MADOGUCHI_HOLDS_AS_OF,
                 as_of, recipient, number, window ? window->first.index() : Months::min(),
                 window ? window->last.index() : Months::max());
    if (ticket.row()) return true;
  }
  return false;
}

bool same_branch(const std::string& one, const std::string& other) {
  const auto padded = [](const std::string& branch) {
    return branch.size() == 1 ? "0" + branch : branch;
  };
  return padded(one) == padded(other);
}

}  // namespace madoguchi::store::sqlite
