#include "followup/patients.hpp"

#include <vector>

#include "util/search_form.hpp"

namespace madoguchi::followup {

namespace {

using sql::Query;
using sql::single;

struct Key {
  const char* kind;
  std::string value;
};

// An identifier counts with the birth date only: a number that was given to somebody else since
// must not make one of two people.
std::vector<Key> keys_of(const Shown& person) {
  std::vector<Key> keys;
  if (person.birthdate.empty()) return keys;
  if (!person.reference.empty()) {
    keys.push_back({"reference", person.reference + "|" + person.birthdate});
  }
  if (!person.payer.empty() && !person.number.empty()) {
    keys.push_back({"numbers", person.payer + "|" + person.number + "|" + person.birthdate});
  }
  return keys;
}

std::int64_t patient_with(sql::Connection& db, const Key& key) {
  return single(db, 0, "SELECT patient FROM patient_key WHERE kind = ?1 AND value = ?2", key.kind,
                key.value);
}

void add_key(sql::Connection& db, const Key& key, std::int64_t patient) {
  Query(db,
        "INSERT INTO patient_key VALUES (?1, ?2, ?3)"
        " ON CONFLICT (kind, value) DO UPDATE SET patient = ?3",
        key.kind, key.value, patient)
      .run();
}

// Nothing that both tell differs.
bool agree(const Shown& one, const Shown& other) {
  const auto differ = [](const std::string& a, const std::string& b) {
    return !a.empty() && !b.empty() && util::search_form(a) != util::search_form(b);
  };
  return !differ(one.kana, other.kana) && !differ(one.sex, other.sex) &&
         !differ(one.birthdate, other.birthdate);
}

void move_all(sql::Connection& db, std::int64_t from, std::int64_t into) {
  Query(db, "UPDATE item SET patient = ?2 WHERE patient = ?1", from, into).run();
  Query(db, "UPDATE bulk_ticket SET patient = ?2 WHERE patient = ?1", from, into).run();
  Query(db, "UPDATE patient_key SET patient = ?2 WHERE patient = ?1", from, into).run();
  Query(db, "DELETE FROM patient WHERE id = ?1", from).run();
}

// What was not told before is filled in; a new name replaces the old one.
void renew(sql::Connection& db, std::int64_t patient, const Shown& person) {
  Query(db,
        "UPDATE patient SET reference = iif(?2 = '', reference, ?2), name = iif(?3 = '', name, ?3),"
        " kana = iif(?4 = '', kana, ?4), sex = iif(?5 = '', sex, ?5) WHERE id = ?1",
        patient, person.reference, person.name, person.kana, person.sex)
      .run();
}

}  // namespace

Shown shown_patient(sql::Connection& db, std::int64_t patient) {
  Query row(db, "SELECT reference, name, kana, sex, birthdate FROM patient WHERE id = ?1", patient);
  Shown person;
  if (!row.row()) return person;
  person.reference = row.text(0);
  person.name = row.text(1);
  person.kana = row.text(2);
  person.sex = row.text(3);
  person.birthdate = row.text(4);
  return person;
}

Shown person_in(const Query& row) {
  Shown person;
  person.reference = row.text(2);
  person.name = row.text(3);
  person.kana = row.text(4);
  person.sex = row.text(5);
  person.birthdate = row.text(6);
  person.payer = row.text(7);
  person.number = row.text(8);
  return person;
}

std::int64_t new_patient(sql::Connection& db, const Shown& person) {
  Query(db,
        "INSERT INTO patient (reference, name, kana, sex, birthdate) VALUES (?1, ?2, ?3, ?4, ?5)",
        person.reference, person.name, person.kana, person.sex, person.birthdate)
      .run();
  return single(db, 0, "SELECT last_insert_rowid()");
}

std::int64_t known_patient(sql::Connection& db, const Shown& person) {
  for (const auto& key : keys_of(person)) {
    const auto patient = patient_with(db, key);
    if (patient != 0 && agree(shown_patient(db, patient), person)) return patient;
  }
  return 0;
}

std::int64_t patient_of(sql::Connection& db, const Shown& person) {
  const auto keys = keys_of(person);
  std::int64_t patient = known_patient(db, person);
  if (patient == 0) patient = new_patient(db, person);
  for (const auto& key : keys) {
    const auto holder = patient_with(db, key);
    if (holder == patient) continue;
    // One answer that carries both identifiers says that they are one person's.
    const bool one_person = holder != 0 && agree(shown_patient(db, holder), person) &&
                            agree(shown_patient(db, holder), shown_patient(db, patient));
    if (one_person) move_all(db, holder, patient);
    add_key(db, key, patient);
  }
  renew(db, patient, person);
  return patient;
}

bool is_identified(sql::Connection& db, std::int64_t patient) {
  return single(db, 0, "SELECT count(*) FROM patient_key WHERE patient = ?1", patient) > 0;
}

bool same_looks(const Shown& one, const Shown& other) {
  if (one.kana.empty() || one.birthdate.empty() || one.sex.empty()) return false;
  return one.birthdate == other.birthdate && one.sex == other.sex &&
         util::search_form(one.kana) == util::search_form(other.kana);
}

Json patient_json(sql::Connection& db, std::int64_t patient) {
  const auto person = shown_patient(db, patient);
  return {{"id", patient},       {"ReferenceNumber", person.reference},
          {"Name", person.name}, {"NameKana", person.kana},
          {"Sex1", person.sex},  {"Birthdate", person.birthdate}};
}

}  // namespace madoguchi::followup
