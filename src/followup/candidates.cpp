#include "followup/candidates.hpp"

namespace madoguchi::followup {

namespace {

using sql::Query;

}  // namespace

std::vector<Candidate> candidates_of(sql::Connection& db, const Item& item) {
  std::vector<Candidate> found;
  const bool waits = item.state != State::registered && item.day.has_value();
  if (!waits) return found;
  const auto person = shown_patient(db, item.patient);
  const auto month = item.month.text();
  Query row(db,
            "SELECT key, patient, reference, name, kana, sex, birthdate, payer, number, content"
            " FROM bulk_ticket WHERE month = ?1 AND live = 1 AND birthdate = ?2 ORDER BY key",
            month, person.birthdate);
  while (row.row()) {
    Candidate one;
    one.key = row.text(0);
    one.month = month;
    one.patient = row.integer(1);
    one.person = person_in(row);
    if (one.patient == item.patient || !same_looks(person, one.person)) continue;
    const auto results = results_in(Json::array({parsed(row.text(9))}));
    if (results.size() != 1 || ticket_for(results.front(), *item.day, item.issuer) == nullptr) {
      continue;
    }
    one.result = results.front();
    found.push_back(std::move(one));
  }
  return found;
}

Json candidate_json(const Candidate& candidate) {
  const auto& ticket = candidate.result.tickets.front();
  return {{"key", candidate.key},
          {"ReferenceNumber", candidate.person.reference},
          {"Name", candidate.person.name},
          {"NameKana", candidate.person.kana},
          {"Sex1", candidate.person.sex},
          {"Birthdate", candidate.person.birthdate},
          {"from", value_of(ticket, domain::TicketField::MedicalTicketValidDate)},
          {"to", value_of(ticket, domain::TicketField::MedicalTicketExpirationDate)}};
}

std::int64_t ticket_patient(sql::Connection& db, const Candidate& candidate) {
  if (candidate.patient != 0) return candidate.patient;
  const auto patient = patient_of(db, candidate.person);
  Query(db, "UPDATE bulk_ticket SET patient = ?3 WHERE month = ?1 AND key = ?2", candidate.month,
        candidate.key, patient)
      .run();
  return patient;
}

std::vector<Item> look_alikes(sql::Connection& db, const Item& item) {
  const auto person = shown_patient(db, item.patient);
  std::vector<std::int64_t> patients;
  {
    Query row(db, "SELECT id FROM patient WHERE birthdate = ?1 AND id != ?2 ORDER BY id",
              person.birthdate, item.patient);
    while (row.row()) patients.push_back(row.integer(0));
  }
  std::vector<Item> found;
  for (const auto patient : patients) {
    if (!same_looks(person, shown_patient(db, patient))) continue;
    for (auto& one : items_of(db, patient, item.month)) found.push_back(std::move(one));
  }
  return found;
}

std::optional<Json> answered_alike(sql::Connection& db, const Item& item) {
  for (const auto& one : look_alikes(db, item)) {
    auto word = word_of_month(db, one.patient, item.month, item.office);
    if (!word) continue;
    word->said["id"] = one.id;
    word->said["day"] = one.day ? one.day->text() : std::string();
    return std::move(word->said);
  }
  return std::nullopt;
}

void move_item(sql::Connection& db, const Item& item, std::int64_t patient, const By& by,
               std::string_view kind) {
  // Whose it was, so that a link by mistake can be taken back: the row may be gone by then.
  add_event(db, item.id, kind, by,
            {{"from", item.patient}, {"to", patient}, {"person", patient_json(db, item.patient)}});
  Query(db, "UPDATE item SET patient = ?2, updated_at = ?3 WHERE id = ?1", item.id, patient, by.at)
      .run();
  Query(db,
        "DELETE FROM patient WHERE id = ?1 AND id NOT IN (SELECT patient FROM item)"
        " AND id NOT IN (SELECT patient FROM bulk_ticket)"
        " AND id NOT IN (SELECT patient FROM patient_key)",
        item.patient)
      .run();
}

}  // namespace madoguchi::followup
