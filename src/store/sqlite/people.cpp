#include "store/sqlite/people.hpp"

#include <algorithm>

#include "store/sqlite/bodies.hpp"
#include "store/sqlite/office_events.hpp"
#include "store/sqlite/versions.hpp"

namespace madoguchi::store::sqlite {

namespace {
constexpr std::size_t codes_max = 10000;     // kept by one connection
constexpr std::size_t tickets_expected = 8;  // they are large to move
}  // namespace

People::Loaded People::load(domain::PersonId person) {
  Loaded loaded;
  loaded.person.id = person;
  add_qualifications(loaded);
  add_insurances(loaded);
  return loaded;
}

void People::add_qualifications(Loaded& loaded) {
  struct Found {
    std::int64_t recipient;
    domain::AssistanceQualification qualification;
  };
  std::vector<Found> found;
  Query rows(db_,
             "SELECT recipient_id, body FROM qualification INDEXED BY qualification_of_person"
             " WHERE person_id = ?2 AND " MADOGUCHI_HOLDS_AS_OF,
             as_of_, loaded.person.id);
  while (rows.row()) {
    found.push_back({rows.integer(0), unpacked_qualification(rows.blob(1))});
  }
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return a.qualification.start < b.qualification.start;
  });
  for (Found& one : found) {
    loaded.recipients.push_back(one.recipient);
    loaded.person.qualifications.push_back(std::move(one.qualification));
  }
}

void People::add_insurances(Loaded& loaded) {
  Query rows(db_,
             "SELECT body FROM insurance INDEXED BY insurance_of_person"
             " WHERE person_id = ?2 AND " MADOGUCHI_HOLDS_AS_OF,
             as_of_, loaded.person.id);
  auto& insurances = loaded.person.insurances;
  while (rows.row()) insurances.push_back(unpacked_insurance(rows.blob(0)));
  std::stable_sort(
      insurances.begin(), insurances.end(),
      [](const domain::Insurance& a, const domain::Insurance& b) { return a.start < b.start; });
}

void People::add_tickets(Loaded& loaded, domain::MonthWindow window) {
  const auto& recipients = loaded.recipients;
  loaded.person.tickets.reserve(tickets_expected);
  for (std::size_t i = 0; i < recipients.size(); ++i) {
    // Several intervals of one recipient share its tickets.
    if (std::find(recipients.begin(), recipients.begin() + static_cast<std::ptrdiff_t>(i),
                  recipients[i]) != recipients.begin() + static_cast<std::ptrdiff_t>(i)) {
      continue;
    }
    Query rows(db_,
               "SELECT version_id, body FROM ticket INDEXED BY ticket_of_recipient"
               " WHERE recipient_id = ?2 AND month BETWEEN ?3 AND ?4 AND " MADOGUCHI_HOLDS_AS_OF,
               as_of_, recipients[i], window.first.index(), window.last.index());
    while (rows.row()) {
      domain::Ticket ticket = unpacked_ticket(rows.blob(1));
      ticket.version = rows.integer(0);
      ticket.office_code = loaded.person.qualifications[i].office_code;
      ticket.recipient_key = loaded.person.qualifications[i].recipient_key;
      loaded.person.tickets.push_back(std::move(ticket));
    }
  }
}

void Directory::turn_to(domain::BatchId as_of) {
  const bool full = institutions_.size() >= codes_max || offices_.size() >= codes_max;
  if (as_of == as_of_ && !full) return;
  institutions_.clear();
  offices_.clear();
  as_of_ = as_of;
}

const Directory::InstitutionRead& Directory::institution(Connection& db, domain::BatchId as_of,
                                                         const std::string& code) {
  turn_to(as_of);
  const auto kept = institutions_.find(code);
  if (kept != institutions_.end()) return kept->second;
  InstitutionRead read;
  read.institution.code = code;
  {
    Query row(db, "SELECT body FROM institution WHERE code = ?2 AND " MADOGUCHI_HOLDS_AS_OF, as_of,
              code);
    read.known = row.row();
    if (read.known) read.institution.name = name_in_institution(row.blob(0));
  }
  read.institution.uses_medical_assistance =
      single(db, 0,
             "SELECT uses_medical_assistance FROM setting WHERE institution_code = ?2"
             " AND from_batch <= ?1 AND to_batch > ?1",
             as_of, code) != 0;
  return institutions_.emplace(code, std::move(read)).first->second;
}

const std::optional<domain::Office>& Directory::office(Connection& db, domain::BatchId as_of,
                                                       const std::string& code) {
  turn_to(as_of);
  const auto kept = offices_.find(code);
  if (kept != offices_.end()) return kept->second;
  std::optional<domain::Office> office;
  Query row(db, "SELECT body FROM office WHERE code = ?2 AND " MADOGUCHI_HOLDS_AS_OF, as_of, code);
  if (row.row()) {
    office = unpacked_office(row.blob(0));
    office->calendar = read_stated_months(db, as_of, code);
  }
  return offices_.emplace(code, std::move(office)).first->second;
}

std::vector<domain::Office> People::offices(const std::vector<domain::PersonFacts>& people) {
  std::vector<std::string> codes;
  for (const domain::PersonFacts& person : people) {
    for (const auto& qualification : person.qualifications) {
      codes.push_back(qualification.office_code);
    }
  }
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  std::vector<domain::Office> offices;
  for (const std::string& code : codes) {
    const auto& office = directory_.office(db_, as_of_, code);
    if (office) offices.push_back(*office);
  }
  return offices;
}

std::optional<RecipientRead> read_recipient(Reader& reader, const std::string& office_code,
                                            const std::string& recipient_key,
                                            domain::MonthWindow tickets,
                                            domain::BatchId published) {
  const std::int64_t recipient =
      single(reader.db, 0,
             "SELECT r.id FROM recipient r JOIN known_code o ON o.id = r.office_id"
             " WHERE o.code = ?1 AND r.recipient_key = ?2",
             office_code, recipient_key);
  const std::int64_t person = single(
      reader.db, 0,
      "SELECT person_id FROM qualification INDEXED BY qualification_of_recipient"
      " WHERE recipient_id = ?2 AND " MADOGUCHI_HOLDS_AS_OF " ORDER BY start_day DESC LIMIT 1",
      published, recipient);
  if (person == 0) return std::nullopt;
  People people(reader, published);
  auto loaded = people.load(person);
  people.add_tickets(loaded, tickets);
  RecipientRead read;
  read.person = std::move(loaded.person);
  Query cards(reader.db,
              "SELECT body FROM card WHERE person_id = ?2 AND revoked = 0"
              " AND " MADOGUCHI_HOLDS_AS_OF,
              published, person);
  while (cards.row()) {
    const auto until = valid_to_in_card(cards.blob(0));
    if (!read.card_valid_to || *read.card_valid_to < until) read.card_valid_to = until;
  }
  return read;
}

std::vector<domain::PersonId> people_of_recipient(Connection& db, std::int64_t recipient) {
  std::vector<domain::PersonId> people;
  Query rows(db,
             "SELECT person_id FROM qualification INDEXED BY qualification_of_recipient"
             " WHERE recipient_id = ?1",
             recipient);
  while (rows.row()) {
    const domain::PersonId person = rows.integer(0);
    if (std::find(people.begin(), people.end(), person) == people.end()) people.push_back(person);
  }
  return people;
}

}  // namespace madoguchi::store::sqlite
