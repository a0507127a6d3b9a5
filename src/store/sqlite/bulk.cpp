#include <algorithm>
#include <map>

#include "store/sqlite/bodies.hpp"
#include "store/sqlite/facts.hpp"
#include "store/sqlite/reference_numbers.hpp"
#include "store/sqlite/versions.hpp"

namespace madoguchi::store::sqlite {

namespace {

struct TicketFound {
  std::int64_t recipient;
  domain::Ticket ticket;
};

std::vector<TicketFound> tickets_of(Connection& db, const std::string& institution_code,
                                    util::Month month, domain::BatchId as_of) {
  std::vector<TicketFound> tickets;
  const std::int64_t institution =
      single(db, 0, "SELECT id FROM known_code WHERE code = ?1", institution_code);
  Query rows(db,
             "SELECT recipient_id, version_id, body FROM ticket INDEXED BY ticket_of_institution"
             " WHERE institution_id = ?2 AND month = ?3 AND " MADOGUCHI_HOLDS_AS_OF,
             as_of, institution, month.index());
  while (rows.row()) {
    TicketFound found{rows.integer(0), unpacked_ticket(rows.blob(2))};
    found.ticket.version = rows.integer(1);
    tickets.push_back(std::move(found));
  }
  return tickets;
}

// Nobody when the recipient has no qualification as of the batch: its tickets wait for one.
std::optional<domain::PersonId> person_of(Connection& db, std::int64_t recipient,
                                          domain::BatchId as_of) {
  Query row(db,
            "SELECT person_id FROM qualification INDEXED BY qualification_of_recipient"
            " WHERE recipient_id = ?2 AND " MADOGUCHI_HOLDS_AS_OF,
            as_of, recipient);
  if (!row.row()) return std::nullopt;
  return row.integer(0);
}

}  // namespace

bool not_disclosed_as_of(Connection& db, domain::PersonId person, domain::BatchId now) {
  Query row(db,
            "SELECT 1 FROM qualification INDEXED BY qualification_of_person"
            " WHERE person_id = ?2 AND not_disclosed = 1 AND " MADOGUCHI_HOLDS_AS_OF,
            now, person);
  return row.row();
}

BulkRead read_bulk(Reader& reader, const std::string& institution_code, util::Month month,
                   domain::BatchId as_of, domain::BatchId now) {
  BulkRead read;
  read.as_of = as_of;
  Connection& db = reader.db;
  People people(reader, as_of);
  read.facts.institution = people.institution(institution_code).institution;

  std::map<domain::PersonId, People::Loaded> units;
  for (TicketFound& found : tickets_of(db, institution_code, month, as_of)) {
    const auto person = person_of(db, found.recipient, as_of);
    if (!person) continue;
    auto unit = units.find(*person);
    if (unit == units.end()) {
      unit = units.emplace(*person, people.load(*person)).first;
      unit->second.person.reference_number =
          reference_number_of(db, as_of, institution_code, *person);
    }
    People::Loaded& loaded = unit->second;
    const auto at = std::find(loaded.recipients.begin(), loaded.recipients.end(), found.recipient);
    const auto& qualification =
        loaded.person.qualifications[static_cast<std::size_t>(at - loaded.recipients.begin())];
    found.ticket.office_code = qualification.office_code;
    found.ticket.recipient_key = qualification.recipient_key;
    loaded.person.tickets.push_back(std::move(found.ticket));
  }
  for (auto& [person, loaded] : units) {
    // D3: protection that came after the snapshot covers the whole person.
    if (as_of != now && not_disclosed_as_of(db, person, now)) {
      for (auto& qualification : loaded.person.qualifications) qualification.not_disclosed = true;
    }
    read.facts.people.push_back(std::move(loaded.person));
  }
  read.facts.offices = people.offices(read.facts.people);
  return read;
}

}  // namespace madoguchi::store::sqlite
