#include "store/sqlite/facts.hpp"

#include <algorithm>

#include "store/sqlite/bodies.hpp"
#include "store/sqlite/number_holders.hpp"
#include "store/sqlite/reference_numbers.hpp"
#include "store/sqlite/versions.hpp"
#include "util/encoding.hpp"

namespace madoguchi::store::sqlite {

namespace {

constexpr std::size_t meant_max = 64;   // people whom one question means
constexpr std::size_t people_max = 16;  // told with those who only have the number

void sort_unique(std::vector<std::int64_t>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

[[noreturn]] void too_many() {
  throw Failure{SQLITE_CORRUPT, "too many people under one number"};
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
      keep(found.ids, up.integer(2));
      continue;
    }
    if (found.ids.empty()) {
      found.decoy = true;
      keep(found.ids, up.integer(2));
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
  if (down.row()) keep(found.ids, down.integer(0));
  return found;
}

// How a person's rows fit the question: not at all, by the number alone, or in everything asked.
enum class Fit { none, number, all };

Fit insurance_fit(const domain::Insurance& insurance, const ByInsuranceNumber& asked) {
  if (insurance.insurer_number != asked.insurer_number || insurance.number != asked.number) {
    return Fit::none;
  }
  if (asked.birthdate && insurance.birthdate != *asked.birthdate) return Fit::number;
  if (!asked.symbol.empty() &&
      util::fold_width(insurance.symbol) != util::fold_width(asked.symbol)) {
    return Fit::number;
  }
  if (!asked.branch.empty() && !same_branch(insurance.branch, asked.branch)) return Fit::number;
  return Fit::all;
}

// Numbers without a symbol are small counters that hundreds of people share. Of so many, those whom
// the whole question means and a few others, found without reading everybody's rows.
std::vector<std::int64_t> narrowed(Connection& db, const ByInsuranceNumber& asked,
                                   domain::BatchId as_of) {
  std::vector<std::int64_t> meant;
  std::vector<std::int64_t> others;
  Query rows(db,
             "SELECT person_id, body FROM insurance INDEXED BY insurance_of_number"
             " WHERE insurer_number = ?2 AND number = ?3 AND " MADOGUCHI_HOLDS_AS_OF
             " ORDER BY person_id",
             as_of, asked.insurer_number, asked.number);
  while (rows.row()) {
    if (insurance_fit(unpacked_insurance(rows.blob(1)), asked) == Fit::all) {
      keep(meant, rows.integer(0));
      if (meant.size() > meant_max) too_many();
    } else if (others.size() < people_max) {
      keep(others, rows.integer(0));
    }
  }
  meant.insert(meant.end(), others.begin(), others.end());
  sort_unique(meant);
  return meant;
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
    gather();
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
    std::vector<std::int64_t> people;
    for (const std::int64_t recipient : recipients.ids) {
      for (const domain::PersonId person : people_of_recipient(db_, recipient)) {
        people.push_back(person);
      }
    }
    sort_unique(people);
    if (people.empty()) {
      decoy_ = true;  // only on tickets that wait for their qualification
      keep(people,
           single(db_, 0, "SELECT person_id FROM qualification ORDER BY person_id LIMIT 1"));
    }
    many_ = people.size() > people_max;
    for (const domain::PersonId person : people) {
      People::Loaded loaded = load(person);
      const Fit fit = decoy_ ? Fit::all : assistance_fit(loaded, asked, *number);
      take(fit, std::move(loaded));
    }
  }

  void find(const ByInsuranceNumber& asked) {
    Candidates people = people_with(db_, asked);
    decoy_ = people.decoy;
    many_ = people.ids.size() > people_max;
    if (many_) people.ids = narrowed(db_, asked, read_.as_of);
    for (const domain::PersonId person : people.ids) {
      People::Loaded loaded = load(person);
      Fit fit = decoy_ ? Fit::all : Fit::none;
      for (const auto& insurance : loaded.person.insurances) {
        fit = std::max(fit, insurance_fit(insurance, asked));
      }
      take(fit, std::move(loaded));
    }
  }

  void find(const ByPerson& asked) { take(Fit::all, load(asked.person)); }

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
    if (person) take(Fit::all, load(*person));
  }

  People::Loaded load(domain::PersonId person) {
    People::Loaded loaded = people_.load(person);
    loaded.person.reference_number =
        reference_number_of(db_, read_.as_of, query_.institution_code, person);
    if (!many_) people_.add_tickets(loaded, query_.window);
    return loaded;
  }

  Fit assistance_fit(const People::Loaded& loaded, const ByAssistanceNumber& asked,
                     std::int64_t number) {
    if (!has_number(db_, loaded, asked, number, query_.window, read_.as_of)) return Fit::none;
    const auto& intervals = loaded.person.qualifications;
    const bool born = !asked.birthdate ||
                      std::any_of(intervals.begin(), intervals.end(), [&](const auto& interval) {
                        return interval.person.birthdate == *asked.birthdate;
                      });
    return born ? Fit::all : Fit::number;
  }

  void take(Fit fit, People::Loaded loaded) {
    if (fit == Fit::all) {
      if (meant_.size() == meant_max) too_many();
      meant_.push_back(std::move(loaded));
    } else if (fit == Fit::number && others_.size() < people_max) {
      others_.push_back(std::move(loaded));
    }
  }

  void gather() {
    for (People::Loaded& other : others_) {
      if (meant_.size() >= people_max) break;
      meant_.push_back(std::move(other));
    }
    for (People::Loaded& loaded : meant_) {
      if (many_) people_.add_tickets(loaded, query_.window);
      loaded_.push_back(std::move(loaded.person));
    }
  }

  Connection& db_;
  const FactsQuery& query_;
  People people_;
  FactsRead read_;
  std::vector<People::Loaded> meant_;
  std::vector<People::Loaded> others_;
  std::vector<domain::PersonFacts> loaded_;
  bool decoy_ = false;
  bool many_ = false;  // so many candidates that tickets are read of those told only
};

}  // namespace

FactsRead read_facts(Reader& reader, const FactsQuery& query, domain::BatchId as_of) {
  return Reading(reader, query, as_of).run();
}

}  // namespace madoguchi::store::sqlite
