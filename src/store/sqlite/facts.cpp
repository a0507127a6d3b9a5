#include "store/sqlite/facts.hpp"

#include <algorithm>

#include "store/sqlite/bodies.hpp"
#include "store/sqlite/versions.hpp"

namespace madoguchi::store::sqlite {

namespace {

constexpr std::size_t people_max = 16;      // told per number; two active ones are an error already
constexpr std::size_t candidates_max = 64;  // looked at per number

// Whom a number may mean, found in an index. When nobody has the number they are its neighbour's:
// the same statements run for it and the result is thrown away, so that an unknown number takes the
// steps of a known one (D22).
struct Candidates {
  std::vector<std::int64_t> ids;
  bool decoy = false;
};

void keep(Candidates& found, std::int64_t id) {
  if (found.ids.size() < candidates_max &&
      std::find(found.ids.begin(), found.ids.end(), id) == found.ids.end()) {
    found.ids.push_back(id);
  }
}

Candidates recipients_with(Connection& db, std::int64_t number) {
  Candidates found;
  Query up(db,
           "SELECT number, recipient_id FROM number_holder WHERE number >= ?1"
           " ORDER BY number, recipient_id",
           number);
  while (up.row()) {
    if (up.integer(0) == number) {
      keep(found, up.integer(1));
      continue;
    }
    if (found.ids.empty()) {
      found.decoy = true;
      keep(found, up.integer(1));
    }
    return found;
  }
  if (!found.ids.empty()) return found;
  found.decoy = true;
  Query down(db,
             "SELECT recipient_id FROM number_holder WHERE number < ?1"
             " ORDER BY number DESC, recipient_id DESC LIMIT 1",
             number);
  if (down.row()) keep(found, down.integer(0));
  return found;
}

Candidates people_with(Connection& db, const ByInsuranceNumber& asked) {
  Candidates found;
  Query up(db,
           "SELECT insurer_number, number, person_id FROM insurance INDEXED BY insurance_of_number"
           " WHERE (insurer_number, number) >= (?1, ?2)"
           " ORDER BY insurer_number, number, person_id",
           asked.insurer_number, asked.number);
  while (up.row()) {
    if (up.text(0) == asked.insurer_number && up.text(1) == asked.number) {
      keep(found, up.integer(2));
      continue;
    }
    if (found.ids.empty()) {
      found.decoy = true;
      keep(found, up.integer(2));
    }
    return found;
  }
  if (!found.ids.empty()) return found;
  found.decoy = true;
  Query down(db,
             "SELECT person_id FROM insurance INDEXED BY insurance_of_number"
             " WHERE (insurer_number, number) < (?1, ?2)"
             " ORDER BY insurer_number DESC, number DESC LIMIT 1",
             asked.insurer_number, asked.number);
  if (down.row()) keep(found, down.integer(0));
  return found;
}

class Reading {
 public:
  Reading(Reader& reader, const FactsQuery& query, domain::BatchId as_of)
      : db_(reader.db), query_(query), people_(reader, as_of) {
    read_.as_of = as_of;
  }

  FactsRead run() {
    const auto& asking = people_.institution(query_.institution_code);
    read_.facts.institution = asking.institution;
    read_.institution_known = asking.known;
    std::visit([this](const auto& who) { find(who); }, query_.who);
    std::sort(loaded_.begin(), loaded_.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
    // Of a decoy too: the offices are part of the same steps.
    read_.facts.offices = people_.offices(loaded_);
    if (decoy_) {
      loaded_.clear();
      read_.facts.offices.clear();
    }
    read_.facts.people = std::move(loaded_);
    return std::move(read_);
  }

 private:
  void find(const ByAssistanceNumber& asked) {
    const auto number = packed_number(asked.payer, asked.beneficiary);
    const Candidates recipients = recipients_with(db_, number.value_or(0));
    decoy_ = recipients.decoy || !number;
    Candidates people;
    for (const std::int64_t recipient : recipients.ids) {
      for (const domain::PersonId person : people_of_recipient(db_, recipient)) {
        keep(people, person);
      }
    }
    if (people.ids.empty()) {
      decoy_ = true;  // only on tickets that wait for their qualification
      keep(people,
           single(db_, 0, "SELECT person_id FROM qualification ORDER BY person_id LIMIT 1"));
    }
    for (const domain::PersonId person : people.ids) {
      People::Loaded loaded = load(person);
      if (decoy_ || has_number(loaded, asked, *number)) take(std::move(loaded));
    }
  }

  void find(const ByInsuranceNumber& asked) {
    const Candidates people = people_with(db_, asked);
    decoy_ = people.decoy;
    for (const domain::PersonId person : people.ids) {
      People::Loaded loaded = load(person);
      const auto& insurances = loaded.person.insurances;
      const bool has = std::any_of(insurances.begin(), insurances.end(), [&](const auto& one) {
        return one.insurer_number == asked.insurer_number && one.number == asked.number;
      });
      if (decoy_ || has) take(std::move(loaded));
    }
  }

  void find(const ByCard& asked) {
    std::optional<domain::PersonId> person;
    decoy_ = true;
    {
      Query up(db_,
               "SELECT serial_hex, issuer, person_id, revoked, from_batch <= ?1 AND to_batch > ?1"
               " FROM card WHERE (serial_hex, issuer) >= (?2, ?3) ORDER BY serial_hex, issuer",
               read_.as_of, asked.serial_hex, asked.issuer);
      while (up.row()) {
        const bool same = up.text(0) == asked.serial_hex && up.text(1) == asked.issuer;
        if (same && up.integer(4) != 0) {
          decoy_ = false;
          person = up.integer(2);
          read_.card_revoked = up.integer(3) != 0;
        }
        if (!same) {
          if (!person) person = up.integer(2);
          break;
        }
      }
    }
    if (!person) {
      Query down(db_, "SELECT person_id FROM card ORDER BY serial_hex LIMIT 1");
      if (down.row()) person = down.integer(0);
    }
    if (person) take(load(*person));
  }

  People::Loaded load(domain::PersonId person) {
    People::Loaded loaded = people_.load(person);
    people_.add_tickets(loaded, query_.window);
    return loaded;
  }

  // By a qualification that holds, else by a ticket of any month that holds.
  bool has_number(const People::Loaded& loaded, const ByAssistanceNumber& asked,
                  std::int64_t number) {
    for (const auto& qualification : loaded.person.qualifications) {
      if (qualification.payer.text() == asked.payer &&
          qualification.beneficiary.text() == asked.beneficiary) {
        return true;
      }
    }
    for (const std::int64_t recipient : loaded.recipients) {
      Query ticket(db_,
                   "SELECT 1 FROM ticket INDEXED BY ticket_of_recipient"
                   " WHERE recipient_id = ?2 AND number = ?3 AND " MADOGUCHI_HOLDS_AS_OF,
                   read_.as_of, recipient, number);
      if (ticket.row()) return true;
    }
    return false;
  }

  void take(People::Loaded loaded) {
    if (loaded_.size() < people_max) loaded_.push_back(std::move(loaded.person));
  }

  Connection& db_;
  const FactsQuery& query_;
  People people_;
  FactsRead read_;
  std::vector<domain::PersonFacts> loaded_;
  bool decoy_ = false;
};

}  // namespace

FactsRead read_facts(Reader& reader, const FactsQuery& query, domain::BatchId as_of) {
  return Reading(reader, query, as_of).run();
}

}  // namespace madoguchi::store::sqlite
